"""What people do at a question besides answering it: forget, fumble, refuse, ask again, go back, ask for help.

Each happens a few times in a call at most, so that every call gets on.
"""

from collections import Counter
from dataclasses import dataclass

from voicebot.rehearsal.dice import Dice
from voicebot.rehearsal.people.ear import Understood
from voicebot.rehearsal.people.traits import Traits


@dataclass(frozen=True, slots=True)
class Lapse:
    """Something else than an answer: a key, or None for silence."""

    key: str | None


@dataclass(frozen=True, slots=True)
class Temptation:
    """How often people of a trait give way at a question, and how many times in a call at most."""

    kind: str
    trait: str
    share: float
    most: int


TEMPTATIONS = (
    Temptation("help", "asks_for_help", 0.3, 1),
    Temptation("repeat", "wants_repeats", 0.25, 2),
    Temptation("back", "goes_back", 0.2, 2),
    Temptation("forget", "forgetful", 0.2, 3),
    Temptation("fumble", "fumbles", 0.2, 3),
    Temptation("refuse", "refuses_some", 0.2, 4),
)


class Lapses:
    """The lapses of one person in one call."""

    def __init__(self, traits: Traits, dice: Dice) -> None:
        self._dice = dice
        self._temptations = [one for one in TEMPTATIONS if getattr(traits, one.trait)]
        self._times: Counter[str] = Counter()
        self._heard: Counter[str] = Counter()
        self._corrections: Counter[str] = Counter()
        self._previous: str | None = None
        self._second_star = False

    def corrections(self, question: str) -> int:
        """How often this person went back in order to answer that question otherwise."""
        return self._corrections[question]

    def strike(self, heard: Understood) -> Lapse | None:
        """The lapse that happens at this question, if one does."""
        self._heard[heard.question] += 1
        if self._second_star:
            self._second_star = False
            return Lapse("*")
        for temptation in self._temptations:
            if self._gives_way(temptation, heard) and (lapse := self._lapse(temptation.kind, heard)):
                self._times[temptation.kind] += 1
                return lapse
        self._previous = heard.question
        return None

    def _gives_way(self, temptation: Temptation, heard: Understood) -> bool:
        if self._times[temptation.kind] >= temptation.most:
            return False
        return self._dice.falls(temptation.share, temptation.kind, heard.question, self._heard[heard.question])

    def _lapse(self, kind: str, heard: Understood) -> Lapse | None:
        """The lapse of a kind, where it is possible: nobody goes back from the first question."""
        if kind == "back":
            return self._go_back()
        if kind == "fumble":
            return self._fumble(heard)
        self._second_star = kind == "help"
        return Lapse({"help": "*", "repeat": "*", "forget": None, "refuse": "9"}[kind])

    def _go_back(self) -> Lapse | None:
        if self._previous is None:
            return None
        self._corrections[self._previous] += 1
        self._previous = None
        return Lapse("#")

    def _fumble(self, heard: Understood) -> Lapse | None:
        wrong = [key for key in "87654321" if key not in heard.keys]
        return Lapse(wrong[0]) if wrong else None
