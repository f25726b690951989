from dataclasses import replace

import pytest

from tests.questionnaire.flows import POLISH, changed, source
from voicebot.errors import Refused
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.languages import offering
from voicebot.questionnaire.source import Source

APPROVED = changed("approved: false", "approved: true", POLISH)


def spoken(of: Source) -> tuple[str, ...]:
    return compile_questionnaire(of).languages


def test_without_a_word_on_languages_all_that_are_approved_are_offered() -> None:
    assert spoken(offering(APPROVED, (), unapproved=False)) == ("en-GB", "pl-PL")
    assert spoken(offering(source(), (), unapproved=False)) == ("en-GB",)


def test_a_rehearsal_speaks_those_too_that_wait_for_their_translator() -> None:
    assert spoken(offering(source(), (), unapproved=True)) == ("en-GB", "pl-PL")
    assert spoken(offering(source(), ("pl-PL",), unapproved=True)) == ("en-GB", "pl-PL")


def test_a_wave_can_offer_fewer_languages_than_there_are() -> None:
    only_english = offering(APPROVED, ("en-GB",), unapproved=False)
    assert spoken(only_english) == ("en-GB",)
    assert only_english.digest != APPROVED.digest


def test_a_language_that_waits_for_its_translator_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused, match=r"into pl-PL is not approved .* write `approved: true`"):
        offering(source(), ("pl-PL",), unapproved=False)


def test_a_language_that_nobody_translated_into_is_refused() -> None:
    with pytest.raises(Refused, match="small is not translated into cy-GB: its translations are pl-PL"):
        offering(source(), ("cy-GB",), unapproved=True)
    alone = replace(source("two-steps"))
    with pytest.raises(Refused, match="its translations are none"):
        offering(alone, ("cy-GB",), unapproved=True)


def test_what_is_not_offered_has_no_key_at_gate_1() -> None:
    questionnaire = compile_questionnaire(offering(APPROVED, ("en-GB",), unapproved=False))
    assert questionnaire.language_keys == {}
    assert [line.name for line in questionnaire.scripts["en-GB"].ask["right_person"]] == [
        "right_person.ask",
        "right_person.keys",
    ]
