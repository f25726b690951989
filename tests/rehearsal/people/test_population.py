"""How attempts at many people turn out, and instructions of tests."""

from collections import Counter

import pytest

from tests.rehearsal.people.paper_survey import Conduct, survey_person
from voicebot.rehearsal.errors import InstructionError
from voicebot.rehearsal.people.callee import Machine, Scripted
from voicebot.rehearsal.people.habits import AWKWARD, TYPICAL, WILLING, Habits
from voicebot.rehearsal.people.population import Instruction, Outcome, Population
from voicebot.rehearsal.people.traits import draw_traits

SAM = "+447700900123"
FIVE_HUNDRED = [f"+44{7700900000 + n}" for n in range(500)]


@pytest.fixture(scope="module")
def surveyed() -> list[tuple[str, list[Conduct]]]:
    """Fifteen hundred people, surveyed in up to five attempts each."""
    return [survey_person(Population(seed, TYPICAL), number) for seed in (1, 2, 3) for number in FIVE_HUNDRED]


@pytest.mark.parametrize(
    ("ends", "low", "high"),
    [
        ({"complete"}, 30, 38),
        ({"opted out", "declined"}, 6, 10),
        ({"wrong person"}, 2, 4),
        ({"dead number"}, 2, 4),
        ({"broken off"}, 5, 8),
    ],
)
def test_outcomes_are_about_those_of_a_real_survey(surveyed, ends, low, high):
    share = 100 * sum(end in ends for end, _ in surveyed) / len(surveyed)
    assert low <= share <= high


def test_every_key_is_pressed_by_some_of_five_hundred_people(surveyed):
    keys = Counter(key for _, calls in surveyed[:500] for call in calls for key in call.keys)
    assert set("0123456789*#") | {""} <= keys.keys()


def test_every_habit_occurs_among_five_hundred_people():
    people = [draw_traits(1, number, TYPICAL) for number in FIVE_HUNDRED]
    assert {person.number for person in people} == set(type(people[0].number))
    for habit in (
        "foreign", "hangs_up_at_once", "silent_at_gate", "declines", "opts_out_at", "regrets_opting_out", "withdraws",
        "patience", "silent_from", "forgetful", "fumbles", "refuses_some", "wants_repeats", "goes_back",
        "asks_for_help", "skips_demographics", "under_age", "listens_to_support",
    ):  # fmt: skip
        assert any(getattr(person, habit) for person in people), habit


def test_every_outcome_of_an_attempt_occurs():
    population = Population(1, TYPICAL)
    assert {population.meet(number, 1).outcome for number in FIVE_HUNDRED} == set(Outcome)


def test_the_order_of_the_calls_changes_nothing():
    there = {number: Population(7, TYPICAL).meet(number, 2).outcome for number in FIVE_HUNDRED[:50]}
    back = {number: Population(7, TYPICAL).meet(number, 2).outcome for number in reversed(FIVE_HUNDRED[:50])}
    assert there == back


def test_another_seed_is_another_population():
    one, other = (
        [survey_person(Population(seed, TYPICAL), number)[0] for number in FIVE_HUNDRED[:50]] for seed in (1, 2)
    )
    assert one != other


def test_a_willing_population_always_completes():
    population = Population(1, WILLING)
    assert {survey_person(population, number)[0] for number in FIVE_HUNDRED[:50]} == {"complete"}


def test_machines_are_mostly_taken_for_what_they_are():
    population = Population(1, TYPICAL)
    meetings = [population.meet(number, 1) for number in FIVE_HUNDRED]
    machines = [meeting for meeting in meetings if meeting.outcome is Outcome.MACHINE]
    verdicts = Counter(meeting.verdict for meeting in machines)
    assert verdicts["machine_start"] > 0.85 * len(machines)
    assert verdicts.keys() == {"machine_start", "human", "unknown"}
    assert all(isinstance(meeting.callee, Machine) for meeting in machines)


def test_an_instruction_wins_over_habits_at_its_attempt_only():
    population = Population(1, WILLING)
    population.instruct(SAM, Instruction.read({"attempt": 2, "outcome": "busy"}))
    outcomes = [population.meet(SAM, attempt).outcome for attempt in (1, 2, 3)]
    assert outcomes == [Outcome.ANSWERED, Outcome.BUSY, Outcome.ANSWERED]


def test_a_script_is_followed_whatever_the_person_is_like():
    population = Population(1, Habits(dead_number=1.0))
    population.instruct(SAM, Instruction.read({"script": "1 0"}))
    assert isinstance(population.meet(SAM, 4).callee, Scripted)


@pytest.mark.parametrize(
    "values",
    ["busy", {"outcome": "asleep"}, {"script": "1 x"}, {"script": 1}, {"attempt": "1"}, {"when": "now"}],
)
def test_an_instruction_that_cannot_be_followed_is_refused(values):
    with pytest.raises(InstructionError):
        Instruction.read(values)


def test_habits_are_shares():
    with pytest.raises(InstructionError):
        Habits(busy=1.5)
    with pytest.raises(InstructionError):
        Habits(busy=0.6, no_answer=0.6)


def test_habits_are_read_from_a_preset_and_changes():
    assert Habits.read("awkward") == AWKWARD
    assert Habits.read("willing", {"busy": 1.0}).busy == 1.0
    with pytest.raises(InstructionError):
        Habits.read("cheerful")
    with pytest.raises(InstructionError):
        Habits.read("typical", {"sleepy": 0.1})
