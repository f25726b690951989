"""What stands at the paths of a questionnaire, made into the text of its files. Pure.

A path is the names on the way to an entry, like `sections.core.questions.contact.ask`.
"""

from collections.abc import Mapping

import yaml

Tree = dict[str, object]

_WIDTH = 120
_ORDER = (
    *("survey", "title", "language", "voice", "approved", "waits", "headline", "mandate", "scales", "opening"),
    *("introduction", "agreement", "sections", "closing", "support", "written_survey", "opted_out", "help"),
    *("appointment", "phrases", "endings", "unavailable"),
)
_ORDER_WITHIN = ("id", "role", "offer", "questions", "when", "ask", "hear", "keys", "scale", "yes_no", "choose", "each")
_LISTED = ("sections", "questions")


class _Writer(yaml.SafeDumper):
    """Writes codes in one line, and everything else below its name."""


def _write_list(writer: _Writer, values: list[object]) -> yaml.Node:
    codes = all(isinstance(value, int) for value in values)
    return writer.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=codes)


_Writer.add_representer(list, _write_list)


def source_text(entries: Mapping[str, object]) -> str:
    """The text of `questionnaire.yaml`; its sections and questions are lists, each with its id."""
    return _text(_with_lists(_nested(entries)))


def translation_text(entries: Mapping[str, object]) -> str:
    """The text of a translation, in which sections and questions stand under their ids."""
    return _text(_nested(entries))


def _nested(entries: Mapping[str, object]) -> Tree:
    """What stands at a path that has further ones below it is a label."""
    tree: Tree = {}
    for path, leaf in entries.items():
        *way, name = path.split(".")
        within = tree
        for step in way:
            within = _below(within, step)
        within[name] = {"label": leaf, **_below(within, name)} if name in within else leaf
    return tree


def _below(tree: Tree, name: str) -> Tree:
    inner = tree.setdefault(name, {})
    if not isinstance(inner, dict):
        inner = tree[name] = {"label": inner}
    return inner


def _with_lists(tree: Tree) -> dict[str, object]:
    listed: dict[str, object] = {}
    for name, inner in tree.items():
        if name in _LISTED and isinstance(inner, dict):
            listed[name] = [_in_order({"id": id_, **_with_lists(one)}) for id_, one in inner.items()]
        else:
            listed[name] = _with_lists(inner) if isinstance(inner, dict) and name != "when" else inner
    return listed


def _in_order(entries: Mapping[str, object]) -> dict[str, object]:
    return {name: entries[name] for name in _ORDER_WITHIN if name in entries} | dict(entries)


def _text(entries: Mapping[str, object]) -> str:
    ordered = {name: entries[name] for name in _ORDER if name in entries} | dict(entries)
    return yaml.dump(_plain(ordered), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _plain(value: object) -> object:
    """As the writer of YAML takes it: the keys of a telephone are numbers, and one sentence or code needs no list."""
    match value:
        case dict():
            return {int(name) if str(name).isdecimal() else name: _plain(inner) for name, inner in value.items()}
        case tuple():
            return value[0] if len(value) == 1 else list(value)
        case list():
            return [_plain(one) for one in value]
    return value
