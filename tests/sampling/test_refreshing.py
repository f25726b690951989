"""A newer frame takes out those drawn who may not be called any more, and nobody else."""

import pytest

from tests import factories
from tests.sampling.incidents import Row, frame, incident
from tests.sampling.office import Office, many
from voicebot.errors import BadFrame, NotFound
from voicebot.privacy import audit
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.sampling.refreshing import NOT_THERE, OTHER_NUMBERS, RefreshSummary, refresh_sample
from voicebot.sampling.rules import EligibilityRules
from voicebot.sampling.summary import summary
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Case

DEFAULT_RULES = EligibilityRules()


def _refresh(office: Office, *rows: Row, rules: EligibilityRules = DEFAULT_RULES) -> RefreshSummary:
    return refresh_sample(
        office.engine,
        wave="autumn",
        frame=frame(*rows),
        rules=rules,
        clock=office.clock,
        vault=Vault(office.keys),
        prints=Prints(office.keys),
        who="researcher",
        forbidden=lambda _name: False,
    )


def _closed(office: Office) -> list[str | None]:
    with reading(office.engine) as session:
        return [case.closed_for for case in session.query(Case) if case.state == "closed"]


def test_who_is_flagged_by_now_is_taken_out(office: Office) -> None:
    office.draw(*many(4), size=4)

    done = _refresh(office, incident(0), incident(1, flags="at_risk"), incident(2), incident(3))

    assert (done.looked_at, done.taken_out, done.left) == (4, {"flag at_risk": 1}, {})
    assert _closed(office) == ["taken_out"]


@pytest.mark.parametrize(
    "changed",
    [{"flags": "deceased"}, {"birth_year": "2010"}, {"birth_year": None}, {"victim_group": "vehicle crime"}],
)
def test_every_rule_but_the_window_is_asked_again(office: Office, changed: dict[str, str | None]) -> None:
    rules = EligibilityRules(victim_groups=("burglary",), other_victim_groups=("vehicle_crime",))
    office.draw(*many(1), size=1)
    done = _refresh(office, incident(0, **changed), rules=rules)
    assert sum(done.taken_out.values()) == 1


def test_time_that_has_passed_since_the_draw_takes_nobody_out(office: Office) -> None:
    office.draw(*many(1), size=1)
    assert _refresh(office, incident(0, reported_on="2026-01-01")).taken_out == {}


def test_who_is_linked_to_a_flagged_row_is_taken_out_too(office: Office) -> None:
    office.draw(*many(1), size=1)
    done = _refresh(office, incident(0), incident(7, phone="07700 900000", flags="domestic_abuse"))
    assert done.taken_out == {"linked to a row with a flag": 1}


def test_who_is_on_the_exclusion_list_by_now_is_taken_out(office: Office) -> None:
    office.draw(*many(1), size=1)
    office.exclude("07700 900000")
    assert _refresh(office, incident(0)).taken_out == {"on the exclusion list": 1}


def test_who_was_called_already_is_left_as_they_are(office: Office) -> None:
    office.draw(*many(1), size=1)
    with transaction(office.engine) as session:
        case = session.query(Case).one()
        factories.attempt(session, case_id=case.id, batch_id=factories.batch(session, wave_id=case.wave_id).id)
    assert _refresh(office, incident(0, flags="fatal")).looked_at == 0
    assert _closed(office) == []


def test_missing_people_and_changed_numbers_are_told_and_left(office: Office) -> None:
    office.draw(*many(2), size=2)
    done = _refresh(office, incident(0, phone="07700 900555"))
    assert (done.taken_out, done.left) == ({}, {NOT_THERE: 1, OTHER_NUMBERS: 1})


def test_an_unknown_flag_on_the_newer_frame_stops_the_refresh(office: Office) -> None:
    office.draw(*many(1), size=1)
    with pytest.raises(BadFrame, match="flag odd_word"):
        _refresh(office, incident(0, flags="odd word"))


def test_a_wave_without_a_sample_has_nothing_to_refresh(office: Office) -> None:
    with pytest.raises(NotFound):
        _refresh(office, incident(0))


def test_a_refresh_is_shown_with_the_sample_and_kept_in_the_audit_trail(office: Office) -> None:
    office.draw(*many(2), size=2)
    _refresh(office, incident(0, flags="fatal"), incident(1))

    with reading(office.engine) as session:
        shown = summary(session, "autumn").refreshes
        entry = audit.entries(session)[0]
    assert [(one.looked_at, one.taken_out) for one in shown] == [(2, {"flag fatal": 1})]
    assert (entry.action, entry.details["contacts_opened"], entry.details["taken_out"]) == ("sample_refreshed", 2, 1)
