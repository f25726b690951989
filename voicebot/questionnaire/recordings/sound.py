"""What a sound file holds, and whether it is fit for the telephone and as long as its words. Pure: bytes come in.

A telephone carries 8,000 samples a second of one channel (ITU-T G.711), so more is refused rather than converted
unheard. The loudness of an MP3 is not measured: nothing here decodes it.
"""

import hashlib
import io
import math
import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import mul

from mutagen import MutagenError
from mutagen.mp3 import MPEGInfo

from voicebot.errors import BadInput
from voicebot.questionnaire.model import Line
from voicebot.questionnaire.timing import spoken_seconds

SUFFIXES = (".wav", ".mp3")
SAMPLES_A_SECOND = 8_000
LOUDEST_PEAK = -0.1
"""Decibels below full scale; above that the sound is cut off at its loudest places."""
QUIETEST, LOUDEST = -32.0, -12.0
"""Decibels below full scale on average: around the -26 to -20 that speech has on telephone lines (ITU-T P.56)."""
SHORTEST, LONGEST = 0.4, 2.5
"""Times what the words take at a calm pace."""
_PCM, _MU_LAW = 1, 7
_FULL_SCALE = 32_768
_SILENCE = -math.inf


@dataclass(frozen=True, slots=True)
class Recording:
    """A file with a sound, for the line that it is called after."""

    language: str
    line: str
    suffix: str
    content: bytes = field(repr=False)

    @property
    def audio(self) -> str:
        """The name that it is served under: nobody can guess it, and another sound has another one."""
        return hashlib.sha256(self.content).hexdigest() + self.suffix


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound: its length, and for a WAV its loudest sample and average level in decibels below full scale."""

    seconds: float
    channels: int
    rate: int
    peak: float | None = None
    level: float | None = None


def read_sound(content: bytes, suffix: str) -> Sound:
    """What a WAV (16 bits, or 8 of µ-law) or an MP3 holds.

    Raises:
        BadInput: it is neither.
    """
    return _read_mp3(content) if suffix == ".mp3" else _read_wave(content)


def complaints(sound: Sound, line: Line, suffix: str) -> Iterator[str]:
    """Why a sound is not fit to be played for a line, each with what would be right."""
    if sound.channels != 1:
        yield f"it has {sound.channels} channels: save it as mono"
    if suffix == ".wav" and sound.rate != SAMPLES_A_SECOND:
        yield f"it has {sound.rate:,} samples a second: save it with {SAMPLES_A_SECOND:,}"
    expected = spoken_seconds(line)
    if not SHORTEST * expected <= sound.seconds <= LONGEST * expected + 1:
        yield f"it lasts {sound.seconds:.1f} s and its words take about {expected:.0f}: is it the right one, and whole?"
    yield from _loudness(sound)


def _loudness(sound: Sound) -> Iterator[str]:
    if sound.level is None or sound.peak is None:
        return
    if sound.peak > LOUDEST_PEAK:
        yield "it is cut off at its loudest places: record it with less gain"
    if not QUIETEST <= sound.level <= LOUDEST:
        how = "quiet" if sound.level < QUIETEST else "loud"
        yield f"it is too {how} ({sound.level:.0f} dB): bring it to about {(QUIETEST + LOUDEST) / 2:.0f} dB"


def _read_mp3(content: bytes) -> Sound:
    try:
        info = MPEGInfo(io.BytesIO(content))
    except MutagenError as error:
        raise BadInput("it is no MP3: save it anew as MP3 or WAV") from error
    return Sound(info.length, info.channels, info.sample_rate)


def _read_wave(content: bytes) -> Sound:
    chunks = dict(_chunks(content))
    form, data = chunks.get(b"fmt ", b""), chunks.get(b"data")
    if data is None or len(form) < 16:
        raise BadInput("it is no WAV: save it anew as WAV or MP3")
    kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", form[:16])
    if (kind, bits) not in ((_PCM, 16), (_MU_LAW, 8)) or not channels or not rate:
        raise BadInput("it is a WAV of another kind: save it with 16 bits, or as 8-bit µ-law")
    samples = _pcm(data) if kind == _PCM else [_MU_LAW_SAMPLES[byte] for byte in data]
    return Sound(len(samples) / channels / rate, channels, rate, _peak(samples), _level(samples))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The named parts of a RIFF file; each begins at an even place."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack("<4sI", content[at : at + 8])
        yield name, content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _pcm(data: bytes) -> Sequence[int]:
    samples = array("h", data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _mu_law_sample(byte: int) -> int:
    """One sample of µ-law as 16 bits (ITU-T G.711)."""
    inverted = ~byte & 0xFF
    magnitude = (((inverted & 0x0F) << 3) + 0x84 << ((inverted & 0x70) >> 4)) - 0x84
    return -magnitude if inverted & 0x80 else magnitude


_MU_LAW_SAMPLES = tuple(map(_mu_law_sample, range(256)))


def _peak(samples: Sequence[int]) -> float:
    return _decibels(max(abs(min(samples)), abs(max(samples)))) if samples else _SILENCE


def _level(samples: Sequence[int]) -> float:
    """The root of the mean square."""
    return _decibels(math.sqrt(sum(map(mul, samples, samples)) / len(samples))) if samples else _SILENCE


def _decibels(amplitude: float) -> float:
    return 20 * math.log10(amplitude / _FULL_SCALE) if amplitude else _SILENCE
