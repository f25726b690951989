from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.questionnaire.flows import changed, compiled, complains, faults, source
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.placeholders import fill, spoken_number
from voicebot.questionnaire.source import Sentences


@pytest.mark.parametrize(
    ("old", "new", "line", "parts"),
    [
        ("{agency}.", "{agncy}.", "{agncy}", ("holds {agncy}", "did you mean “agency”?")),
        ("{agency}.", "us.", "call from us", ("lacks {agency}",)),
        ("on {helpline}.", "soon.", "- We ask people", ("introduction lacks {helpline}",)),
        ("About {minutes} minutes", "About some minutes", "About some", ("phrases.help lacks {minutes}",)),
        ("You are nearly at", "About {minutes} minutes to", "help_last_minute", ("holds {minutes}",)),
        ("Is this a good time?", "Is this a good time, {first_name}?", "a good time", ("the name is spoken in",)),
        ("Goodbye.\n  not_free", "Bye {first_name}.\n  not_free", "complete:", ("the name is spoken in",)),
        ('press {key}."\n  press', 'press it."\n  press', "  option:", ("phrases.option lacks {key}",)),
        ("{first_label}", "{first}", "scale_in_short", ("lacks {first_label}",)),
        ("asks for this survey itself.", "asks as {agency}.", "mandate: The", ("holds {agency}",)),
        ("Thank you. Goodbye.", "Thank you {. Goodbye.", "complete:", ("a brace that belongs to no placeholder",)),
        ("Thank you. Goodbye.", "Thank you {}. Goodbye.", "complete:", ("holds {}",)),
    ],
)
def test_a_placeholder_stands_where_it_can_be_filled_in_and_nowhere_else(
    old: str, new: str, line: str, parts: tuple[str, ...]
) -> None:
    complains(changed(old, new), line, *parts)


@pytest.mark.parametrize(
    "sentences",
    [
        Sentences("", "0808 157 0000"),
        Sentences("North{bank", "0808 157 0000"),
        Sentences("Northbank\nResearch", "0808 157 0000"),
        Sentences("Northbank Research", "call us"),
        Sentences("Northbank Research", ""),
        Sentences("Northbank Research", "0808 157 0000", mandate=" "),
        Sentences("Northbank Research", "0808 157 0000", mandate="{agency} asks."),
    ],
)
def test_a_configured_sentence_that_can_not_be_spoken_is_refused(sentences: Sentences) -> None:
    assert any(fault.startswith("configured sentences: ") for fault in faults(replace(source(), sentences=sentences)))


def test_the_helpline_is_spoken_digit_by_digit_in_its_groups() -> None:
    assert spoken_number("0808 157 0000") == "0 8 0 8, 1 5 7, 0 0 0 0"
    introduction = compiled().scripts["en-GB"].ask["agreement"][0].sentences
    assert introduction[-1] == "To check that this call is genuine, ring free on 0 8 0 8, 1 5 7, 0 0 0 0."


def test_the_mandate_is_the_files_own_until_one_is_configured_in_its_language() -> None:
    configured = replace(source(), sentences=replace(source().sentences, mandate="A law asks for it."))
    questionnaire = compile_questionnaire(configured)
    assert compiled().scripts["en-GB"].ask["agreement"][0].sentences[1] == "The service asks for this survey itself."
    assert questionnaire.scripts["en-GB"].ask["agreement"][0].sentences[1] == "A law asks for it."
    assert questionnaire.scripts["pl-PL"].ask["agreement"][0].sentences[1] == "Służba sama prosi o tę ankietę."


def test_only_the_first_name_is_left_to_be_filled_in() -> None:
    for script in compiled().scripts.values():
        for step, lines in script.ask.items():
            left = [sentence for line in lines for sentence in line.sentences if "{" in sentence]
            assert all("{first_name}" in sentence for sentence in left)
            assert not left or step == "right_person"


@settings(deadline=None)
@given(st.text(), st.text())
def test_what_is_put_in_is_never_looked_into_again(agency: str, mandate: str) -> None:
    assert fill("{agency}|{mandate}", {"agency": agency, "mandate": mandate}) == f"{agency}|{mandate}"
