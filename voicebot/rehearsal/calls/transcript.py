"""What was heard and pressed in one call, with the second of the conversation; kept only when asked for."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Who did what."""

    HEARD = "heard"
    PRESSED = "pressed"
    SILENT = "silent"
    HUNG_UP = "hung up"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, at a second of the conversation."""

    second: float
    kind: Kind
    text: str


class Transcript:
    """The entries of a call, in order."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, second: float, kind: Kind, text: str = "") -> None:
        """Write down what happened."""
        self.entries.append(Entry(round(second, 1), kind, text))

    def as_text(self) -> str:
        """A line an entry: the second, who did what, and the words or keys."""
        return "".join(f"{entry.second:8.1f}  {entry.kind}  {entry.text}".rstrip() + "\n" for entry in self.entries)

    def as_json(self) -> list[dict[str, object]]:
        """The same for programs."""
        return [asdict(entry) for entry in self.entries]
