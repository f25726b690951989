"""YAML as texts, lists and mappings that know their lines. Every scalar is the text that was written.

What the texts mean is decided by whoever asks for them: `yes`, `no`, `on` and `off` are words here, as in YAML 1.2.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from yaml.composer import ComposerError
from yaml.error import YAMLError
from yaml.events import AliasEvent
from yaml.reader import ReaderError

from voicebot.questionnaire.faults import Faults, Place

_DEEPEST = 20
_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_NUMBER = re.compile(r"0|[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as written; `plain` if without quotes."""

    place: Place
    value: str
    plain: bool

    @property
    def number(self) -> int | None:
        """The whole number that it is, if it is one."""
        return int(self.value) if self.plain and _NUMBER.fullmatch(self.value) else None

    @property
    def truth(self) -> bool | None:
        """The truth value that it is, if it is one: YAML 1.2 has `true` and `false` only."""
        return {"true": True, "false": False}.get(self.value) if self.plain else None


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    values: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping; the place of an entry is where its key stands."""

    place: Place
    values: Mapping[str, "Node"]
    places: Mapping[str, Place]


Node = Text | Items | Entries


def parse(file: str, text: str, faults: Faults) -> Node | None:
    """The one document of a file, or None if it is not YAML."""
    try:
        root = _Loader(text).get_single_node()
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        faults.add(Place(file, line), "there is a character that can't be read", "take it out")
    except YAMLError as error:
        faults.add(_place_of_error(file, error), f"this is not YAML ({_error_text(error)})", "check quotes and indents")
    else:
        if root is not None:
            return _convert(file, root, faults)
        faults.add(Place(file, 1), "the file is empty", "write the questionnaire, or the translation")
    return None


def _error_text(error: YAMLError) -> str:
    """What the parser says, in one line."""
    said = getattr(error, "problem", None) or getattr(error, "context", None) or str(error)
    return " ".join(str(said).split())


def _place_of_error(file: str, error: YAMLError) -> Place:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return Place(file, mark.line + 1 if mark else 1)


class _Loader(yaml.BaseLoader):
    """Composes nodes only; refuses what a questionnaire has no use for and what could be used to choke it."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if self.check_event(AliasEvent):
            raise ComposerError(None, None, "it refers to another place: write it out", event.start_mark)
        if self.depth == _DEEPEST:
            raise ComposerError(None, None, "it is nested too deeply", event.start_mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _convert(file: str, node: yaml.Node, faults: Faults) -> Node:
    place = Place(file, node.start_mark.line + 1)
    if node.tag not in _TAGS:
        faults.add(place, f"the tag {node.tag} means nothing here", "take it out")
    match node:
        case yaml.MappingNode():
            return _convert_mapping(file, place, node, faults)
        case yaml.SequenceNode():
            return Items(place, tuple(_convert(file, value, faults) for value in node.value))
        case _:
            return Text(place, node.value, plain=isinstance(node, yaml.ScalarNode) and node.style is None)


def _convert_mapping(file: str, place: Place, node: yaml.MappingNode, faults: Faults) -> Entries:
    values: dict[str, Node] = {}
    places: dict[str, Place] = {}
    for name, key_place, value in _pairs(file, node, faults):
        if name in values:
            faults.add(key_place, f"“{name}” is there twice (first in line {places[name].line})", "keep one of them")
            continue
        values[name] = _convert(file, value, faults)
        places[name] = key_place
    return Entries(place, values, places)


def _pairs(file: str, node: yaml.MappingNode, faults: Faults) -> Iterator[tuple[str, Place, yaml.Node]]:
    for key, value in node.value:
        place = Place(file, key.start_mark.line + 1)
        if isinstance(key, yaml.ScalarNode):
            yield key.value, place, value
        else:
            faults.add(place, "the name of an entry is not a word", "write `name: …`")
