"""What a listener makes of spoken English: the offers of keys in a prompt, in the order they are heard.

It knows how such prompts are built, nothing of any questionnaire. What an offer means is `meaning`'s.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

KEY_WORDS = {"star": "*", "hash": "#", "zero": "0"}
KEY = r"(?:the\s+)?(?:key\s+)?(\d|\*|#|star|hash|zero)(?![\w*#])"
OFFER = re.compile(rf"\b(?:for|if|to)\s+((?:(?!\bpress\b)[^.?!;:\n])+?),?\s+(?:please\s+)?press\s+{KEY}", re.IGNORECASE)
SCALE = re.compile(r"\bfrom\s+(\d),?\s+(?:for\s+)?([^,.;\n]+?),?\s+to\s+(\d),?\s+(?:for\s+)?([^,.;\n]+)", re.IGNORECASE)
QUESTION = re.compile(r"[^.?!\n]*\?")
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
    """Find the offers of a prompt; none are found in a language that the listener does not know."""
    scale = SCALE.search(text)
    offers = [Offer(m[1].strip(), KEY_WORDS.get(m[2].lower(), m[2]), m.end()) for m in OFFER.finditer(text)]
    first = min((m.start() for m in (OFFER.search(text), scale) if m), default=len(text))
    if scale:
        offers = _points(scale) + [offer for offer in offers if offer.end > scale.end()]
    digits = tuple(dict.fromkeys(DIGIT.findall(text)))
    return Understood(tuple(offers), _question(text[:first]), digits)


def _question(before: str) -> str:
    asked = QUESTION.findall(before)
    return (asked[-1] if asked else before).strip().lower()


def _points(scale: re.Match[str]) -> list[Offer]:
    """The points of a scale of which only the two ends are named."""
    low, high = int(scale[1]), int(scale[3])
    labels = {low: scale[2].strip(), high: scale[4].strip()}
    return [Offer(labels.get(point, "between"), str(point), scale.end()) for point in range(low, high + 1)]
