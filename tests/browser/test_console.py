"""A wave from its file to its results, as two members of staff bring it about in their browsers; and every page."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import SignedIn
from tests.browser.looking import look_at
from tests.browser.stack import PEOPLE, Stack
from tests.reporting.synthetic import SyntheticWave
from voicebot.clock import in_london
from voicebot.office import complaints
from voicebot.sampling.example import write_example_frame
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Case

pytestmark = pytest.mark.slow
ALL = "VOICEBOT_BROWSER" in os.environ
"""`make browser` looks at everything; else there is time for less."""
_PEOPLE = 12
_TO_UPDATE, _BETWEEN_UPDATES = 15_000, 2_000
"""Milliseconds."""
_KIND = re.compile(r"^(/waves/|/batches/|/staff/)(?!new)[^/]+")
_CHANGING = re.compile(r'value="[^"]*"|As of [^<]*|<span class="who">.*?</span>')
SEE_ALL = ("ben", "eva")
"""A supervisor and an administrator: between them they see every page."""
_SEEN: set[str] = set()
"""Pages that were looked at already."""
_LARGE = SyntheticWave(cases=200, name="spring")


@pytest.fixture(scope="module")
def incidents(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("frame") / "incidents.csv"
    write_example_frame(file, _PEOPLE, "1", in_london(stack.parts.clock.now()).date())
    return file


@pytest.fixture(scope="module")
def batch(signed_in: SignedIn, incidents: Path) -> str:
    """The path of a batch that one person prepared and another launched, all of it on pages."""
    ada, ben = signed_in("ada"), signed_in("ben")
    ada.goto("/waves")
    ada.get_by_role("link", name="Make a wave").click()
    ada.get_by_label("Name").fill("autumn")
    ada.get_by_label("Rules (optional)").set_input_files(
        {"name": "rules.yaml", "mimeType": "application/yaml", "buffer": b"second_person: true\n"}
    )
    ada.get_by_role("button", name="Make the wave").click()
    ada.get_by_role("link", name="Draw the sample").click()
    look_at(ada)
    ada.get_by_label("File of incidents").set_input_files(incidents)
    ada.get_by_label("How many people").fill(str(_PEOPLE))
    ada.get_by_role("button", name="Draw the sample").click()
    expect(ada.get_by_role("status").first).to_contain_text(f"{_PEOPLE} people are drawn")

    ada.get_by_role("link", name="autumn").click()
    ada.get_by_role("link", name="Make a batch").click()
    ada.get_by_role("button", name="Make the batch").click()
    expect(ada.get_by_role("heading", name="Dry run")).to_be_visible()
    expect(ada.get_by_role("button", name="Approve this batch")).to_have_count(0)
    path = ada.url.removeprefix(ada.evaluate("location.origin"))

    ben.goto(path)
    ben.get_by_role("button", name="Approve this batch").click()
    ben.get_by_role("button", name="Launch: call these people").click()
    expect(ben.get_by_role("alert")).to_contain_text("Please tick the box")
    look_at(ben)
    ben.get_by_label("I have read the questionnaire and the dry run.").check()
    ben.get_by_role("button", name="Launch: call these people").click()
    expect(ben.get_by_role("button", name="Pause")).to_be_visible()
    return path


def test_a_running_batch_is_watched_live_paused_by_another_stopped_with_all_and_called_to_its_end(
    batch: str, signed_in: SignedIn, stack: Stack
) -> None:
    ada, ben = signed_in("ada"), signed_in("ben")
    ben.evaluate("window.loadedOnce = true")
    ada.goto(batch)
    ada.get_by_label("Why").fill("a complaint came in")
    ada.get_by_role("button", name="Pause").click()

    news = ben.get_by_role("status").last
    ben.clock.fast_forward(_BETWEEN_UPDATES)
    expect(news).to_contain_text("Paused: a complaint came in", timeout=_TO_UPDATE)
    ben.get_by_role("button", name="Resume").click()
    expect(ben.get_by_role("button", name="Pause")).to_be_visible()

    ada.get_by_role("link", name="Stop all calls").click()
    ada.get_by_role("button", name="Stop all calls and hang up").click()
    expect(ada.get_by_role("status").first).to_contain_text("One batch is paused")
    ben.clock.fast_forward(_BETWEEN_UPDATES)
    expect(ben.locator("#figures")).to_contain_text("everything was stopped by staff", timeout=_TO_UPDATE)
    ben.get_by_role("button", name="Resume").click()

    ben.evaluate("window.loadedOnce = true")
    with stack.dialling():
        expect(news).to_contain_text("Finished.", timeout=2 * _TO_UPDATE)
    expect(ben.locator("#figures")).to_contain_text(f"{_PEOPLE} of {_PEOPLE} people are done with.")
    expect(ben.get_by_role("heading", name="How calls ended")).to_be_visible()
    expect(ben.locator("#acts button")).to_have_count(0)
    assert ben.evaluate("window.loadedOnce"), "the page was loaded anew"


def test_a_call_is_heard_and_answered_by_mouse_and_by_keyboard_without_ringing_anybody(signed_in: SignedIn) -> None:
    ada = signed_in("ada")
    ada.goto("/phone")
    ada.get_by_label("Wait by itself, as a real call does").uncheck()
    ada.get_by_role("button", name="Call", exact=True).click()
    said, log = ada.get_by_role("region", name="What is said now"), ada.get_by_role("log")
    expect(said).to_contain_text("This is an automated research call")
    ada.get_by_role("button", name="1", exact=True).click()
    expect(said).to_contain_text("is this a good time?")
    ada.keyboard.press("1")
    expect(said).to_contain_text("Would you like to take part?")
    look_at(ada)
    ada.keyboard.press("*")
    expect(log).to_contain_text("You pressed star")
    ada.keyboard.press("3")
    expect(said).to_contain_text("We will not ring you about this again. Goodbye.")
    expect(said).to_contain_text("It counts as: not this time.")
    expect(ada.get_by_role("button", name="Call again")).to_be_visible()
    expect(ada.get_by_role("button", name="1", exact=True)).to_be_disabled()


def test_results_are_released_and_read_as_figures_and_pictures(signed_in: SignedIn, stack: Stack) -> None:
    with transaction(stack.parts.engine) as session:
        _LARGE.keep(session)
    ada = signed_in("ada")
    ada.goto(f"/waves/{_LARGE.name}")
    ada.get_by_role("link", name="Results").click()
    ada.get_by_role("button", name="Release the figures of now").click()
    expect(ada.get_by_role("status").first).to_contain_text("Shown is release 1.")
    expect(ada.locator(".headline")).to_contain_text(re.compile(r"\d+\.\d%.? satisfied, taking everything together"))
    expect(ada.get_by_role("img", name="Answers to the core questions")).to_be_visible()
    expect(ada.get_by_role("region", name="figures").first.get_by_role("row").nth(1)).to_contain_text("%")
    response = ada.locator("summary", has_text="Response")
    response.press("Enter")
    funnel = ada.get_by_role("img", name="From the frame to the interviews")
    expect(funnel).to_be_visible()
    _look_once(ada, f"/waves/{_LARGE.name}/results")


@pytest.fixture(scope="module")
def complaint(batch: str, stack: Stack) -> complaints.Summary:
    """One about somebody of the batch."""
    parts = stack.parts
    with reading(parts.engine) as session:
        case_id = session.scalars(select(Case.id).where(Case.batch_id == batch.rpartition("/")[2])).first()
    return complaints.open_complaint(
        parts.engine,
        parts.clock,
        parts.vault,
        case_id=case_id or "",
        category=complaints.Category.TOO_OFTEN,
        serious=False,
        note="wants to be written to",
        who="ben",
    )


@pytest.mark.parametrize("name", PEOPLE if ALL else SEE_ALL)
def test_every_page_can_be_read_and_used_by_everybody(
    name: str, batch: str, complaint: complaints.Summary, signed_in: SignedIn
) -> None:
    case = f"/cases/{complaint.case_id}"
    visited = list(_walk(signed_in(name), ["/waves", "/nowhere", case]))
    assert {batch, case} <= set(visited)


def test_a_page_with_a_mistake_in_its_form_can_be_read_and_used_too(
    batch: str, complaint: complaints.Summary, signed_in: SignedIn
) -> None:
    page, few, more = signed_in("ben"), _FORMS[:3], _FORMS[3:] if ALL else ()
    for path in (f"/complaints/{complaint.id}", *few, *more):
        page.goto(path)
        with page.expect_navigation():
            page.locator("main form[method=post]").last.evaluate("form => form.requestSubmit()")
        expect(page.get_by_role("alert").first).to_be_visible()
        look_at(page)


def _walk(page: Page, starts: Sequence[str]) -> Iterator[str]:
    """Every page that can be reached by links, each looked at in passing."""
    waiting, known = [*starts], {*starts}
    while waiting:
        path = waiting.pop(0)
        page.goto(path)
        _look_once(page, path)
        yield path
        links = page.eval_on_selector_all(
            "a[href]:not([download]):not([href$='.svg'])",
            "all => all.filter(a => a.origin === location.origin).map(a => a.pathname)",
        )
        waiting += [link for link in dict.fromkeys(links) if link not in known]
        known.update(links)


def _look_once(page: Page, path: str) -> None:
    """Most pages look the same to several roles, and much alike for every wave, batch or account."""
    seen = _CHANGING.sub("", page.content()) if ALL else _KIND.sub(r"\1", path)
    if seen not in _SEEN:
        _SEEN.add(seen)
        look_at(page)


_FORMS = (
    "/waves/new",
    "/exclusions",
    "/account/renew",
    "/waves/autumn/batches/new",
    "/waves/autumn/sample/refresh",
    "/waves/autumn/freeze",
    "/waves/autumn/destroy",
    "/complaints/new",
    "/people",
    "/people/held",
    "/people/erase",
    "/exclusions/import",
    "/exclusions/remove",
    "/account/tokens/new",
    "/password",
    "/test-calls",
)
"""Pages with a form that is not taken when it is empty."""
