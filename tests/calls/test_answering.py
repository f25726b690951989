import pytest

from tests import factories
from tests.calls.line import Line
from tests.calls.survey import Survey, at_once
from voicebot.store.tables import Batch, Case

GATE_1 = "If you are Ada, press 1."
EXCLUDED = "We will not ring you again. Goodbye."


def test_whoever_picks_up_is_asked_for_by_name_and_told_nothing_else(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up()
    line.hears("automated research call", "Nothing is for sale.", GATE_1).goes_on()
    assert "police" not in line.document.lower()


def test_the_call_is_known_to_be_answered_from_its_first_webhook(survey: Survey) -> None:
    line = survey.rings(survey.person(), state="uncertain").picks_up()
    attempt = survey.attempt(line)
    assert (attempt.state, attempt.sid, attempt.rang) == ("placed", line.sid, True)
    assert attempt.answered_at == survey.clock.now()


def test_the_first_webhook_may_overtake_the_providers_answer_to_our_order(survey: Survey) -> None:
    line = survey.rings(survey.person(), state="placing").picks_up().hears(GATE_1)
    assert survey.attempt(line).state == "placed"


def test_a_repeat_of_the_first_webhook_hears_the_same_however_far_the_call_has_come(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up()
    first, before = line.document, survey.everything()
    assert line.picks_up().document == first
    assert survey.everything() == before
    line.presses("1", "1")
    assert line.picks_up().document == first
    assert list(survey.turns(line)) == [0, 1, 2]


def test_twenty_first_webhooks_at_once_begin_one_conversation(survey: Survey) -> None:
    line = survey.rings(survey.person(), state="placing")
    documents = at_once(*[lambda: line.sends(f"{line.url}/start").text] * 20)
    assert len(set(documents)) == 1
    assert list(survey.turns(line)) == [0]


@pytest.mark.parametrize("listed", [0, 1])
def test_whoever_is_on_the_exclusion_list_by_now_hears_a_goodbye_and_nothing_else(survey: Survey, listed: int) -> None:
    numbers = [factories.number(7), factories.number(8)]
    line = survey.rings(survey.person(*numbers))
    survey.exclude(numbers[listed])
    line.picks_up().hears(EXCLUDED).is_over()
    assert "Ada" not in line.document
    line.hangs_up(4)
    survey.settle()
    assert survey.attempt(line).result == "excluded"


def test_a_case_that_was_closed_while_the_telephone_rang_hears_the_goodbye_too(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case)
    survey.change(Case, case, state="closed", closed_for="excluded", due_at=None)
    line.picks_up().hears(EXCLUDED).is_over()


def test_a_batch_that_was_stopped_ends_its_calls_with_an_apology(survey: Survey) -> None:
    line = survey.rings(survey.person())
    survey.change(Batch, survey.batch_id, state="stopped")
    line.picks_up().hears("we have to end this call now").is_over()
    line.hangs_up(5)
    survey.settle()
    assert survey.attempt(line).result == "stopped"


def test_a_batch_that_is_only_paused_lets_its_calls_go_on(survey: Survey) -> None:
    line = survey.rings(survey.person())
    survey.change(Batch, survey.batch_id, state="paused")
    line.picks_up().hears(GATE_1).goes_on()


@pytest.mark.parametrize("state", ["ended", "settled"])
def test_a_first_webhook_after_the_end_hangs_up_and_changes_nothing(survey: Survey, state: str) -> None:
    line = survey.rings(survey.person(), state=state, ended_at=survey.clock.now())
    before = survey.everything()
    line.picks_up().hears_nothing_and_is_cut_off()
    assert survey.everything() == before


def test_a_call_that_is_none_of_ours_is_hung_up_on(survey: Survey) -> None:
    before = survey.rows()
    Line(survey.client, "a" * 24).picks_up().hears_nothing_and_is_cut_off()
    assert survey.rows() == before


def test_what_was_answered_in_an_earlier_call_is_not_asked_again(survey: Survey) -> None:
    case = survey.person()
    with survey.changing() as session:
        factories.answer(session, case, "contact", 2)
        factories.answer(session, case, "action", 3)
    line = survey.rings(case).agrees().hears("kept informed").presses("4")
    line.hangs_up()
    survey.settle()
    assert survey.codes(case) == {"contact": 2, "action": 3, "follow_up": 4}


def test_a_first_webhook_that_comes_again_after_the_answers_were_withdrawn_does_not_begin_anew(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees().presses("1", "0", "2").hears("have been deleted").is_over()
    before = survey.turns(line)
    line.picks_up().hears_nothing_and_is_cut_off()
    assert survey.turns(line) == before


def test_a_person_whose_contact_is_destroyed_is_never_asked_for(survey: Survey) -> None:
    line = survey.rings(survey.person())
    survey.keys.destroy_wave_key(survey.key_id)
    assert line.sends(f"{line.url}/start").status_code == 503
    assert survey.turns(line) == {}
    assert survey.attempt(line).answered_at is None


def test_an_attempt_keeps_the_call_that_it_was_first_met_with(survey: Survey) -> None:
    line = survey.rings(survey.person(), sid="CA" + "1" * 32).picks_up().hears(GATE_1)
    assert survey.attempt(line).sid == "CA" + "1" * 32
