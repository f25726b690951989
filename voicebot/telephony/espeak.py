"""A call made audible on this machine by espeak-ng, without any provider: for whoever reviews what is said.

It sounds like a machine, and keeps to the language, the pace and the pauses of the call.
"""

import io
import shutil
import subprocess  # nosec B404
import wave
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from pathlib import Path

from voicebot.errors import Refused
from voicebot.interview.prompts import Prompt
from voicebot.questionnaire.model import Line
from voicebot.questionnaire.placeholders import fill
from voicebot.questionnaire.safety import ANY_FIRST_NAME

_PROGRAM = "espeak-ng"
_WORDS_A_MINUTE = {False: 150, True: 110}
"""Usual and slow."""
_BREAK = '<break time="500ms"/>'
_LONGEST_LINE = 60
"""Seconds of real time that one line may take to be made."""
_BETWEEN_LINES, _BETWEEN_PROMPTS = 0.5, 1.5
_BYTES_A_SAMPLE = 2


def speak(prompts: Iterable[Prompt], file: Path) -> float:
    """Write a WAV of these prompts, one after the other, with a made-up first name; how many seconds it lasts.

    Raises:
        Refused: espeak-ng is not on this machine, or does not speak a language.
    """
    program = shutil.which(_PROGRAM)
    if program is None:
        raise Refused(f"{_PROGRAM} is not on this machine: install it, like `apt-get install {_PROGRAM}`")
    spoken = [[_spoken(program, line, line.language or prompt.language) for line in prompt.lines] for prompt in prompts]
    with wave.open(str(file), "wb") as out:
        for lines in spoken:
            for sound in lines:
                _append(out, sound, _BETWEEN_LINES)
            out.writeframes(_silence(out, _BETWEEN_PROMPTS))
        return out.getnframes() / out.getframerate()


def _append(out: wave.Wave_write, sound: bytes, pause: float) -> None:
    with wave.open(io.BytesIO(sound)) as line:
        if not out.getnframes():
            out.setparams(line.getparams())
        out.writeframes(line.readframes(line.getnframes()) + _silence(line, pause))


def _silence(like: wave.Wave_read | wave.Wave_write, seconds: float) -> bytes:
    return bytes(_BYTES_A_SAMPLE * round(like.getframerate() * seconds))


@lru_cache(maxsize=1_000)
def _spoken(program: str, line: Line, language: str) -> bytes:
    """A WAV of one line; a scale is said more than once in a call."""
    words = _BREAK.join(escape(fill(one, {"first_name": ANY_FIRST_NAME}), quote=False) for one in line.sentences)
    pace = str(_WORDS_A_MINUTE[line.slow])  # the words go to standard input, not among the arguments
    try:
        made = subprocess.run(  # noqa: S603  # nosec B603
            [program, "-m", "-v", language, "-s", pace, "--stdin", "--stdout"],
            input=words.encode(),
            capture_output=True,
            timeout=_LONGEST_LINE,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise Refused(f"{_PROGRAM} does not speak {language}: see `{_PROGRAM} --voices`") from error
    return made.stdout
