from dataclasses import replace

import pytest

from tests import factories
from tests.calls.caller import Caller
from tests.calls.survey import SOURCE, Survey, another_version, at_once, settings
from tests.fieldwork.exchange import Exchange
from voicebot.calls.ringing_in import KEPT_FOR, forget_old_calls
from voicebot.errors import ProviderTryLater
from voicebot.fieldwork import outbox
from voicebot.fieldwork.reconcile import SILENT_AT_MOST, reconcile
from voicebot.fieldwork.rules import CallingRules, WaveRules
from voicebot.phone import PhoneNumber
from voicebot.questionnaire.languages import offering
from voicebot.store.tables import Batch, Case, InboundCall, Wave
from voicebot.telephony.client import CallFacts
from voicebot.telephony.status import CallStatus

MOBILE, LANDLINE = factories.number(1), factories.number(2)
NEUTRAL = "You have reached an automated line of Northbank Research."
TAKE_PART = "to take part, press 1."
GATE_1, GATE_2 = "If you are Ada, press 1.", "is this a good time?"
GONE = "We will not ring again. Goodbye."
WITHHELD = ["anonymous", "+266696687", "Restricted", "", "+33142685300"]


def rings(survey: Survey, number: PhoneNumber = MOBILE, **given: object) -> Caller:
    return Caller(survey.client, number.e164, **given).rings_in()  # type: ignore[arg-type]


def forget(survey: Survey) -> None:
    """The calls to us are long over."""
    survey.clock.pass_(seconds=KEPT_FOR.total_seconds() + 1)
    forget_old_calls(survey.board)


def send_errands(survey: Survey, exchange: Exchange) -> int:
    return outbox.send_due(survey.engine, exchange, survey.clock)


def missed_call(survey: Survey, case: str) -> None:
    """We rang a moment ago, nobody came to the telephone, and the call is not settled yet."""
    survey.rings(case, state="ended", status="no-answer", rang=True, ended_at=survey.clock.now())


def test_whoever_was_rung_and_rings_back_takes_part(survey: Survey) -> None:
    case = survey.person(MOBILE)
    missed_call(survey, case)
    survey.clock.pass_(seconds=10)
    caller = rings(survey).hears(NEUTRAL, TAKE_PART)
    caller.presses("1").hears("automated research call", GATE_1).presses("1").hears(GATE_2).presses("1")
    caller.hears("The Metropolitan Police Service requires this survey", "To take part, press 1.").presses("1")
    caller.presses("2", "2", "3", "1").hears("everything together").presses("2").goes_on()
    assert survey.case(case).state == "calling"
    caller.hangs_up(seconds=140)
    assert survey.settle() == 1
    attempt = survey.attempt(caller)
    assert (attempt.inbound, attempt.ordinal, attempt.result, attempt.seconds) == (True, 2, "partial", 140)
    assert (survey.case(case).state, survey.case(case).closed_for) == ("closed", "partial")
    assert survey.codes(case)["whole"] == 2


def test_nobody_is_named_before_they_want_to_know_more(survey: Survey) -> None:
    survey.person(MOBILE)
    caller = rings(survey).presses("2", "*", "*", "7")
    assert not any(word in document for document in caller.documents for word in ("Ada", "olice"))


def test_whoever_is_in_no_sample_hears_the_neutral_menu(survey: Survey) -> None:
    caller = rings(survey).hears(NEUTRAL, "To stop our calls for good, press 0.")
    assert TAKE_PART not in caller.words


@pytest.mark.parametrize("shown", WITHHELD)
def test_whoever_withholds_the_number_hears_the_neutral_menu(survey: Survey, shown: str) -> None:
    caller = Caller(survey.client, shown).rings_in().hears(NEUTRAL)
    assert TAKE_PART not in caller.words
    assert survey.rows()["inbound_call"] == 1


def test_a_number_of_two_live_cases_names_neither(survey: Survey) -> None:
    survey.person(MOBILE, first_name="Ada")
    survey.person(MOBILE, first_name="Bea")
    caller = rings(survey).presses("1").hears("That key does nothing here.")
    assert not any(name in caller.document for name in ("Ada", "Bea"))


def test_a_closed_case_beside_a_live_one_does_not_stand_in_its_way(survey: Survey) -> None:
    survey.person(MOBILE, first_name="Bea", state="closed", closed_for="complete", due_at=None)
    survey.person(MOBILE)
    rings(survey).presses("1").hears(GATE_1)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (Batch, {"state": "stopped"}),
        (Batch, {"state": "draft"}),
        (Wave, {"state": "frozen"}),
        (Wave, {"version": None}),
        (Wave, {"rules": WaveRules(calling=CallingRules(last_day="2026-11-24")).to_json()}),
        (Case, {"state": "closed", "closed_for": "complete"}),
        (Case, {"batch_id": None}),
    ],
)
def test_whoever_may_not_be_interviewed_is_not_invited(survey: Survey, table: type, columns: dict[str, object]) -> None:
    case = survey.person(MOBILE)
    survey.change(table, {Batch: survey.batch_id, Wave: survey.wave_id, Case: case}[table], **columns)
    assert TAKE_PART not in rings(survey).words


def test_a_pause_keeps_us_from_ringing_people_and_not_people_from_ringing_us(survey: Survey) -> None:
    survey.person(MOBILE)
    survey.change(Batch, survey.batch_id, state="paused")
    rings(survey).presses("1").hears(GATE_1)


def test_whoever_has_opted_out_is_not_invited(survey: Survey) -> None:
    survey.person(MOBILE, LANDLINE)
    survey.exclude(LANDLINE)
    assert TAKE_PART not in rings(survey).words


def test_a_person_may_take_part_at_night_by_their_own_call(survey: Survey) -> None:
    survey.person(MOBILE)
    survey.clock.pass_(hours=14)
    rings(survey).presses("1").hears(GATE_1)


def test_whoever_is_rung_meanwhile_is_asked_to_try_later(survey: Survey) -> None:
    case = survey.person(MOBILE)
    caller = rings(survey)
    survey.rings(case)
    caller.presses("1").hears("not possible just now").goes_on()
    assert TAKE_PART not in caller.words


def test_a_call_that_turned_out_to_be_an_interview_is_not_held_again(survey: Survey) -> None:
    """The call before is not settled yet when its person rings back, and then turns out to close the case."""
    case = survey.person(MOBILE)
    line = survey.rings(case).agrees().presses("2", "2", "2", "2", "2").hangs_up()
    rings(survey).hears(TAKE_PART).presses("1").hears("not possible just now")
    assert survey.attempt(line).result == "partial"


def test_an_interview_that_was_put_off_goes_on_where_it_stopped(survey: Survey) -> None:
    case = survey.person(MOBILE)
    survey.rings(case).agrees().presses("2", "*", "*", "3", "7").hangs_up()
    survey.settle()
    assert survey.case(case).resumes
    rings(survey).presses("1", "1", "1", "1").hears("Thank you for coming back", "what the police did")


def test_a_time_to_be_rung_can_be_agreed(survey: Survey) -> None:
    case = survey.person(MOBILE)
    caller = rings(survey).presses("1", "1", "1", "2").hears("When may we ring you again?").presses("1")
    caller.hears("We will ring you at this time").is_over()
    assert survey.case(case).appointment_at is not None


def test_a_call_to_us_takes_up_none_of_the_few_that_we_may_place(survey: Survey) -> None:
    case = survey.person(MOBILE)
    for nth in range(5):
        caller = rings(survey, sid=f"CA{nth}").presses("1", "1", "2", "7")
        caller.hangs_up()
        survey.settle()
    assert survey.case(case).state == "waiting"


def test_whoever_says_that_nobody_of_that_name_is_here_is_not_rung_again(survey: Survey) -> None:
    case = survey.person(MOBILE)
    caller = rings(survey).presses("1", "3")
    caller.hangs_up()
    survey.settle()
    assert (survey.case(case).state, survey.case(case).closed_for) == ("closed", "wrong_person")


def test_an_opt_out_is_committed_before_it_is_promised(survey: Survey) -> None:
    rings(survey).presses("0").hears(GONE, "If that was a mistake, press 1.").goes_on()
    assert survey.is_excluded(MOBILE)
    assert survey.audited() == ["opt_out"]


def test_an_opt_out_cancels_the_call_that_is_on_its_way(survey: Survey) -> None:
    ringing = survey.rings(survey.person(MOBILE))
    rings(survey).presses("0")
    assert survey.errands(ringing) == ["cancel"]


def test_an_opt_out_by_mistake_is_taken_back(survey: Survey) -> None:
    rings(survey).presses("0", "1").hears("back at the beginning")
    assert not survey.is_excluded(MOBILE)
    assert survey.audited() == ["opt_out", "opt_out_undone"]


def test_taking_it_back_takes_back_what_this_call_added_and_nothing_else(survey: Survey) -> None:
    survey.exclude(MOBILE)
    rings(survey).presses("0", "1")
    assert survey.is_excluded(MOBILE)


def test_once_the_call_is_long_over_the_opt_out_stands_and_the_case_is_closed(survey: Survey) -> None:
    case = survey.person(MOBILE)
    rings(survey).presses("0")
    assert forget_old_calls(survey.board) == 0
    survey.clock.pass_(seconds=KEPT_FOR.total_seconds() + 1)
    assert forget_old_calls(survey.board) == 1
    assert survey.is_excluded(MOBILE)
    assert (survey.case(case).state, survey.case(case).closed_for) == ("closed", "excluded")
    assert (survey.rows()["inbound_call"], survey.rows()["inbound_turn"]) == (0, 0)


@pytest.mark.parametrize(
    ("shown", "pressed"), [(MOBILE.e164, "2"), (MOBILE.e164, "0"), ("anonymous", "0"), ("+331", "")]
)
def test_the_provider_keeps_no_record_of_a_call_to_us(survey: Survey, shown: str, pressed: str) -> None:
    exchange = Exchange(survey.clock)
    exchange.is_rung("CA1")
    Caller(survey.client, shown).rings_in().presses(*pressed)
    forget(survey)
    assert send_errands(survey, exchange) == 1
    assert exchange.calls == {}
    assert survey.rows()["outbox"] == 0


def test_the_record_goes_later_if_the_provider_can_not_be_reached(survey: Survey) -> None:
    exchange = Exchange(survey.clock)
    exchange.is_rung("CA1")
    rings(survey)
    forget(survey)
    exchange.unreachable = ProviderTryLater("can't be reached")
    assert send_errands(survey, exchange) == 0
    exchange.unreachable = None
    survey.clock.pass_(seconds=5)
    assert send_errands(survey, exchange) == 1
    assert exchange.calls == {}


def test_the_record_of_a_call_that_we_could_not_take_is_deleted_too(survey: Survey) -> None:
    exchange = Exchange(survey.clock)
    exchange.is_rung("CA1")
    Caller(survey.client, MOBILE.e164, deliveries=3).hangs_up()
    assert send_errands(survey, exchange) == 1
    assert (exchange.calls, survey.rows()["outbox"]) == ({}, 0)


def test_the_record_of_an_interview_is_deleted_like_that_of_any_other(survey: Survey) -> None:
    survey.person(MOBILE)
    caller = rings(survey).presses("1", "1", "1", "1", "2")
    caller.hangs_up()
    survey.settle()
    forget(survey)
    assert survey.errands(caller) == ["delete_record"]
    assert survey.rows()["outbox"] == 1


def test_two_diallers_forget_a_call_once(survey: Survey) -> None:
    rings(survey)
    survey.clock.pass_(seconds=KEPT_FOR.total_seconds() + 1)
    at_once(*[lambda: forget_old_calls(survey.board)] * 2)
    assert (survey.rows()["inbound_call"], survey.rows()["outbox"]) == (0, 1)


def test_a_key_of_a_call_that_is_forgotten_is_answered_by_hanging_up(survey: Survey) -> None:
    caller = rings(survey)
    survey.clock.pass_(seconds=KEPT_FOR.total_seconds() + 1)
    forget_old_calls(survey.board)
    caller.presses("0").hears_nothing_and_is_cut_off()


def test_whoever_passed_the_gates_opts_out_with_every_number(survey: Survey) -> None:
    survey.person(MOBILE, LANDLINE)
    rings(survey).presses("1", "1", "0").hears("We will not ring you again.")
    assert survey.is_excluded(MOBILE, LANDLINE)


def test_a_withheld_number_is_keyed_in_read_back_and_excluded(survey: Survey) -> None:
    caller = Caller(survey.client).rings_in().presses("0").hears("key in the number", "press hash")
    assert 'finishOnKey="#"' in caller.document
    assert "numDigits" not in caller.document
    caller.presses("07700900001").hears("The number is 0 7 7 0 0, 9 0 0, 0 0 1.", "If that is right, press 1.")
    assert not survey.is_excluded(MOBILE)
    caller.presses("1").hears(GONE)
    assert survey.is_excluded(MOBILE)


def test_a_number_that_was_keyed_in_is_nowhere_in_the_database(survey: Survey) -> None:
    Caller(survey.client).rings_in().presses("0", "07700900001", "1")
    assert "7700900001" not in str(survey.everything())


def test_a_number_keyed_in_is_read_back_as_often_as_it_is_asked_for(survey: Survey) -> None:
    caller = Caller(survey.client, deliveries=3).rings_in().presses("0", "07700900001")
    caller.presses("*").hears("0 7 7 0 0, 9 0 0, 0 0 1")


@pytest.mark.parametrize("keyed", ["0", "123", "999", "09061234567", "0" * 40, "*"])
def test_what_is_no_number_that_we_could_ring_is_asked_for_again(survey: Survey, keyed: str) -> None:
    caller = Caller(survey.client).rings_in().presses("0", keyed)
    caller.hears("does not seem to be a number", "key in the number")
    assert survey.rows()["exclusion"] == 0


def test_every_webhook_of_a_call_may_come_three_times(survey: Survey) -> None:
    case = survey.person(MOBILE)
    rings(survey, deliveries=3).presses("0", "1", "1").hears(GATE_1).presses("1", "1", "1").hears("How satisfied")
    assert survey.rows()["inbound_call"] == survey.rows()["attempt"] == 1
    assert survey.case(case).state == "calling"


def test_twenty_first_webhooks_at_once_are_one_call(survey: Survey) -> None:
    caller = Caller(survey.client, MOBILE.e164)
    documents = at_once(*[lambda: caller.sends(caller.url).text] * 20)
    assert len(set(documents)) == 1
    assert survey.rows()["inbound_call"] == 1


def test_ten_keys_at_once_begin_one_interview(survey: Survey) -> None:
    survey.person(MOBILE)
    caller = rings(survey)
    documents = at_once(*[lambda: caller.sends(caller.action, Digits="1").text] * 10)
    assert len(set(documents)) == 1
    assert survey.rows()["attempt"] == 1


def test_two_calls_of_one_person_begin_one_interview(survey: Survey) -> None:
    survey.person(MOBILE)
    callers = [rings(survey, sid=f"CA{nth}") for nth in range(2)]
    at_once(*(lambda caller=caller: caller.presses("1") for caller in callers))
    assert sorted(caller.is_interviewed for caller in callers) == [False, True]


def test_what_was_said_at_a_turn_is_said_again_however_far_the_call_has_come(survey: Survey) -> None:
    survey.person(MOBILE)
    caller = rings(survey)
    menu, action = caller.document, caller.action
    gate = caller.presses("1").document
    caller.presses("1", "1")
    assert caller.rings_in().document == menu
    assert caller.goes_to(action, Digits="0").document == gate
    assert survey.rows()["exclusion"] == 0


def test_the_interview_is_held_in_the_version_of_its_wave(survey: Survey) -> None:
    survey.person(MOBILE)
    other = another_version("Other Research")
    with survey.changing() as session:
        factories.version(session, digest=other.digest, source=other.to_json())
    survey.change(Wave, survey.wave_id, version=other.digest)
    caller = rings(survey).presses("1").hears("Other Research", GATE_1)
    assert survey.attempt(caller).version == other.digest != SOURCE.digest


@pytest.fixture
def rehearsed(survey: Survey) -> Survey:
    """A rehearsal: the translations, which wait for their translator, are spoken nowhere else."""
    survey.parts = replace(survey.parts, settings=settings(TWILIO_API_BASE_URL="http://127.0.0.1:4010"))
    return survey


def test_whoever_chose_polish_in_an_earlier_call_is_answered_in_it(rehearsed: Survey) -> None:
    case = rehearsed.person(MOBILE, language="bn-IN")
    rehearsed.rings(case).picks_up().presses("4", "1", "2", "7").hangs_up()
    rehearsed.settle()
    rings(rehearsed).hears("To automatyczna linia", "wziąć udział, proszę nacisnąć 1.").presses("1").hears(
        "Jeśli przy telefonie jest Ada"
    )


def test_the_language_of_the_frame_is_spoken_from_the_first_word(rehearsed: Survey) -> None:
    rehearsed.person(MOBILE, language="pl-PL")
    rings(rehearsed).hears("To automatyczna linia").presses("1").hears("Jeśli przy telefonie jest Ada")


def test_the_language_chosen_at_the_menu_is_that_of_the_interview(rehearsed: Survey) -> None:
    rehearsed.person(MOBILE)
    rings(rehearsed).hears("Po polsku: proszę nacisnąć 4.").presses("4", "1").hears("Jeśli przy telefonie jest Ada")


def test_a_language_that_the_wave_does_not_offer_ends_with_the_menu(rehearsed: Survey) -> None:
    in_polish_only = offering(SOURCE, ("pl-PL",), unapproved=True)
    with rehearsed.changing() as session:
        factories.version(session, digest=in_polish_only.digest, source=in_polish_only.to_json())
    rehearsed.change(Wave, rehearsed.wave_id, version=in_polish_only.digest)
    rehearsed.person(MOBILE)
    rings(rehearsed).presses("5").hears("স্বয়ংক্রিয় লাইন").presses("1").hears("If you are Ada, press 1.")


def test_whoever_withholds_the_number_opts_out_in_their_language(rehearsed: Survey) -> None:
    caller = Caller(rehearsed.client).rings_in().presses("4", "0").hears("Proszę wpisać numer")
    caller.presses("07700900001").hears("Ten numer to 0 7 7 0 0, 9 0 0, 0 0 1.").presses("1").hears(
        "Więcej nie zadzwonimy"
    )
    assert rehearsed.is_excluded(MOBILE)


def test_the_call_is_found_by_the_number_that_it_came_from(survey: Survey) -> None:
    survey.person(MOBILE, LANDLINE)
    assert survey.attempt(rings(survey, LANDLINE).presses("1")).position == 1


def test_no_row_tells_who_rang_once_the_keys_of_the_prints_are_lost(survey: Survey) -> None:
    survey.person(MOBILE)
    rings(survey).presses("2")
    with survey.changing() as session:
        (call,) = session.query(InboundCall).all()
        assert call.print == survey.parts.prints.of(MOBILE)
    assert MOBILE.e164 not in str(survey.everything())


def test_the_end_of_a_call_that_became_no_interview_changes_nothing(survey: Survey) -> None:
    caller = rings(survey)
    before = survey.everything()
    caller.hangs_up()
    assert survey.everything() == before


def test_an_interview_whose_end_is_never_told_is_asked_for_at_the_provider(survey: Survey) -> None:
    case, exchange = survey.person(MOBILE), Exchange(survey.clock)
    caller = rings(survey).presses("1", "1", "1", "1", "2")
    facts = CallFacts("CA1", None, CallStatus.COMPLETED, 70, None, None, None, survey.clock.now(), None)
    exchange.calls["CA1"] = facts
    survey.clock.pass_(seconds=SILENT_AT_MOST.total_seconds())
    assert reconcile(survey.engine, exchange, survey.parts.prints, survey.clock) == 1
    assert survey.settle() == 1
    assert (survey.attempt(caller).result, survey.attempt(caller).seconds) == ("break_off", 70)
    assert survey.case(case).state == "closed"
