"""Which keys a gather collects; times are seconds since the prompt began, which lasts ten."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from voicebot.rehearsal.twiml.gather import Collected, Press, Reaction, collect
from voicebot.rehearsal.twiml.reading import read_twiml
from voicebot.rehearsal.twiml.verbs import Gather

PROMPT = 10.0


def gather(attributes: str) -> Gather:
    (verb,) = read_twiml(f"<Response><Gather {attributes}/></Response>")
    assert isinstance(verb, Gather)
    return verb


ONE = gather('numDigits="1" finishOnKey="" timeout="8"')
MANY = gather('timeout="5"')


def presses(*keys: tuple[str, float]) -> Reaction:
    return Reaction(tuple(Press(key, after) for key, after in keys))


def test_a_single_key_stops_the_audio_and_is_taken_at_once():
    assert collect(ONE, PROMPT, presses(("3", 2.5))) == Collected("3", "", 2.5)


def test_silence_lasts_the_prompt_and_the_time_out():
    assert collect(ONE, PROMPT, Reaction()) == Collected("", "", 18.0)


def test_a_key_after_the_time_out_is_too_late():
    assert collect(ONE, PROMPT, presses(("3", 18.5))).digits == ""


def test_each_further_key_has_the_time_out_of_its_own():
    assert collect(MANY, PROMPT, presses(("1", 1), ("2", 5.5), ("3", 11))) == Collected("12", "", 10.5)


def test_keys_pressed_quickly_after_each_other_are_not_lost():
    assert collect(gather('numDigits="3"'), PROMPT, presses(("1", 1), ("2", 1.1), ("3", 1.2))).digits == "123"


def test_keys_beyond_the_number_wanted_are_not_taken():
    assert collect(ONE, PROMPT, presses(("1", 1), ("2", 1.2))).digits == "1"


def test_the_finish_key_works_after_a_digit_only():
    assert collect(MANY, PROMPT, presses(("#", 1), ("4", 2), ("#", 3))) == Collected("4", "#", 3)
    assert collect(MANY, PROMPT, presses(("#", 1))).digits == ""


def test_another_finish_key_leaves_hash_a_digit():
    assert collect(gather('finishOnKey="*"'), PROMPT, presses(("#", 1), ("*", 2))) == Collected("#", "*", 2)


def test_a_hang_up_takes_what_was_pressed_with_it():
    reaction = replace(presses(("1", 1)), hangs_up_after=3.0)
    assert collect(MANY, PROMPT, reaction) == Collected("1", "", 3.0, hung_up=True)


def test_a_key_before_the_hang_up_still_counts_where_one_is_enough():
    reaction = replace(presses(("0", 1)), hangs_up_after=1.1)
    assert collect(ONE, PROMPT, reaction) == Collected("0", "", 1)


def test_keys_are_not_heard_where_speech_is_asked_for():
    assert collect(gather('input="speech" numDigits="1"'), PROMPT, presses(("1", 1))).digits == ""


def test_without_barge_in_the_time_out_runs_from_the_end_of_the_prompt():
    assert collect(gather('bargeIn="false"'), PROMPT, presses(("1", 1))).seconds == 15.0


@given(
    st.lists(st.tuples(st.sampled_from("0123456789*#"), st.floats(0, 60)), max_size=8).map(
        lambda keys: sorted(keys, key=lambda key: key[1])
    ),
    st.integers(1, 5),
)
def test_never_more_digits_than_wanted_and_always_an_end(keys, wanted):
    collected = collect(replace(MANY, num_digits=wanted), PROMPT, presses(*keys))
    assert len(collected.digits) <= wanted
    assert collected.seconds <= PROMPT + MANY.timeout * (wanted + 1)
    assert not collected.digits.startswith("#")
