"""The telephone on a page: heard and answered without ringing anybody, by plain forms."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Self

import pytest

from tests.calls.survey import SOURCE, another_version
from tests.console.conftest import Browser, Office
from voicebot.composition import flow_source
from voicebot.console import preview
from voicebot.front.desk import EXTENSION
from voicebot.interview.replay import first_difference, play, read_calls, write_call
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.recordings.manifest import Accepted, write_manifest
from voicebot.questionnaire.source import MANIFEST_FILE, Source

FLOW = "user-satisfaction"
_CARRIED = re.compile(r'name="carried" value="([^"]+)"')
_NUMBER = re.compile(r'name="number" value="([^"]*)"')
_SCREEN = re.compile(r'data-part="words".*?<p class="phone-timer"', re.DOTALL)


class Telephone:
    """A call on the page."""

    def __init__(self, browser: Browser, language: str = "en-GB", caller: str = "we_ring") -> None:
        self.browser = browser
        self.page = browser.is_refused("/phone", {"words": f"{FLOW} {language}", "caller": caller})

    @property
    def carried(self) -> str:
        found = _CARRIED.search(self.page)
        assert found, self.page
        return found.group(1)

    @property
    def screen(self) -> str:
        """What is said now."""
        found = _SCREEN.search(self.page)
        assert found, self.page
        return unescape(re.sub(r"<[^>]+>", "", found.group(0)))

    def presses(self, *keys: str) -> Self:
        for key in keys:
            number = _NUMBER.search(self.page)
            form = {"carried": self.carried, "number": number.group(1) if number else "", "act": key}
            self.page = self.browser.is_refused("/phone", form)
        return self

    def stays_silent(self) -> Self:
        return self.presses("silence")

    def hears(self, *phrases: str) -> Self:
        for phrase in phrases:
            assert phrase in self.screen, self.screen
        return self


def read_from(office: Office, source: Source) -> None:
    """Let every questionnaire be this one, and every recording be served."""
    desk = office.app.extensions[EXTENSION]
    office.app.extensions[EXTENSION] = replace(
        desk, read_flow=lambda _: source, recording_path=lambda name: f"/voice/audio/{name}"
    )


def test_a_call_goes_through_gates_and_questions_to_its_end(auditor: Browser) -> None:
    call = Telephone(auditor).hears("If you are Alex, press 1.")
    assert "Gate 1: the right person" in call.page
    call.presses("1").hears("is this a good time?")
    call.presses("1", "1").hears("How satisfied")
    assert "Section core: contact" in call.page
    assert "answered 2" in call.presses("2").page
    assert "It counts as: break off" in call.presses("hangs up").page


def test_silence_asks_again_and_then_ends(auditor: Browser) -> None:
    call = Telephone(auditor).stays_silent().stays_silent()
    assert "Waiting" not in call.page
    call.stays_silent()
    assert "It counts as: nothing heard" in call.page


def test_key_0_is_heard_to_stop_the_calls_and_excludes_nobody(office: Office, auditor: Browser) -> None:
    before = office.survey.rows()
    Telephone(auditor).presses("0").hears("We will not ring you again")
    assert office.survey.rows() == before


def test_another_language_is_spoken_as_such(auditor: Browser) -> None:
    assert 'lang="pl-PL"' in Telephone(auditor, language="pl-PL").presses("1").page


def test_times_are_offered_that_are_made_up(auditor: Browser) -> None:
    Telephone(auditor).presses("1", "2").hears("For tomorrow, between 10 and 11 in the morning, press 2.")


def test_whoever_rings_us_back_goes_on_to_the_interview(auditor: Browser) -> None:
    call = Telephone(auditor, caller="invited").hears("You have reached an automated line")
    call.presses("1").hears("If you are Alex")
    assert "Save as a test script" in call.page


def test_a_withheld_number_is_keyed_in_and_read_back(office: Office, auditor: Browser) -> None:
    call = Telephone(auditor, caller="withheld").presses("0").hears("key in the number")
    call.presses(*"07700900123").hears("07700900123")
    call.presses("#").hears("0 7 7 0 0, 9 0 0, 1 2 3")
    call.presses("1").hears("We will not ring again")
    assert office.survey.rows()["exclusion"] == 0


def test_whoever_rings_us_and_hangs_up_has_hung_up(auditor: Browser) -> None:
    call = Telephone(auditor, caller="shown").presses("hangs up")
    assert "It counts as: hung up" in call.page
    assert "Save as a test script" not in call.page


def test_nothing_can_be_done_in_a_call_that_is_over(auditor: Browser) -> None:
    call = Telephone(auditor).presses("hangs up")
    over = call.screen
    assert call.presses("1").screen == over


def test_a_call_is_saved_as_a_script_that_replays_with_the_same_words(office: Office, auditor: Browser) -> None:
    call = Telephone(auditor, language="pl-PL").presses("1", "1", "1", "2", "*", "0")
    form = {"carried": call.carried, "title": "Stops\n> 1 after one answer"}
    answer = auditor.sends("/phone/script", form, page="/phone")
    assert 'filename="user-satisfaction-pl-PL.call"' in answer.headers["Content-Disposition"]
    (saved,) = read_calls(answer.text)
    assert saved.title == "Stops > 1 after one answer"
    questionnaire = compile_questionnaire(flow_source(office.survey.parts.settings, FLOW))
    written = write_call(questionnaire, saved, play(questionnaire, saved))
    assert saved.expects
    assert first_difference(saved, written) is None


def test_a_call_that_was_changed_on_the_way_is_refused(auditor: Browser) -> None:
    call = Telephone(auditor)
    for spoilt in ("", "x", f"{call.carried}x"):
        assert "Please call once more" in auditor.is_refused("/phone", {"carried": spoilt, "act": "1"})


def test_a_call_that_is_too_old_is_refused(auditor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    call = Telephone(auditor)
    monkeypatch.setattr(preview, "LASTS_AT_MOST", timedelta(seconds=-1))
    assert "Please call once more" in call.presses("1").page


def test_a_call_is_refused_once_its_questionnaire_was_changed(office: Office, auditor: Browser) -> None:
    call = Telephone(auditor)
    read_from(office, another_version("Another Agency"))
    assert "was changed since this call was begun" in call.presses("1").page


def test_a_recording_in_use_is_played(office: Office, auditor: Browser) -> None:
    words = compile_questionnaire(SOURCE).scripts["en-GB"].ask["safe_to_talk"][0]
    accepted = write_manifest({"en-GB": {words.name: Accepted("0" * 64 + ".wav", words.sentences)}})
    read_from(office, Source(SOURCE.name, {**SOURCE.files, MANIFEST_FILE: accepted}, SOURCE.sentences))
    assert f'data-recording="/voice/audio/{"0" * 64}.wav"' in Telephone(auditor).presses("1").page


def test_a_questionnaire_that_is_not_there_is_refused(auditor: Browser) -> None:
    page = auditor.is_refused("/phone", {"words": "none en-GB", "caller": "we_ring"})
    assert "Choose what you would like to hear" in page
