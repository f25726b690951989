"""How people of one habit conduct themselves in a call."""

from dataclasses import replace
from statistics import mean

import pytest

from tests.rehearsal.people import paper_survey
from tests.rehearsal.people.paper_survey import Conduct, Sheet
from voicebot.rehearsal.people.habits import WILLING
from voicebot.rehearsal.people.person import Person
from voicebot.rehearsal.people.traits import Number, Traits, draw_traits
from voicebot.rehearsal.twiml.prompt import Prompt

SAM = "+447700900123"


def sam(phone: str = SAM, attempt: int = 1, habits=WILLING, **traits: object) -> Person:
    drawn = replace(draw_traits(1, phone, habits), **traits)
    return Person(drawn, habits, 1, phone, attempt)


def conduct(**traits: object) -> Conduct:
    return Sheet(sam(**traits)).run()


def reaction_to(text: str, person: Person | None = None):
    return (person or sam()).react(Prompt(text, 20.0, 20.0))


def test_a_willing_person_completes_the_interview():
    assert conduct().end == "complete"


@pytest.mark.parametrize(
    ("trait", "end"),
    [
        ({"number": Number.WRONG_PERSON}, "wrong person"),
        ({"hangs_up_at_once": True}, "hung up at once"),
        ({"silent_at_gate": True}, "silent at the gate"),
        ({"opts_out_at": 1}, "opted out"),
        ({"opts_out_at": 2}, "opted out"),
        ({"opts_out_at": 6}, "opted out"),
        ({"declines": True}, "declined"),
        ({"patience": 5}, "broken off"),
        ({"silent_from": 6}, "broken off"),
    ],
)
def test_a_trait_decides_how_the_call_ends(trait, end):
    assert conduct(**trait).end == end


def test_somebody_who_is_not_free_at_one_attempt_may_be_at_another():
    habits = replace(WILLING, not_free=0.5, not_now=0.5)
    ends = {Sheet(sam(attempt=attempt, habits=habits)).run().end for attempt in range(1, 20)}
    assert ends == {"complete", "not free", "another time"}


def test_an_opt_out_that_was_a_mistake_is_taken_back_once():
    done = conduct(opts_out_at=6, regrets_opting_out=True)
    assert done.end == "complete"
    assert done.keys.count("0") == 1


def test_answers_can_be_withdrawn_at_the_end_and_after_an_opt_out():
    assert conduct(withdraws=True).turns[-1] == (paper_survey.CLOSING, "2")
    goodbye = reaction_to(paper_survey.GOODBYE, sam(withdraws=True))
    assert goodbye.presses[0].key == "2"


def test_somebody_who_opted_out_hangs_up():
    assert reaction_to(paper_survey.GOODBYE, sam(opts_out_at=1)).hangs_up_after is not None


def test_the_demographics_are_skipped_by_who_does_not_like_them():
    texts = [text for text, _ in conduct(skips_demographics=True).turns]
    assert not set(texts) & set(paper_survey.ABOUT_YOU)


def test_an_under_age_person_says_so_and_nobody_else_does():
    assert reaction_to(paper_survey.ABOUT_YOU[0], sam(under_age=True)).presses[0].key == "8"
    others = {reaction_to(paper_survey.ABOUT_YOU[0], sam(f"+4477009{n:05}")).presses[0].key for n in range(50)}
    assert others == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("trait", "key"),
    [("refuses_some", "9"), ("wants_repeats", "*"), ("goes_back", "#"), ("forgetful", ""), ("asks_for_help", "*")],
)
def test_lapses_happen_and_the_interview_is_completed_all_the_same(trait, key):
    calls = [Sheet(sam(f"+4477009{n:05}", **{trait: True})).run() for n in range(20)]
    assert any(key in call.keys for call in calls)
    assert {call.end for call in calls} == {"complete"}


def test_a_fumbling_person_presses_keys_that_were_not_offered():
    calls = [Sheet(sam(f"+4477009{n:05}", fumbles=True)).run() for n in range(20)]
    wrong = [key for call in calls for text, key in call.turns if text in paper_survey.DETAILS and key not in "12"]
    assert wrong
    assert {call.end for call in calls} == {"complete"}


def test_help_is_two_stars_running():
    calls = [Sheet(sam(f"+4477009{n:05}", asks_for_help=True)).run().keys for n in range(20)]
    assert any(keys[at : at + 2] == ["*", "*"] for keys in calls for at in range(len(keys)))


def test_a_satisfied_person_answers_one_to_three_and_a_dissatisfied_one_does_not():
    def answers(mood: float) -> list[int]:
        calls = [Sheet(sam(f"+4477009{n:05}", mood=mood)).run() for n in range(20)]
        return [int(key) for call in calls for text, key in call.turns if "satisfied" in text and key in "1234567"]

    assert mean(answers(0.9)) < 3
    assert mean(answers(0.1)) > 5


def test_the_two_steps_of_a_scale_follow_the_mood_in_either_order():
    satisfied_first = "How was it? For satisfied, press 1. For neither, press 2. For dissatisfied, press 3."
    dissatisfied_first = "How was it? For dissatisfied, press 1. For neither, press 2. For satisfied, press 3."
    assert reaction_to(satisfied_first, sam(mood=1.0)).presses[0].key == "1"
    assert reaction_to(dissatisfied_first, sam(mood=1.0)).presses[0].key == "3"


def test_the_same_question_is_answered_the_same_until_somebody_goes_back():
    person = sam()
    keys = {reaction_to(paper_survey.CORE[0], person).presses[0].key for _ in range(5)}
    assert len(keys) == 1


def test_a_key_is_pressed_once_its_offer_was_heard():
    heard_first = reaction_to(paper_survey.GATE_1).presses[0].after
    heard_last = reaction_to(paper_survey.GATE_1, sam(opts_out_at=1)).presses[0].after
    assert 5 < heard_first < heard_last < 22


def test_a_foreign_person_chooses_the_other_language_and_then_among_its_digits():
    person = sam(foreign=True)
    assert reaction_to(paper_survey.GATE_1, person).presses[0].key == "4"
    assert reaction_to("Naciśnij 1, albo 2, albo 0.", person).presses[0].key in "12"


def test_another_language_is_chosen_once():
    person = sam(foreign=True)
    keys = [reaction_to(paper_survey.GATE_1, person).presses[0].key for _ in range(2)]
    assert keys == ["4", "1"]


def test_where_nothing_is_understood_and_no_digit_occurs_people_keep_silent():
    assert reaction_to("Dzień dobry.").presses == ()


def test_a_recording_is_answered_with_one_of_the_first_keys():
    assert reaction_to("").presses[0].key in "123"


def test_other_calls_do_not_change_what_a_person_does():
    alone = Sheet(sam()).run().turns
    neighbour = Sheet(sam("+447700900124"))
    person = Sheet(sam())
    neighbour.run()
    assert person.run().turns == alone


def test_traits_are_a_value():
    assert isinstance(draw_traits(1, SAM, WILLING), Traits)
    assert draw_traits(1, SAM, WILLING) == draw_traits(1, SAM, WILLING)


def test_whoever_was_helped_goes_on_unless_there_is_no_more_time():
    keys = {reaction_to(paper_survey.HELP).presses[0].key}
    busy = replace(WILLING, has_to_go=1.0)
    keys |= {reaction_to(paper_survey.HELP, sam(habits=busy)).presses[0].key}
    assert keys == {"1", "3"}


def test_one_of_the_times_that_are_offered_is_chosen():
    people = [sam(f"+4477009{n:05}") for n in range(20)]
    assert {reaction_to(paper_survey.TIMES, person).presses[0].key for person in people} == {"1", "2"}
