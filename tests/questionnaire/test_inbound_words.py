from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.interview.inbound_call import FOLDER, SENTENCES, flow, source
from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.inbound_words import compile_inbound
from voicebot.questionnaire.reading import read_inbound
from voicebot.questionnaire.source import INBOUND_FILE, Sentences, Source

GERMAN = "de-DE.yaml"


def changed(old: str, new: str) -> Source:
    """The words with one thing changed."""
    text = source().files[INBOUND_FILE]
    assert old in text
    return replace(source(), files={**source().files, INBOUND_FILE: text.replace(old, new, 1)})


def translated(*, approved: bool = True, without: str = "\0") -> Source:
    """The words with a translation, which says the same in the same words."""
    text = source().files[INBOUND_FILE].replace("language: en-GB", "language: de-DE").replace("Amy", "Vicki")
    offer = f"approved: {str(approved).lower()}\noffer: {{key: 6, ask: 'Für Deutsch, die {{key}}.'}}\n"
    lines = [line for line in (text + offer).splitlines() if without not in line]
    extra = {GERMAN: "\n".join(lines), "forbidden/de-DE.txt": "polizei-\n"}
    return replace(source(), files={**source().files, **extra})


def faults(of: Source) -> Sequence[str]:
    with pytest.raises(BadQuestionnaire) as refused:
        compile_inbound(of, unapproved=True)
    return refused.value.faults


def test_the_words_of_this_project_pass_their_checks() -> None:
    assert flow().own_language == "en-GB"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("research.", "research on the police.", "may not be said to just anybody"),
        ("research.", "research. {mandate}", "it shows why we ring"),
        ("{agency}", "{agensy}", "did you mean"),
        ("The number is {number}.", "The number is as you said.", "confirm.ask lacks {number}"),
        ("  undo: If", "  undone: If", "“undo” is missing"),
        ("not_now:", "never:", "“not_now” is missing"),
        ("    - We still did not hear a key.", "    # - We still did not hear a key.", "phrases.silence has 1 texts"),
        ("Polly.Amy-Neural", "Polly.Vicki-Neural", "speaks de-DE"),
        ("Nothing is for sale.", "Nothing is for sale. " * 2_000, "shorten them"),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, fault: str) -> None:
    assert any(fault in found and found.startswith(INBOUND_FILE) for found in faults(changed(old, new)))


def test_an_agency_whose_name_shows_why_we_ring_is_refused() -> None:
    telling = Sentences("Police Survey Partners", SENTENCES.helpline)
    assert any("menu.ask holds “-police-”" in fault for fault in faults(replace(source(), sentences=telling)))


def test_a_language_without_forbidden_words_is_refused() -> None:
    files = {name: text for name, text in source().files.items() if not name.startswith("forbidden/")}
    assert any("has no list of forbidden words" in fault for fault in faults(replace(source(), files=files)))


def test_a_translation_is_offered_by_a_key_of_the_menu() -> None:
    both = compile_inbound(translated(), unapproved=False)
    assert both.language_keys == {"6": "de-DE"}
    assert [line.sentences for line in both.scripts["en-GB"].offers] == [("Für Deutsch, die 6.",)]
    assert both.scripts["de-DE"].offers == ()


def test_a_translation_that_nobody_has_approved_is_only_spoken_in_rehearsals() -> None:
    assert "de-DE" not in compile_inbound(translated(approved=False), unapproved=False).scripts
    assert "de-DE" in compile_inbound(translated(approved=False), unapproved=True).scripts


def test_an_incomplete_translation_is_refused() -> None:
    assert any("not_now is missing" in fault for fault in faults(translated(without="not_now:")))


def test_a_folder_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadQuestionnaire, match="nobody could ring us"):
        read_inbound(tmp_path, SENTENCES)


def test_the_words_are_read_with_the_forbidden_ones_beside_them() -> None:
    assert {INBOUND_FILE, "forbidden/en-GB.txt"} <= read_inbound(FOLDER, SENTENCES).files.keys()
