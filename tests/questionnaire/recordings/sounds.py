"""Sounds made for tests: a steady tone as WAV, in 16 bits or µ-law, and an MP3 that is silent; and flows with some."""

import math
import struct
from pathlib import Path

from tests.questionnaire.flows import SENTENCES
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.reading import read_folder
from voicebot.questionnaire.recordings.folder import keep_accepted, read_recordings
from voicebot.questionnaire.recordings.lines import lines_by_use
from voicebot.questionnaire.recordings.sheet import accepted_by, recording_sheet
from voicebot.questionnaire.source import Sentences
from voicebot.questionnaire.timing import spoken_seconds

MP3_FRAME = bytes.fromhex("ffe318c0").ljust(72, b"\0")
"""MPEG 2.5, layer III, 8 kbit/s, 8,000 samples a second, mono: 72 ms."""


def tone(seconds: float, *, decibels: float = -20.0, rate: int = 8_000, channels: int = 1, pitch: int = 440) -> bytes:
    """A WAV of 16 bits, with that level on average."""
    amplitude = 32_767 * math.sqrt(2) * 10 ** (decibels / 20)
    second = [round(amplitude * math.sin(2 * math.pi * pitch * at / rate)) for at in range(rate)]  # as all that follow
    wave = (second * math.ceil(seconds))[: round(seconds * rate)]
    samples = [max(-32_767, min(32_767, sample)) for sample in wave for _ in range(channels)]
    return riff(1, channels, rate, 16, struct.pack(f"<{len(samples)}h", *samples))


def mu_law(seconds: float, byte: int = 0x00) -> bytes:
    """A WAV of µ-law, the same byte throughout: 0x00 and 0x80 are the loudest, 0xFF is silence."""
    return riff(7, 1, 8_000, 8, bytes([byte]) * round(seconds * 8_000))


def mp3(seconds: float) -> bytes:
    return MP3_FRAME * round(seconds / 0.072)


def riff(kind: int, channels: int, rate: int, bits: int, data: bytes) -> bytes:
    block = channels * bits // 8
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * block, block, bits)
    chunks = b"".join(struct.pack("<4sI", name, len(body)) + body for name, body in ((b"fmt ", form), (b"data", data)))
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def record(flow: Path, *names: str, language: str = "en-GB", suffix: str = ".wav") -> None:
    """Put a recording of fitting length into the folder of a questionnaire for each of these lines."""
    seconds = {line.name: spoken_seconds(line) for line in lines_by_use(compiled(flow), language)}
    folder = flow / "audio" / language
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        content = tone(seconds[name], pitch=300 + len(name)) if suffix == ".wav" else mp3(seconds[name])
        (folder / f"{name}{suffix}").write_bytes(content)


def accept(flow: Path, language: str = "en-GB", sentences: Sentences = SENTENCES) -> Questionnaire:
    """Accept all recordings of a language; the questionnaire as it is then."""
    rows = recording_sheet(compiled(flow, sentences), language, read_recordings(flow), {})
    keep_accepted(flow, accepted_by(rows, {}))
    return compiled(flow, sentences)


def compiled(flow: Path, sentences: Sentences = SENTENCES) -> Questionnaire:
    """The questionnaire in a folder, with whatever is recorded and accepted."""
    return compile_questionnaire(read_folder(flow, sentences))
