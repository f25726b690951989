from functools import partial

import pytest

from tests import factories
from tests.calls.line import Line
from tests.calls.survey import Survey, at_once
from voicebot.phone import PhoneNumber
from voicebot.store.tables import Case

MOBILE, LANDLINE, WORK = factories.number(1), factories.number(2), factories.number(3)
GONE = "We will not ring you again. Goodbye."


def test_an_opt_out_is_committed_before_it_is_promised(survey: Survey) -> None:
    line = survey.rings(survey.person(MOBILE)).picks_up().presses("0").hears(GONE, "If that was a mistake, press 1.")
    assert survey.is_excluded(MOBILE)
    assert survey.audited() == ["opt_out"]
    line.goes_on()


def test_an_opt_out_is_kept_when_the_caller_hangs_up_at_once(survey: Survey) -> None:
    case = survey.person(MOBILE)
    line = survey.rings(case).picks_up().presses("0").hangs_up()
    survey.settle()
    assert survey.is_excluded(MOBILE)
    assert survey.attempt(line).result == "opted_out_before"
    assert (survey.case(case).state, survey.case(case).closed_for) == ("closed", "opted_out_before")


def test_before_the_person_is_known_an_opt_out_holds_for_the_number_that_was_called(survey: Survey) -> None:
    survey.rings(survey.person(MOBILE, LANDLINE), position=1).picks_up().presses("0")
    assert survey.is_excluded(LANDLINE)
    assert not survey.is_excluded(MOBILE)


def test_a_person_who_is_known_opts_out_with_every_number(survey: Survey) -> None:
    survey.rings(survey.person(MOBILE, LANDLINE)).picks_up().presses("1", "0")
    assert survey.is_excluded(MOBILE, LANDLINE)


def test_a_person_who_is_known_opts_out_with_the_numbers_of_every_live_case_that_has_the_number(survey: Survey) -> None:
    case = survey.person(MOBILE)
    survey.person(MOBILE, LANDLINE)
    survey.person(LANDLINE, WORK)
    survey.rings(case).agrees().presses("0")
    assert survey.is_excluded(MOBILE, LANDLINE)
    assert not survey.is_excluded(WORK)


def test_a_case_that_is_closed_brings_no_numbers_of_its_own(survey: Survey) -> None:
    case = survey.person(MOBILE)
    survey.person(MOBILE, LANDLINE, state="closed", due_at=None)
    survey.rings(case).agrees().presses("0")
    assert survey.is_excluded(MOBILE)
    assert not survey.is_excluded(LANDLINE)


def test_other_calls_on_their_way_to_the_person_are_cancelled(survey: Survey) -> None:
    line = survey.rings(survey.person(MOBILE))
    ringing = survey.rings(survey.person(MOBILE, LANDLINE))
    just_ordered = survey.rings(survey.person(WORK, MOBILE), state="placing")
    talking = survey.rings(survey.person(MOBILE)).picks_up()
    strangers = survey.rings(survey.person(factories.number(9)))
    line.picks_up().presses("1", "0")
    assert survey.errands(ringing) == survey.errands(just_ordered) == ["cancel"]
    assert survey.errands(talking) == survey.errands(strangers) == survey.errands(line) == []


def test_a_call_that_is_picked_up_after_somebody_opted_out_elsewhere_hears_only_a_goodbye(survey: Survey) -> None:
    line, other = survey.rings(survey.person(MOBILE)), survey.rings(survey.person(MOBILE))
    line.picks_up().presses("0")
    other.picks_up().hears("We will not ring you again. Goodbye.").is_over()


def test_an_undo_takes_back_what_this_call_added_and_the_conversation_goes_on(survey: Survey) -> None:
    case = survey.person(MOBILE, LANDLINE)
    line = survey.rings(case).agrees().presses("2", "0").hears(GONE).presses("1")
    assert not survey.is_excluded(MOBILE)
    assert not survey.is_excluded(LANDLINE)
    assert survey.audited() == ["opt_out", "opt_out_undone"]
    line.goes_on().presses("3").hangs_up()
    survey.settle()
    assert survey.codes(case) == {"contact": 2, "action": 3}


def test_an_undo_leaves_what_others_asked_for(survey: Survey) -> None:
    line = survey.rings(survey.person(MOBILE, LANDLINE)).picks_up().presses("1")
    survey.exclude(LANDLINE)
    line.presses("0", "1")
    assert survey.is_excluded(LANDLINE)
    assert not survey.is_excluded(MOBILE)


def test_an_undo_leaves_what_another_call_asked_for_since(survey: Survey) -> None:
    line, other = survey.rings(survey.person(MOBILE)).picks_up(), survey.rings(survey.person(MOBILE)).picks_up()
    line.presses("0")
    other.presses("0")
    line.presses("1")
    assert survey.is_excluded(MOBILE)


def test_an_undo_of_which_only_the_repeat_arrives_again_undoes_once(survey: Survey) -> None:
    line = survey.rings(survey.person(MOBILE)).picks_up().presses("0", "1", "0")
    line.takes_turn(2, "1")
    assert survey.is_excluded(MOBILE)
    assert survey.audited() == ["opt_out", "opt_out_undone", "opt_out"]


def test_twenty_opt_outs_of_one_turn_at_once_are_one(survey: Survey) -> None:
    line = survey.rings(survey.person(MOBILE, LANDLINE)).picks_up().presses("1")
    documents = at_once(*[lambda: line.sends(line.action, Digits="0").text] * 20)
    assert len(set(documents)) == 1
    assert survey.audited() == ["opt_out"]
    assert survey.rows()["exclusion"] == 2


def opts_out(line: Line) -> int:
    return line.sends(line.action, Digits="0").status_code


def test_two_calls_of_one_household_that_opt_out_at_once_both_succeed(survey: Survey) -> None:
    lines = [survey.rings(survey.person(MOBILE, LANDLINE)).picks_up().presses("1") for _ in range(4)]
    answers = at_once(*[partial(opts_out, line) for line in lines])
    assert answers == [200] * 4
    assert survey.audited() == ["opt_out"] * 4
    assert survey.is_excluded(MOBILE, LANDLINE)


def test_nothing_takes_back_an_opt_out_once_the_call_is_settled(survey: Survey) -> None:
    line = survey.rings(survey.person(MOBILE)).picks_up().presses("0")
    action = line.action
    line.hangs_up()
    survey.settle()
    line.goes_to(action, Digits="1").hears_nothing_and_is_cut_off()
    assert survey.is_excluded(MOBILE)


@pytest.mark.parametrize(("gates", "excluded"), [((), (MOBILE,)), (("1",), (MOBILE, LANDLINE))])
def test_a_zero_on_its_way_while_the_call_is_settled_still_counts(
    survey: Survey, gates: tuple[str, ...], excluded: tuple[PhoneNumber, ...]
) -> None:
    case, other = survey.person(MOBILE, LANDLINE), survey.person(MOBILE)
    line = survey.rings(case).picks_up().presses(*gates)
    action = line.action
    line.hangs_up()
    survey.settle()
    survey.change(Case, case, state="waiting", due_at=survey.clock.now())
    ringing = survey.rings(other)
    line.goes_to(action, Digits="0").hears_nothing_and_is_cut_off()
    assert survey.is_excluded(*excluded)
    assert survey.rows()["exclusion"] == len(excluded)
    assert (survey.case(case).state, survey.case(other).state) == ("closed", "closed")
    assert survey.errands(ringing) == ["cancel"]


def test_a_late_zero_that_comes_often_counts_once(survey: Survey) -> None:
    line = survey.rings(survey.person(MOBILE)).picks_up().presses("1")
    action = line.action
    line.hangs_up()
    survey.settle()
    at_once(*[lambda: line.sends(action, Digits="0")] * 10)
    assert survey.audited() == ["opt_out"]


def test_a_repeat_of_a_zero_that_was_settled_is_no_second_opt_out(survey: Survey) -> None:
    line = survey.rings(survey.person(MOBILE)).picks_up().presses("0")
    line.hangs_up()
    survey.settle()
    line.takes_turn(1, "0").hears_nothing_and_is_cut_off()
    assert survey.audited() == ["opt_out"]


def test_withdrawn_answers_are_gone_from_the_turns_at_once_and_never_become_answers(survey: Survey) -> None:
    case = survey.person(MOBILE)
    line = survey.rings(case).agrees().presses("3", "4", "0").presses("2").hears("have been deleted").is_over()
    (state,) = survey.turns(line).values()
    assert "contact" not in state.replace('"opted_out.answers"', "")
    line.hangs_up()
    survey.settle()
    assert survey.answers(case) == {}
    assert survey.attempt(line).result == "withdrawn"
    assert survey.is_excluded(MOBILE)


def test_answers_of_an_earlier_call_are_withdrawn_with_those_of_this_one(survey: Survey) -> None:
    case = survey.person()
    with survey.changing() as session:
        factories.answer(session, case, "contact", 2)
    survey.rings(case).agrees().presses("3", "0", "2").hangs_up()
    survey.settle()
    assert survey.answers(case) == {}


def test_an_opt_out_keeps_the_answers_that_nobody_asked_to_be_deleted(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).agrees().presses("3", "0").hangs_up()
    survey.settle()
    assert survey.codes(case) == {"contact": 3}
    assert survey.attempt(line).result == "opted_out"


def test_the_trail_tells_of_an_opt_out_without_the_number(survey: Survey) -> None:
    survey.rings(survey.person(MOBILE)).picks_up().presses("0")
    written = str(survey.everything()["audit_entry"])
    assert MOBILE.e164 not in written
    assert survey.parts.prints.of(MOBILE).hex() not in written


def test_a_call_that_several_want_cancelled_is_cancelled_once(survey: Survey) -> None:
    ringing = survey.rings(survey.person(MOBILE))
    talking = [survey.rings(survey.person(MOBILE)).picks_up() for _ in range(2)]
    for line in talking:
        line.presses("0")
    assert survey.errands(ringing) == ["cancel"]
