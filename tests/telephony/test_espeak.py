import shutil
import wave
from pathlib import Path

import pytest

from voicebot.errors import Refused
from voicebot.interview.prompts import Prompt
from voicebot.questionnaire.model import Line
from voicebot.telephony.espeak import speak

here = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not on this machine")


def said(*sentences: str, language: str = "en-GB", slow: bool = False) -> Prompt:
    line = Line("a_line", sentences, slow=slow)
    return Prompt((line,), listens=True, wait=8, language=language, voices={})


@here
def test_prompts_are_spoken_one_after_the_other_into_a_wave(tmp_path: Path) -> None:
    one, both = tmp_path / "one.wav", tmp_path / "both.wav"
    first = speak([said("Hello, this is a test of one sentence.")], one)
    seconds = speak([said("Hello, this is a test of one sentence."), said("And of <another> one.")], both)
    assert 1.5 < first < seconds
    with wave.open(str(both)) as sound:
        assert sound.getnframes() / sound.getframerate() == pytest.approx(seconds)
        assert any(sound.readframes(20_000))


@here
def test_slow_speech_is_slower_and_sentences_are_apart(tmp_path: Path) -> None:
    file = tmp_path / "out.wav"
    usual = speak([said("One sentence and another.")], file)
    assert speak([said("One sentence and another.", slow=True)], file) > usual
    assert speak([said("One sentence", "and another.")], file) > usual


@here
@pytest.mark.parametrize("language", ["en-GB", "pl-PL", "bn-BD", "cy-GB"])
def test_languages_are_spoken(tmp_path: Path, language: str) -> None:
    assert speak([said("1 2 3", language=language)], tmp_path / "out.wav") > 1


@here
def test_a_language_that_is_not_spoken_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="espeak-ng does not speak xx-XX"):
        speak([said("Hello.", language="xx-XX")], tmp_path / "out.wav")


def test_a_machine_without_espeak_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="apt-get install espeak-ng"):
        speak([said("Hello.")], tmp_path / "out.wav")
    assert not (tmp_path / "out.wav").exists()
