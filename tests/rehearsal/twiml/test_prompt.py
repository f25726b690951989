import pytest

from voicebot.rehearsal.twiml.prompt import compose
from voicebot.rehearsal.twiml.verbs import Pause, Play, Say

FIVE_WORDS = "one two three four five"


def seconds(*parts: Say | Play | Pause, recording: float = 0.0) -> float:
    return compose((part, recording) for part in parts).seconds


def test_speech_runs_at_150_words_a_minute_and_pauses_count():
    assert seconds(Say(FIVE_WORDS, 0.5, 1), Pause(3)) == pytest.approx(2 + 0.5 + 3)


def test_what_is_repeated_lasts_longer_and_is_understood_at_the_first_time():
    prompt = compose([(Say(FIVE_WORDS, 0, 3), 0.0)])
    assert prompt.seconds == pytest.approx(6)
    assert prompt.second_at(len(FIVE_WORDS)) == pytest.approx(2)


def test_recordings_and_tones_have_a_length_and_no_words():
    prompt = compose([(Play("/a.wav", "", 1), 4.0), (Play("", "12", 1), 0.0)])
    assert (prompt.text, prompt.seconds) == ("", pytest.approx(4.5))
    assert prompt.second_at(0) == prompt.seconds
