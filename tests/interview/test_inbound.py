import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.interview.inbound_call import Caller, source
from voicebot.interview.events import Key, OptedOut, OptOutUndone
from voicebot.interview.inbound import TURNS_AT_MOST, InterviewWanted, keys_in_number
from voicebot.interview.inbound_state import from_json
from voicebot.questionnaire.faults import Faults
from voicebot.questionnaire.inbound import InboundEnding, InboundStep
from voicebot.questionnaire.safety import forbidden_in, read_stems

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
    call = Caller(invited=True).presses("1").recorded(InterviewWanted()).goes_on()
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


class AnyCaller(RuleBasedStateMachine):
    """Whatever is pressed or keyed in, at whatever moment."""

    @initialize(shown=st.booleans(), invited=st.booleans())
    def ring(self, shown: bool, invited: bool) -> None:
        self.call = Caller(shown=shown, invited=shown and invited)
        self.opted_out = False

    def note(self) -> None:
        for record in self.call.records:
            if isinstance(record, OptedOut | OptOutUndone):
                self.opted_out = isinstance(record, OptedOut)

    @rule(key=st.sampled_from(KEYS + "0120"))
    def press(self, key: str) -> None:
        before = self.call.state
        self.call.happens(Key(key))
        if key == "0" and before.ending is None and before.shown and before.step is not InboundStep.OPTED_OUT:
            assert self.call.records == (NEVER_AGAIN,)
        self.note()

    @rule()
    def stay_silent(self) -> None:
        self.call.stays_silent()
        assert self.call.records == ()

    @rule(usable=st.booleans())
    def key_in(self, usable: bool) -> None:
        if keys_in_number(self.call.state):
            self.call.keys_in(usable=usable)
            assert self.call.records == ()

    @rule(begun=st.booleans())
    def decide(self, begun: bool) -> None:
        if self.call.records == (InterviewWanted(),):
            self.call = self.call.is_interviewed() if begun else self.call.is_refused()

    @invariant()
    def nothing_shows_why_we_ring_and_nobody_is_named(self) -> None:
        stems = read_stems("en-GB.txt", source().files["forbidden/en-GB.txt"], Faults())
        for line in self.call.said.lines:
            assert forbidden_in(" ".join(line.sentences), stems) == []
        assert not self.call.said.names_person

    @invariant()
    def an_opt_out_stands_until_it_is_taken_back(self) -> None:
        assert self.call.state.opted_out == self.opted_out

    @invariant()
    def only_whoever_is_invited_is_interviewed(self) -> None:
        if self.call.state.ending is InboundEnding.INTERVIEW:
            assert self.call.state.invited

    @invariant()
    def a_call_that_goes_on_says_something_and_waits(self) -> None:
        assert self.call.said.listens == (self.call.state.ending is None)
        assert self.call.said.lines or self.call.state.ending is InboundEnding.INTERVIEW


TestAnyCaller = AnyCaller.TestCase
TestAnyCaller.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


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
