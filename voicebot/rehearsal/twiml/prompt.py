"""What a person hears at one go: the words, and how many seconds of the conversation they last."""

from collections.abc import Iterable
from dataclasses import dataclass

from voicebot.rehearsal.twiml.verbs import Heard, Pause, Play, Say

WORDS_PER_SECOND = 150 / 60  # calm, slow speech
TONE_SECONDS = 0.25
ENDLESS = 1_000  # Twilio's loop="0" plays again and again, at most a thousand times


@dataclass(frozen=True, slots=True)
class Prompt:
    """Spoken text and its length, and how long it takes to hear all of it once, where it is repeated.

    Recordings have a length only, for nobody here can hear words in them.
    """

    text: str
    seconds: float
    once: float

    def second_at(self, offset: int) -> float:
        """When a listener has heard `offset` characters of the text."""
        return self.once * offset / len(self.text) if self.text else self.once


def compose(parts: Iterable[tuple[Heard, float]]) -> Prompt:
    """One prompt out of its parts, each with the seconds that its recording lasts (0 where it is none)."""
    texts: list[str] = []
    seconds = once = 0.0
    for part, recording in parts:
        if isinstance(part, Say):
            texts.append(part.text)
        length = _length(part, recording)
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
