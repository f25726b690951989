"""Whoever speaks another language understands it as an English speaker understands English."""

import pytest

from tests.interview.uss import uss
from voicebot.questionnaire.model import Line, Slot
from voicebot.questionnaire.times import offer
from voicebot.rehearsal.people.ear import understand
from voicebot.rehearsal.people.meaning import Meaning, answers, find, meaning, moment, satisfied
from voicebot.rehearsal.people.tongue import TONGUES

LANGUAGES = ("pl-PL", "bn-IN")
POLISH_GATE = "Jeśli jest to Sam, proszę nacisnąć 1. Aby zakończyć te telefony na zawsze, proszę nacisnąć 0."
BENGALI_GATE = "আপনি Sam হলে, 1 চাপুন। এই কল চিরতরে বন্ধ করতে, 0 চাপুন।"


def text_of(lines: tuple[Line, ...]) -> str:
    return "\n".join(" ".join(line.sentences) for line in lines).replace("{first_name}", "Sam")


def made_of(text: str) -> tuple[object, ...]:
    """At which moment it comes, and which key means what."""
    heard = understand(text)
    return moment(heard), [(offer.key, meaning(offer), satisfied(offer)) for offer in heard.offers]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", list(uss().scripts["en-GB"].ask))
def test_the_same_is_understood_at_every_step_of_the_survey(step: str, language: str) -> None:
    english, other = uss().scripts["en-GB"], uss().scripts[language]
    assert made_of(text_of(other.ask[step])) == made_of(text_of(english.ask[step]))
    assert made_of(text_of(other.short.get(step, ()))) == made_of(text_of(english.short.get(step, ())))


@pytest.mark.parametrize("language", ["en-GB", *LANGUAGES])
@pytest.mark.parametrize("days", [0, 1, 2])
def test_times_to_choose_from_are_understood(language: str, days: int) -> None:
    times = uss().scripts[language].times
    said = [offer(times, Slot(at=0, days=days, weekday=3, hour=hour), str(key)) for key, hour in enumerate((9, 18), 1)]
    heard = understand(text_of(tuple(said)))
    assert [(one.key, meaning(one)) for one in heard.offers] == [("1", Meaning.TIME), ("2", Meaning.TIME)]


@pytest.mark.parametrize("text", [POLISH_GATE, BENGALI_GATE])
def test_a_key_is_told_from_the_way_out(text: str) -> None:
    heard = understand(text)
    assert [one.key for one in answers(heard)] == ["1"]
    way_out = find(heard, Meaning.STOP)
    assert way_out
    assert way_out.key == "0"


def test_an_offer_of_another_language_is_no_offer_to_who_hears_english() -> None:
    first_gate = understand(text_of(uss().scripts["en-GB"].ask["right_person"]))
    assert [one.key for one in first_gate.offers] == ["1", "2", "3", "0"]
    assert {"4", "5"} <= set(first_gate.digits)


def test_every_language_has_words_for_every_meaning() -> None:
    meanings = {meant.name.lower() for meant in Meaning if meant is not Meaning.ANSWER}
    assert [tongue.meanings.keys() for tongue in TONGUES] == [meanings] * len(TONGUES)


def test_nobody_rings_back_is_an_answer_and_not_the_first_gate() -> None:
    heard = understand("Has anyone got back to you? If they did, press 1. If nobody did, press 3.")
    assert [one.key for one in answers(heard)] == ["1", "3"]
