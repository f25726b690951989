"""Everything that is wrong with a questionnaire, collected with its place, so that all of it is told at once.

What counts as wrong is decided where the rules are.
"""

from dataclasses import dataclass
from difflib import get_close_matches

from voicebot.errors import BadQuestionnaire


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file; line 0 is the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Faults:
    """A growing list of faults; each says where, what is wrong and what would be right."""

    def __init__(self) -> None:
        self._found: set[tuple[Place, str]] = set()

    def add(self, place: Place, wrong: str, right: str) -> None:
        """Note one fault; the same one is noted once."""
        self._found.add((place, f"{wrong}; {right}"))

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_if_any(self) -> None:
        """Tell all of them, in the order of the files.

        Raises:
            BadQuestionnaire: at least one fault was added.
        """
        if self._found:
            raise BadQuestionnaire(*self.told())

    def told(self) -> list[str]:
        """All of them as text, in the order of the files."""
        return [f"{place}: {text}" for place, text in sorted(self._found)]


def nearest(name: str, right_names: list[str]) -> str:
    """What would be right in place of a name that nobody knows: the likeliest one, or all of them."""
    close = get_close_matches(name, right_names, n=1)
    if close:
        return f"did you mean “{close[0]}”?"
    return f"it can be {listed(right_names)}" if right_names else "take it out"


def listed(names: list[str]) -> str:
    """`a, b or c`."""
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
