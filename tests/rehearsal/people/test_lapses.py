from dataclasses import replace

from voicebot.rehearsal.dice import Dice
from voicebot.rehearsal.people.ear import understand
from voicebot.rehearsal.people.habits import WILLING
from voicebot.rehearsal.people.lapses import TEMPTATIONS, Lapses
from voicebot.rehearsal.people.traits import draw_traits

SAM = draw_traits(1, "+447700900123", WILLING)
QUESTIONS = [understand(f"Is it {n}? For yes, press 1. For no, press 2.") for n in range(200)]


def keys(**traits: bool) -> list[str | None]:
    lapses = Lapses(replace(SAM, **traits), Dice(1))
    return [lapse.key for question in QUESTIONS if (lapse := lapses.strike(question))]


def test_a_willing_person_never_lapses():
    assert keys() == []


def test_each_lapse_happens_a_few_times_in_a_call_at_most():
    for temptation in TEMPTATIONS:
        stars = 2 if temptation.kind == "help" else 1
        assert len(keys(**{temptation.trait: True})) == temptation.most * stars


def test_a_fumble_is_a_key_that_was_not_offered():
    assert set(keys(fumbles=True)) == {"8"}


def test_nobody_goes_back_from_the_first_question():
    for seed in range(100):
        lapses = Lapses(replace(SAM, goes_back=True), Dice(seed))
        assert lapses.strike(QUESTIONS[0]) is None


def test_going_back_changes_the_answer_to_the_question_before():
    lapses = Lapses(replace(SAM, goes_back=True), Dice(1))
    struck = [bool(lapses.strike(question)) for question in QUESTIONS]
    before = QUESTIONS[struck.index(True) - 1].question
    assert lapses.corrections(before) == 1
