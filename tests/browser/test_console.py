"""A wave from its file to its last call, as two members of staff bring it about in their browsers; and every page."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.stack import PEOPLE, Stack
from voicebot.clock import in_london
from voicebot.sampling.example import write_example_frame

pytestmark = pytest.mark.slow
_PEOPLE = 12
_NARROW, _WIDE = {"width": 320, "height": 640}, {"width": 1200, "height": 900}
_SECONDS_TO_UPDATE = 15_000
_CHANGING = re.compile(r'value="[^"]*"|As of [^<]*|<span class="who">.*?</span>')
SEE_ALL = ("ben", "eva")
"""A supervisor and an administrator: between them they see every page. `make browser` lets everybody look."""
_SEEN: dict[str, str] = {}
"""Pages that were looked at already, by their whole text: most look the same to several roles."""


@pytest.fixture(scope="module")
def incidents(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("frame") / "incidents.csv"
    write_example_frame(file, _PEOPLE, "1", in_london(stack.parts.clock.now()).date())
    return file


@pytest.fixture(scope="module")
def batch(signed_in: SignedIn, incidents: Path) -> str:
    """The path of a batch that one person prepared and another launched, all of it on pages."""
    ada, ben = signed_in("ada"), signed_in("ben")
    ada.get_by_role("link", name="Make a wave").click()
    ada.get_by_label("Name").fill("autumn")
    ada.get_by_label("Rules (optional)").set_input_files(
        {"name": "rules.yaml", "mimeType": "application/yaml", "buffer": b"second_person: true\n"}
    )
    ada.get_by_role("button", name="Make the wave").click()
    ada.get_by_role("link", name="Draw the sample").click()
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
    expect(news).to_contain_text("Paused: a complaint came in", timeout=_SECONDS_TO_UPDATE)
    ben.get_by_role("button", name="Resume").click()
    expect(ben.get_by_role("button", name="Pause")).to_be_visible()

    ada.get_by_role("link", name="Stop all calls").click()
    ada.get_by_role("button", name="Stop all calls and hang up").click()
    expect(ada.get_by_role("status").first).to_contain_text("One batch is paused")
    expect(ben.locator("#figures")).to_contain_text("everything was stopped by staff", timeout=_SECONDS_TO_UPDATE)
    ben.get_by_role("button", name="Resume").click()

    ben.evaluate("window.loadedOnce = true")
    with stack.dialling():
        expect(news).to_contain_text("Finished.", timeout=2 * _SECONDS_TO_UPDATE)
    expect(ben.locator("#figures")).to_contain_text(f"{_PEOPLE} of {_PEOPLE} people are done with.")
    expect(ben.get_by_role("heading", name="How calls ended")).to_be_visible()
    expect(ben.locator("#acts button")).to_have_count(0)
    assert ben.evaluate("window.loadedOnce"), "the page was loaded anew"


@pytest.mark.parametrize("name", PEOPLE if "VOICEBOT_BROWSER" in os.environ else SEE_ALL)
def test_every_page_can_be_read_and_used_by_everybody(name: str, batch: str, signed_in: SignedIn) -> None:
    page = signed_in(name)
    visited = list(_walk(page))
    assert batch in visited


def _walk(page: Page) -> Iterator[str]:
    """Every page that can be reached by links, each looked at in passing."""
    waiting, known = ["/waves"], {"/waves"}
    while waiting:
        path = waiting.pop(0)
        page.goto(path)
        _look_at(page, path)
        yield path
        links = page.eval_on_selector_all(
            "a[href]:not([download]):not([href$='.svg'])",
            "all => all.filter(a => a.origin === location.origin).map(a => a.pathname)",
        )
        waiting += [link for link in dict.fromkeys(links) if link not in known]
        known.update(links)


def _look_at(page: Page, path: str) -> None:
    shown = _CHANGING.sub("", page.content())
    if _SEEN.get(shown) is not None:
        return
    _SEEN[shown] = path
    faults = {scheme: _faults(page, scheme) for scheme in ("light", "dark")}
    assert not any(faults.values()), f"{path}: {faults}"
    page.set_viewport_size(_NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= _NARROW["width"], f"{path} is {width} wide on a telephone of {_NARROW['width']}"
    page.set_viewport_size(_WIDE)


def _faults(page: Page, scheme: str) -> list[str]:
    """What axe-core finds; of the dark colours only whether they can be read, since all else is the same."""
    page.emulate_media(color_scheme=scheme)
    rules = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{one['id']}: {node['html'][:200]} {node['failureSummary']}" for one in found for node in one["nodes"]]
