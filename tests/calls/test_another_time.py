"""Another time: chosen in a call over the wire, kept by the dialler, and the interview gone on with."""

from datetime import timedelta

import pytest

from tests import factories
from tests.calls.survey import Survey
from voicebot.store.tables import Case

THIS_EVENING = factories.NOON + timedelta(hours=6)
"""The second of the times that are open at noon."""


def settled(survey: Survey, case_id: str) -> Case:
    survey.settle()
    return survey.case(case_id)


def test_a_time_is_kept_before_it_is_promised(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).picks_up().presses("1", "2").hears("When may we ring you again?", "today", "press 2.")
    line.presses("2").hears("We will ring you at this time: today, between 6 and 7 in the evening.").is_over()
    assert survey.case(case).appointment_at == THIS_EVENING


def test_a_case_is_due_at_the_time_that_was_chosen(survey: Survey) -> None:
    case = survey.person()
    survey.rings(case).picks_up().presses("1", "1", "2", "2").hangs_up()
    after = settled(survey, case)
    assert (after.state, after.due_at, after.resumes) == ("waiting", THIS_EVENING, False)


def test_a_person_who_chose_no_time_is_rung_by_the_usual_rules(survey: Survey) -> None:
    case = survey.person()
    survey.rings(case).picks_up().presses("1", "2", "7").hears("on another day").hangs_up()
    after = settled(survey, case)
    assert (after.state, after.appointment_at) == ("waiting", None)
    assert after.due_at is not None
    assert after.due_at >= factories.NOON + timedelta(days=1)


def test_no_time_is_offered_to_a_person_who_was_put_off_twice(survey: Survey) -> None:
    case = survey.person()
    for _ in range(2):
        survey.rings(case).picks_up().presses("2").hangs_up()
        survey.settle()
        survey.clock.pass_(days=3)
    line = survey.rings(case).picks_up().presses("1", "2").is_over().hears("That is fine.")
    line.hangs_up()
    assert settled(survey, case).state == "closed"


def test_an_interview_that_was_put_off_in_its_middle_goes_on_where_it_stopped(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).agrees().presses("6", "3", "*", "*").hears("To be rung another time, press 3.")
    line.presses("3", "2").is_over().hangs_up()
    after = settled(survey, case)
    assert (after.state, after.due_at, after.resumes) == ("waiting", THIS_EVENING, True)
    assert survey.attempt(line).result == "break_off"
    assert survey.codes(case) == {"contact": 6, "action": 3}
    survey.clock.move_to(THIS_EVENING)
    again = survey.rings(case).agrees().hears("We will go on where we stopped.", "kept informed")
    again.presses("2").hangs_up()
    closed = settled(survey, case)
    assert survey.codes(case) == {"contact": 6, "action": 3, "follow_up": 2}
    assert (closed.state, closed.closed_for, closed.resumes) == ("closed", "break_off", False)


def test_an_interview_that_was_put_off_without_a_time_goes_on_by_the_usual_rules(survey: Survey) -> None:
    case = survey.person()
    survey.rings(case).agrees().presses("6", "*", "*", "3", "7").hangs_up()
    after = settled(survey, case)
    assert (after.state, after.resumes, after.appointment_at) == ("waiting", True, None)


def test_a_whole_experience_that_was_told_counts_though_the_rest_is_put_off(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).agrees().presses(*"22222", "*", "*", "3", "2").hangs_up()
    assert settled(survey, case).state == "waiting"
    assert survey.attempt(line).result == "partial"


def test_an_interview_that_was_put_off_is_waited_for_when_nobody_answers(survey: Survey) -> None:
    case = survey.person()
    survey.rings(case).agrees().presses("6", "*", "*", "3", "2").hangs_up()
    survey.settle()
    survey.clock.move_to(THIS_EVENING)
    survey.rings(case).reports("no-answer")
    after = settled(survey, case)
    assert (after.state, after.resumes, after.appointment_at) == ("waiting", True, None)


@pytest.mark.parametrize("end", ["hangs up", "opts out"])
def test_whoever_leaves_an_interview_otherwise_is_never_rung_again(survey: Survey, end: str) -> None:
    case = survey.person()
    line = survey.rings(case).agrees().presses("6")
    if end == "opts out":
        line.presses("0")
    line.hangs_up()
    after = settled(survey, case)
    assert (after.state, after.resumes) == ("closed", False)


def test_a_time_that_was_chosen_is_chosen_once_however_often_the_webhook_comes(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case, deliveries=3).picks_up().presses("1", "2", "1").is_over()
    assert list(survey.turns(line)) == [0, 1, 2, 3]
    assert survey.case(case).appointment_at == factories.NOON + timedelta(hours=3)


def test_the_language_that_was_chosen_is_spoken_from_the_first_word_of_the_next_call(survey: Survey) -> None:
    case = survey.person()
    survey.rings(case).picks_up().presses("4", "1", "2", "2").hangs_up()
    survey.settle()
    survey.clock.move_to(THIS_EVENING)
    assert 'language="pl-PL"' in survey.rings(case).picks_up().document.partition("</Say>")[0]
    assert survey.case(case).language is None


def test_a_language_that_only_somebody_else_chose_is_not_kept(survey: Survey) -> None:
    case = survey.person()
    survey.rings(case).picks_up().presses("4", "2").hangs_up()
    survey.settle()
    survey.clock.pass_(days=2)
    assert 'language="en-GB"' in survey.rings(case).picks_up().document.partition("</Say>")[0]
