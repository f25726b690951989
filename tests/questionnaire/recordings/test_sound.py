import math

import pytest

from tests.questionnaire.recordings.sounds import mp3, mu_law, riff, tone
from voicebot.errors import BadInput
from voicebot.questionnaire.model import Line
from voicebot.questionnaire.recordings.sound import Recording, Sound, complaints, read_sound

TEN_WORDS = Line("ten", ("one two three four five six seven eight nine ten",))
"""Four seconds at a calm pace."""


def complaints_of(content: bytes, suffix: str = ".wav") -> list[str]:
    return list(complaints(read_sound(content, suffix), TEN_WORDS, suffix))


def test_a_wave_tells_its_length_and_its_loudness() -> None:
    sound = read_sound(tone(2.5, decibels=-20), ".wav")
    assert (sound.seconds, sound.channels, sound.rate) == (2.5, 1, 8_000)
    assert sound.level == pytest.approx(-20, abs=0.1)
    assert sound.peak == pytest.approx(-17, abs=0.1)


def test_a_wave_of_mu_law_is_read_too() -> None:
    loudest, silent = read_sound(mu_law(1.0, 0x00), ".wav"), read_sound(mu_law(1.0, 0xFF), ".wav")
    assert (loudest.seconds, loudest.rate) == (1.0, 8_000)
    assert loudest.peak == pytest.approx(20 * math.log10(32_124 / 32_768))  # the largest value of G.711
    assert (silent.peak, silent.level) == (-math.inf, -math.inf)


def test_an_mp3_tells_its_length_and_not_its_loudness() -> None:
    sound = read_sound(mp3(3.0), ".mp3")
    assert sound.seconds == pytest.approx(3.0, abs=0.1)
    assert (sound.channels, sound.rate, sound.level) == (1, 8_000, None)


@pytest.mark.parametrize("content", [b"", b"RIFF", tone(0.1)[:30], b"ID3 and nothing", riff(1, 1, 8_000, 8, b"12")])
@pytest.mark.parametrize("suffix", [".wav", ".mp3"])
def test_what_is_no_sound_is_refused_with_what_would_be_right(content: bytes, suffix: str) -> None:
    with pytest.raises(BadInput, match="save it"):
        read_sound(content, suffix)


def test_an_empty_wave_is_too_short_and_too_quiet() -> None:
    assert [fault[:12] for fault in complaints_of(tone(0))] == ["it lasts 0.0", "it is too qu"]


@pytest.mark.parametrize("content", [tone(4.0), tone(2.0), tone(8.0), tone(4.0, decibels=-28)])
def test_a_recording_of_about_its_length_and_loudness_is_fit(content: bytes) -> None:
    assert complaints_of(content) == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (tone(4.0, rate=44_100), "44,100 samples a second: save it with 8,000"),
        (tone(4.0, channels=2), "2 channels: save it as mono"),
        (tone(1.0), "it lasts 1.0 s and its words take about 4"),
        (tone(12.0), "it lasts 12.0 s"),
        (tone(4.0, decibels=-40), "too quiet (-40 dB)"),
        (tone(4.0, decibels=-5), "too loud (-5 dB)"),
        (tone(4.0, decibels=0), "cut off at its loudest places"),
    ],
)
def test_a_recording_that_is_not_fit_says_why(content: bytes, complaint: str) -> None:
    assert any(complaint in fault for fault in complaints_of(content))


def test_an_mp3_may_have_any_rate() -> None:
    assert list(complaints(Sound(4.0, 1, 44_100), TEN_WORDS, ".mp3")) == []


def test_another_sound_has_another_name() -> None:
    one, other = (Recording("en-GB", "ten", ".wav", content) for content in (b"one", b"other"))
    assert one.audio != other.audio
    assert one.audio.endswith(".wav")
    assert b"one".decode() not in repr(one)
