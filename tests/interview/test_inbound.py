import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.interview.inbound_call import Caller
from voicebot.interview.events import OptedOut, OptOutUndone
from voicebot.interview.inbound import TURNS_AT_MOST, InterviewWanted, keys_in_number
from voicebot.interview.inbound_state import from_json
from voicebot.questionnaire.inbound import InboundEnding

KEYS = "0123456789*#"
TAKE_PART = "If we have rung you, and you would like to know more or to take part, press 1."
MENU = "To stop our calls for good, press 0."
NEVER_AGAIN = OptedOut(person_known=False)


def test_whoever_rings_hears_who_we_are_and_not_why_we_ring() -> None:
    Caller().hears("You have reached an automated line of Example Research.", "Nothing is for sale.", MENU).goes_on()


def test_only_whoever_may_take_part_is_told_how_to() -> None:
    Caller(invited=True).hears(TAKE_PART, "press 2", MENU)
    Caller().does_not_hear(TAKE_PART).presses("1").recorded().hears("That key does nothing here.", MENU)


def test_whoever_wants_to_know_more_goes_on_in_the_questionnaire() -> None:
    call = Caller(invited=True).presses("1").recorded(InterviewWanted("en-GB")).goes_on()
    call.is_interviewed().ends(InboundEnding.INTERVIEW)
    assert call.said.lines == ()


def test_whoever_can_not_be_interviewed_just_now_is_told_so_and_may_still_opt_out() -> None:
    call = Caller(invited=True).presses("1").is_refused()
    call.hears("not possible just now", "ring free on 0 8 0 8 1, 5 7 0 0 0 0", MENU).does_not_hear(TAKE_PART)
    call.presses("0").recorded(NEVER_AGAIN)


def test_the_genuine_check_is_the_free_line_and_no_passwords_are_asked_for() -> None:
    call = Caller().presses("2").hears("We never ask for money", "ring free on 0 8 0 8 1, 5 7 0 0 0 0", MENU)
    call.presses("*").hears("ring free on 0 8 0 8 1, 5 7 0 0 0 0")


def test_never_again_is_recorded_before_it_is_said_and_ends_by_silence() -> None:
    call = Caller().presses("0").recorded(NEVER_AGAIN)
    call.hears("We will not ring again. Goodbye.", "If that was a mistake, press 1.")
    call.stays_silent().recorded().hears("Goodbye.").ends(InboundEnding.OPTED_OUT)


def test_an_opt_out_by_mistake_is_taken_back_with_one_key() -> None:
    Caller().presses("0", "1").recorded(OptOutUndone()).hears("We are back at the beginning.", MENU)


def test_never_again_said_twice_ends_the_call() -> None:
    Caller().presses("0", "0").recorded().ends(InboundEnding.OPTED_OUT)


def test_wrong_keys_after_an_opt_out_do_not_take_it_back() -> None:
    Caller().presses("0", "7", "7", "7").ends(InboundEnding.OPTED_OUT)


def test_a_withheld_number_is_keyed_in_read_back_and_confirmed() -> None:
    call = Caller(shown=False).presses("0").recorded()
    call.hears("key in the number that we should never ring, and then press hash", "do not have their usual meaning")
    assert call.said.until_hash
    call.keys_in().recorded().hears("The number is {number}.", "If that is right, press 1.", "again, press 2.")
    call.presses("1").recorded(NEVER_AGAIN).hears("We will not ring again.")


def test_a_number_that_was_keyed_in_wrongly_is_keyed_in_again() -> None:
    call = Caller(shown=False).presses("0").keys_in().presses("2").recorded().hears("key in the number")
    call.keys_in().presses("1").recorded(NEVER_AGAIN)


def test_a_number_that_is_none_is_asked_for_again_and_in_the_end_left_to_staff() -> None:
    call = Caller(shown=False).presses("0")
    for _ in range(2):
        call.keys_in(usable=False).hears("does not seem to be a number", "key in the number").goes_on()
    call.keys_in(usable=False).hears("nothing has been changed", "Ring free").ends(InboundEnding.NO_NUMBER)


def test_silence_never_confirms_a_number() -> None:
    call = Caller(shown=False).presses("0").keys_in()
    for _ in range(3):
        call.stays_silent().recorded()
    call.ends(InboundEnding.NO_REPLY)


def test_0_at_the_number_that_is_read_back_stops_our_calls_to_it() -> None:
    Caller(shown=False).presses("0").keys_in().presses("0").recorded(NEVER_AGAIN)


def test_silence_ends_the_call_after_three_tries_and_changes_nothing() -> None:
    call = Caller(invited=True).stays_silent(2).hears("We still did not hear a key.", MENU).goes_on()
    call.stays_silent().recorded().ends(InboundEnding.NO_REPLY)


def test_star_says_it_again_and_twice_running_gives_help_that_names_the_keys_and_999_only() -> None:
    call = Caller().presses("*").hears("You have reached").does_not_hear("If you are in danger")
    call.presses("*").hears("To stop our calls for good, press 0.", "hang up and ring 9 9 9", MENU)


def test_a_caller_whose_language_is_not_spoken_here_hears_our_own() -> None:
    assert Caller(language="xx-XX").state.language == "en-GB"


def test_a_state_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="another version"):
        from_json("[0]")


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), keys=st.sampled_from([KEYS, "01", "*", "2", "012"]), shown=st.booleans())
def test_every_call_ends_within_the_limit_of_turns(seed: int, keys: str, shown: bool) -> None:
    chance, call = random.Random(seed), Caller(shown=shown)
    for _ in range(2 * TURNS_AT_MOST):
        if keys_in_number(call.state):
            call.keys_in(usable=chance.random() < 0.7)
        else:
            call.presses(chance.choice(keys))
    assert call.state.ending is not None
