"""The translations of the User Satisfaction Survey, as far as somebody can check them who does not speak them."""

from functools import cache

import pytest

from tests.questionnaire.flows import REAL_FLOWS, SENTENCES
from voicebot.errors import Refused
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.faults import Faults
from voicebot.questionnaire.forbidden import forbidden_by
from voicebot.questionnaire.inbound import InboundFlow
from voicebot.questionnaire.inbound_words import compile_inbound
from voicebot.questionnaire.languages import offering
from voicebot.questionnaire.model import Questionnaire, Script
from voicebot.questionnaire.placeholders import spoken_number
from voicebot.questionnaire.reading import read_folder, read_inbound
from voicebot.questionnaire.safety import before_the_gates, forbidden_in, read_stems
from voicebot.questionnaire.source import Source
from voicebot.rehearsal.twiml.voices import speaks

LANGUAGES = ("pl-PL", "bn-IN")
NAMES = (
    "Rana", "Ranny", "Ranjit", "Zabihullah", "Zabit", "Ataklti", "Kara", "Sade", "Mette", "Mehmet", "Polly", "Oliwia",
    "Zofia", "Łukasz", "Krystyna", "Grażyna", "Zdzisław", "Mordechai", "Domenico", "Dominika", "Świętosława",
    "Bronisława", "Jelena", "Chorin", "Fatema", "রানা", "ফাতেমা", "মেহেদী", "সাদিয়া", "জেবা", "চৈতী",
)  # fmt: skip


@cache
def source() -> Source:
    return read_folder(REAL_FLOWS / "user-satisfaction", SENTENCES)


@cache
def inbound() -> InboundFlow:
    return compile_inbound(read_inbound(REAL_FLOWS / "inbound", SENTENCES), unapproved=True)


@cache
def survey() -> Questionnaire:
    return compile_questionnaire(source())


def stems(language: str) -> tuple[str, ...]:
    faults = Faults()
    found = read_stems(language, source().files[f"forbidden/{language}.txt"], faults)
    faults.raise_if_any()
    return found


def words(script: Script) -> str:
    lines = [*script.ask.values(), *script.short.values(), *script.leads.values(), *script.endings.values()]
    return " ".join(sentence for some in lines for line in some if line.language is None for sentence in line.sentences)


def test_the_survey_can_be_heard_in_polish_and_in_bengali() -> None:
    assert survey().languages == ("en-GB", *LANGUAGES)
    assert survey().language_keys == {"4": "pl-PL", "5": "bn-IN"}


def test_whoever_rings_us_hears_the_same_languages_in_the_same_voices_on_the_same_keys() -> None:
    assert inbound().language_keys == survey().language_keys
    for language in LANGUAGES:
        assert inbound().scripts[language].voice == survey().scripts[language].voice


def test_the_words_for_whoever_rings_us_wait_for_their_translator_too() -> None:
    approved = compile_inbound(read_inbound(REAL_FLOWS / "inbound", SENTENCES), unapproved=False)
    assert list(approved.scripts) == ["en-GB"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_waits_for_its_translator(language: str) -> None:
    assert not survey().scripts[language].approved
    with pytest.raises(Refused, match="not approved by a translator yet"):
        offering(source(), (language,), unapproved=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_voice_speaks_it(language: str) -> None:
    assert speaks(survey().scripts[language].voice, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_shows_why_we_call_is_said_before_the_gates(language: str) -> None:
    for line in before_the_gates(survey().scripts[language]):
        said = " ".join(line.sentences).format(first_name="Alex", time="")
        assert forbidden_in(said, stems(line.language or language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_list_finds_what_is_said_after_the_gates(language: str) -> None:
    script = survey().scripts[language]
    assert len(stems(language)) > 100
    for step in ("agreement", "action", "treatment", "whole", "contact_first"):
        said = " ".join(sentence for line in script.ask[step] for sentence in line.sentences)
        assert forbidden_in(said, stems(language)), step


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl-PL", "policja, policjantka, antypolicyjny"),
        ("pl-PL", "ofiarami"),
        ("pl-PL", "zgłoszenie"),
        ("pl-PL", "do przestępstwa"),
        ("pl-PL", "kradzież"),
        ("pl-PL", "włamanie"),
        ("pl-PL", "napad"),
        ("pl-PL", "wypadek"),
        ("pl-PL", "w sądzie"),
        ("pl-PL", "1 0 1"),
        ("bn-IN", "পুলিশের"),
        ("bn-IN", "অপরাধী"),
        ("bn-IN", "চুরি হওয়া"),
        ("bn-IN", "ডাকাতি"),
        ("bn-IN", "হামলার"),
        ("bn-IN", "দুর্ঘটনায়"),
        ("bn-IN", "ভুক্তভোগীদের"),
        ("bn-IN", "অভিযোগ"),
        ("bn-IN", "থানায়"),
        ("bn-IN", "মেট"),
    ],
)
def test_words_of_crime_and_police_are_on_the_list(language: str, said: str) -> None:
    assert forbidden_in(said, stems(language))


@pytest.mark.parametrize("name", NAMES)
def test_no_list_forbids_a_first_name_that_people_have(name: str) -> None:
    assert not forbidden_by(source())(name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_rings_us_hears_the_same_numbers_as_in_english(language: str) -> None:
    script = inbound().scripts[language]
    said = " ".join(" ".join(line.sentences) for line in (*script.leads.values(), *script.endings.values()))
    for number in ("9 9 9", "1 8 0 0 1", spoken_number(SENTENCES.helpline)):
        assert number in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_and_numbers_are_spoken_as_in_english(language: str) -> None:
    """The emergency number, 101, Victim Support and Relay UK are the same digits in the same groups."""
    said = words(survey().scripts[language])
    for number in ("9 9 9", "1 0 1", "0 8, 0 8, 1 6, 8 9, 1 1 1", "1 8 0 0 1"):
        assert number in said
