"""One mapping of a questionnaire file, read entry by entry: what is missing, unknown or of another kind is a fault.

The words to be spoken are put aside by their path on the way; which entries there are is `schema.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from voicebot.questionnaire.faults import Faults, Place, nearest
from voicebot.questionnaire.nodes import Entries, Items, Node, Text

Paths = dict[str, "Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """What is said at one path of a questionnaire: a list of sentences, or a label, which is part of one."""

    place: Place
    sentences: tuple[str, ...]
    label: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A name or number in the file, with its place; empty if it could not be read, which is a fault already."""

    place: Place
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file being read: where its faults and its words go."""

    faults: Faults
    words: Paths = field(default_factory=dict)


class Fields:
    """The entries of one mapping. Used as a context, whose end complains of the entries that nobody asked for.

    Something else in the mapping's place is one fault; after that, every entry reads as absent without a further one.
    """

    def __init__(self, sheet: Sheet, node: Node | None, place: Place, path: str = "") -> None:
        self.sheet = sheet
        self.path = path
        self.place = place
        self.readable = isinstance(node, Entries)
        self._entries = node if isinstance(node, Entries) else Entries(place, {}, {})
        self._known: list[str] = []
        if node is not None and not self.readable:
            self.fault(place, f"{path or 'the file'} is {_kind(node)}", "it should be entries of the form `name: …`")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, _value: object, _trace: TracebackType | None) -> None:
        if error is None:
            for name in self._entries.values.keys() - set(self._known):
                known_here = dict.fromkeys(self._known)  # each once, as often as it was asked for
                right = nearest(name, [known for known in known_here if known not in self._entries.values])
                self.fault(self._entries.places[name], f"“{name}” is not an entry of {self.path or 'the file'}", right)

    def fault(self, place: Place, wrong: str, right: str) -> None:
        """Note a fault."""
        self.sheet.faults.add(place, wrong, right)

    def at(self, name: str) -> str:
        """The path of an entry."""
        return f"{self.path}.{name}" if self.path else name

    def has(self, name: str) -> bool:
        """Whether the entry is there; asking makes it a known one."""
        self._known.append(name)
        return name in self._entries.values

    def rest(self) -> Iterator[tuple[str, Place, Node]]:
        """The entries that nobody has asked for yet: their names are the writer's."""
        for name, node in self._entries.values.items():
            if name not in self._known:
                self._known.append(name)
                yield name, self._entries.places[name], node

    def node(self, name: str, *, required: bool = True) -> Node | None:
        """What the entry holds, whatever it is."""
        if not self.has(name):
            if required and self.readable:
                self.fault(self.place, f"“{name}” is missing from {self.path or 'the file'}", f"add `{name}: …`")
            return None
        return self._entries.values[name]

    def fields(self, name: str, *, required: bool = True) -> "Fields":
        """The entries of a mapping within this one."""
        return self.within(name, self.node(name, required=required))

    def within(self, name: str, node: Node | None) -> "Fields":
        """A node of this mapping, as a mapping of its own."""
        return Fields(self.sheet, node, self._entries.places.get(name, self.place), self.at(name))

    def items(self, name: str) -> tuple[Node, ...]:
        """The values of a list."""
        node = self.node(name)
        if node is None or isinstance(node, Items):
            return node.values if node else ()
        self.fault(node.place, f"{self.at(name)} is {_kind(node)}", "it should be a list")
        return ()

    def token(self, name: str, *, required: bool = True) -> Token:
        """A single word or number that is not spoken."""
        node = self.node(name, required=required)
        if isinstance(node, Text) and node.value:
            return Token(node.place, node.value)
        if node is not None:
            self.fault(node.place, f"{self.at(name)} is {_kind(node)}", "it should be one word")
        return Token(self.place)

    def number(self, name: str, *, lowest: int, highest: int, default: int | None = None) -> int | None:
        """A whole number within bounds, or the default where the entry is absent; None if it can't be read."""
        node = self.node(name, required=default is None)
        if node is None:
            return default
        value = node.number if isinstance(node, Text) else None
        if value is None or not lowest <= value <= highest:
            self.fault(node.place, f"{self.at(name)} is {_kind(node)}", f"it should be a number {lowest}-{highest}")
            return None
        return value

    def truth(self, name: str, *, default: bool) -> bool:
        """`true` or `false`."""
        node = self.node(name, required=False)
        value = node.truth if isinstance(node, Text) else None
        if node is not None and value is None:
            self.fault(node.place, f"{self.at(name)} is {_kind(node)}", "it should be true or false")
        return default if value is None else value

    def say(self, name: str, *, required: bool = True) -> str:
        """Put aside what is to be said, a text or a list of sentences; the path where it is found."""
        node = self.node(name, required=required)
        if node is not None:
            self.keep(name, node)
        return self.at(name)

    def label(self, name: str, *, required: bool = True) -> str:
        """Put aside a part of a sentence; the path where it is found."""
        node = self.node(name, required=required)
        if node is not None:
            self.keep(name, node, label=True)
        return self.at(name)

    def keep(self, name: str, node: Node, *, label: bool = False) -> None:
        """Put aside the words of a node under the path of that name."""
        texts = node.values if isinstance(node, Items) and not label else (node,)
        spoken = [" ".join(text.value.split()) for text in texts if isinstance(text, Text)]
        if len(spoken) < len(texts):
            right = "it should be a text" if label else "it should be a text or a list of sentences"
            self.fault(node.place, f"{self.at(name)} is not text alone", right)
        self.sheet.words[self.at(name)] = Words(node.place, tuple(spoken), label)


def _kind(node: Node) -> str:
    match node:
        case Text(value=""):
            return "empty"
        case Text(value=value):
            return f"“{value}”"
        case Items():
            return "a list"
        case Entries():
            return "a group of entries"
