import pytest

from voicebot.rehearsal.twiml.voices import speaks


@pytest.mark.parametrize(
    ("voice", "language"),
    [
        ("Polly.Amy", None),
        ("Polly.Arthur-Neural", "en-GB"),
        ("Polly.Amy-Generative", "en-GB"),
        ("Polly.Gwyneth", "cy-GB"),
        ("Google.en-GB-Wavenet-A", "en-GB"),
        ("woman", "en-GB"),
    ],
)
def test_british_voices_are_known(voice, language):
    assert speaks(voice, language)


@pytest.mark.parametrize(
    ("voice", "language"), [("Polly.Arthur", None), ("Amy", None), ("Google.en-GB", None), ("Polly.Ewa", "en-GB")]
)
def test_voices_that_do_not_exist_or_speak_something_else_are_not(voice, language):
    assert not speaks(voice, language)
