import pytest

from voicebot.rehearsal.twiml.prompt import NO_RECORDING, Recording, compose
from voicebot.rehearsal.twiml.verbs import Pause, Play, Say

FIVE_WORDS = "one two three four five"


def seconds(*parts: Say | Play | Pause, recording: Recording = NO_RECORDING) -> float:
    return compose((part, recording) for part in parts).seconds


def test_speech_runs_at_150_words_a_minute_and_pauses_count():
    assert seconds(Say(FIVE_WORDS, 0.5, 1), Pause(3)) == pytest.approx(2 + 0.5 + 3)


def test_what_is_repeated_lasts_longer_and_is_understood_at_the_first_time():
    prompt = compose([(Say(FIVE_WORDS, 0, 3), NO_RECORDING)])
    assert prompt.seconds == pytest.approx(6)
    assert prompt.second_at(len(FIVE_WORDS)) == pytest.approx(2)


def test_the_words_of_a_recording_are_heard_where_somebody_tells_them():
    prompt = compose([(Say("Thank you.", 0, 1), NO_RECORDING), (Play("/a.wav", "", 1), Recording(4.0, "For good, 1."))])
    assert prompt.text == "Thank you.\nFor good, 1."


def test_recordings_and_tones_have_a_length_and_no_words_of_their_own():
    prompt = compose([(Play("/a.wav", "", 1), Recording(4.0)), (Play("", "12", 1), NO_RECORDING)])
    assert (prompt.text, prompt.seconds) == ("", pytest.approx(4.5))
    assert prompt.second_at(0) == prompt.seconds
