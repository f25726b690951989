"""What a person hears at one go: the words, and how many seconds of the conversation they last."""

from collections.abc import Iterable
from dataclasses import dataclass

from voicebot.rehearsal.twiml.verbs import Heard, Pause, Play, Say

WORDS_PER_SECOND = 150 / 60  # calm, slow speech
TONE_SECONDS = 0.25
ENDLESS = 1_000  # Twilio's loop="0" plays again and again, at most a thousand times


@dataclass(frozen=True, slots=True)
class Recording:
    """How long a recording sounds, and the words in it as far as anybody tells: nobody here can hear them."""

    seconds: float = 0.0
    words: str = ""


NO_RECORDING = Recording()


@dataclass(frozen=True, slots=True)
class Prompt:
    """Spoken text and its length, and how long it takes to hear all of it once, where it is repeated."""

    text: str
    seconds: float
    once: float

    def second_at(self, offset: int) -> float:
        """When a listener has heard `offset` characters of the text."""
        return self.once * offset / len(self.text) if self.text else self.once


def compose(parts: Iterable[tuple[Heard, Recording]]) -> Prompt:
    """One prompt out of its parts, each with its recording where it is one."""
    texts: list[str] = []
    seconds = once = 0.0
    for part, recording in parts:
        if words := part.text if isinstance(part, Say) else recording.words:
            texts.append(words)
        length = _length(part, recording.seconds)
        once += length
        seconds += length * (1 if isinstance(part, Pause) else part.loop or ENDLESS)
    return Prompt("\n".join(texts), seconds, once)


def _length(part: Heard, recording: float) -> float:
    """Seconds that a part sounds once: words at 150 a minute, pauses and recordings as long as they are."""
    match part:
        case Say():
            return len(part.text.split()) / WORDS_PER_SECOND + part.silence
        case Pause():
            return part.length
        case Play():
            return recording + TONE_SECONDS * len(part.digits)
