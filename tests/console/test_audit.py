"""The audit trail as a page."""

from datetime import timedelta

import pytest

from tests.console.conftest import Browser, Office
from tests.factories import NOON
from voicebot.privacy import audit


@pytest.fixture
def office(office: Office) -> Office:
    """An office in which something was done on two days, by two people, often."""
    with office.survey.changing() as session:
        for nth in range(120):
            audit.append(session, at=NOON - timedelta(days=nth % 2), who=f"who-{nth % 2}", action=f"did_{nth % 3}")
        audit.append(session, at=NOON, who="who-0", action="launched", subject="abcdefghij", because="<b>lunch</b>")
    return office


def _rows(page: str) -> int:
    return page.count('<th scope="row">')


def test_the_newest_entries_are_shown_and_the_older_ones_behind_a_link(auditor: Browser) -> None:
    page = auditor.looks_at("/audit")
    assert _rows(page) == 100
    assert "because: &lt;b&gt;lunch&lt;/b&gt;" in page
    link = page.partition("Older entries")[0].rpartition('href="')[2].partition('"')[0]
    assert 0 < _rows(auditor.looks_at(link)) < 100


def test_entries_are_picked_by_what_who_and_when(auditor: Browser) -> None:
    for query, expected in (
        ("action=did_0", 40),
        ("action=did_0&who=who-1", 20),
        ("who=who-1&on=2026-11-24", 60),
        ("who=who-1&on=2026-11-25", 0),
    ):
        assert _rows(auditor.looks_at(f"/audit?{query}")) == expected, query
    assert "no such entry" in auditor.looks_at("/audit?action=nonsense")
    for wrong in ("on=nonsense", "on=9999-12-31", f"before={10**30}", "before=x"):
        assert "Please mend this first" in auditor.looks_at(f"/audit?{wrong}")


def test_the_trail_is_verified_and_its_head_shown_to_be_kept_elsewhere(office: Office, auditor: Browser) -> None:
    with office.survey.changing() as session:
        verdict = audit.verify(session)
    page = auditor.does("/audit/verify", page="/audit")
    assert f"The trail holds: {verdict.entries} entries" in page
    assert verdict.head in page
    assert "holds" in auditor.does("/audit/verify", {"head": verdict.head}, page="/audit")
    assert "breaks at entry" in auditor.does("/audit/verify", {"head": "f" * 64}, page="/audit")
