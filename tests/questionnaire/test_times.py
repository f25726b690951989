import pytest

from tests.questionnaire.flows import changed, compiled, complains
from voicebot.questionnaire.model import Ending, Slot
from voicebot.questionnaire.times import DAYS, HOURS, every_offer, offer, with_time

ENGLISH, POLISH = compiled().scripts["en-GB"], compiled().scripts["pl-PL"]


@pytest.mark.parametrize(
    ("slot", "sentence"),
    [
        (Slot(0, days=0, weekday=2, hour=18), "For today, from 6 to 7, press 3."),
        (Slot(0, days=1, weekday=3, hour=10), "For tomorrow, from 10 to 11, press 3."),
        (Slot(0, days=2, weekday=4, hour=9), "For Friday, from 9 to 10, press 3."),
        (Slot(0, days=6, weekday=0, hour=20), "For Monday, from 8 to 9, press 3."),
    ],
)
def test_a_time_is_offered_by_its_day_and_hour(slot: Slot, sentence: str) -> None:
    assert offer(ENGLISH.times, slot, "3").sentences == (sentence,)


def test_every_language_has_its_own_words_for_it() -> None:
    line = offer(POLISH.times, Slot(0, days=1, weekday=3, hour=10), "1")
    assert line.sentences == ("jutro, od 10 do 11: proszę nacisnąć 1.",)


def test_the_goodbye_says_the_time_that_was_chosen() -> None:
    (goodbye,) = ENGLISH.endings[Ending.APPOINTMENT]
    said = with_time(ENGLISH.times, goodbye, Slot(0, days=1, weekday=3, hour=10))
    assert (said.name, said.sentences) == (
        "endings.appointment.tomorrow_10",
        ("We will ring you then: tomorrow, from 10 to 11. Goodbye.",),
    )


def test_every_day_and_hour_can_be_offered_and_has_a_name_of_its_own() -> None:
    lines = list(every_offer(ENGLISH.times))
    assert len({line.name for line in lines}) == len(lines) == len(DAYS) * len(HOURS)


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("tomorrow: tomorrow, ", "", "  days:", "“tomorrow” is missing"),
        ("20: from 8 to 9", "21: from 9 to 10", "  hours:", "“20” is missing"),
        ('time: "{day}, {hours}"', 'time: "{day}"', "  time:", "appointment.time lacks {hours}"),
        ("then: {time}. Goodbye", "then. Goodbye", "  appointment: ", "endings.appointment lacks {time}"),
    ],
)
def test_words_that_a_time_needs_and_that_are_missing_are_told(old: str, new: str, line: str, part: str) -> None:
    complains(changed(old, new), line, part)
