"""What a listener makes of a prompt: the offers of keys in it, in the order they are heard.

It knows how such prompts are built, in the languages of `tongue`, nothing of any questionnaire. What an offer means
is `meaning`'s.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from voicebot.rehearsal.people.tongue import TONGUES, Tongue

QUESTION = re.compile(r"[^.?!।\n]*\?")
DIGIT = re.compile(r"(?<![\w.,+-])(?<!\d )(?<!\d, )\d(?![\w+-])(?!,? \d)")  # not those of a telephone number


@dataclass(frozen=True, slots=True)
class Offer:
    """A key and what it is said to be for; `end` is the character at which all of it has been heard."""

    label: str
    key: str
    end: int


@dataclass(frozen=True, slots=True)
class Understood:
    """A prompt understood: its offers, the question before them, and the single digits that occur in it.

    The question is the last sentence that asks something, so that it is the same one when it is asked again.
    """

    offers: tuple[Offer, ...]
    question: str
    digits: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The keys that are offered."""
        return frozenset(offer.key for offer in self.offers)


@lru_cache(maxsize=4096)
def understand(text: str) -> Understood:
    """The offers of a prompt, in the language in which most is offered; none are found in one that nobody knows."""
    offers, first = max((_listen(text, tongue) for tongue in TONGUES), key=lambda heard: len(heard[0]))
    digits = tuple(dict.fromkeys(DIGIT.findall(text)))
    return Understood(tuple(offers), _question(text[:first]), digits)


def _listen(text: str, tongue: Tongue) -> tuple[list[Offer], int]:
    """The offers to somebody who speaks this language, and where the first of them begins."""
    scale = tongue.scale.search(text)
    matches = list(tongue.offer.finditer(text))
    offers = [Offer(m[1].strip(), tongue.keys.get(m[2].lower(), m[2]), m.end()) for m in matches]
    first = min((m.start() for m in (*matches[:1], scale) if m), default=len(text))
    if scale:
        offers = _points(scale) + [offer for offer in offers if offer.end > scale.end()]
    return offers, first


def _question(before: str) -> str:
    asked = QUESTION.findall(before)
    return (asked[-1] if asked else before).strip().lower()


def _points(scale: re.Match[str]) -> list[Offer]:
    """The points of a scale of which only the two ends are named."""
    low, high = int(scale[1]), int(scale[3])
    labels = {low: scale[2].strip(), high: scale[4].strip()}
    return [Offer(labels.get(point, "between"), str(point), scale.end()) for point in range(low, high + 1)]
