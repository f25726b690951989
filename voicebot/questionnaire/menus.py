"""Reading the keys of a question: a scale, a choice, in one step or two, and what is wrong with them.

Which of them a question uses is `schema.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voicebot.questionnaire.draft import Menu, Option, Piece, SecondMenu
from voicebot.questionnaire.faults import Place
from voicebot.questionnaire.fields import Fields
from voicebot.questionnaire.model import RESERVED_KEYS, Ending
from voicebot.questionnaire.nodes import Entries, Node

HIGHEST_CODE = 99
DONT_KNOW_KEY = "8"
_KEY = re.compile(r"[1-8]")
_OUTCOMES = ("code", "then", "ends")


@dataclass(frozen=True, slots=True)
class _Level:
    """Where in a question a menu stands: its lines are called after `stem`."""

    stem: str
    scale: bool
    second: bool = False


def read_scale(fields: Fields, place: Place, name: str) -> Menu:
    """A scale; its key 8 is the one for "not sure, or it does not apply"."""
    menu = _read(fields, place, f"scale.{name}", _Level(f"scale.{name}", scale=True))
    _check_codes(fields, menu)
    return menu


def read_choice(fields: Fields, place: Place, question: str) -> Menu:
    """The `choose` of a question; a key 8 that stands apart from the others is "not sure"."""
    menu = _read(fields, place, f"{question}.options", _Level(question, scale=False))
    _check_codes(fields, menu)
    return menu


def yes_no(place: Place) -> Menu:
    """The two keys of a yes/no question, the same everywhere."""
    yes = Option("1", place, "phrases.yes", code=1)
    no = Option("2", place, "phrases.no", code=0)
    return Menu("phrases.yes_no", "phrases", place, (yes, no))


def _read(fields: Fields, place: Place, name: str, level: _Level) -> Menu:
    nodes = {key: (key_place, node) for key, key_place, node in fields.rest()}
    if fields.readable:
        _check_keys(fields, place, list(nodes))
    unsure_key = DONT_KNOW_KEY if level.scale or "7" not in nodes else None
    options = [_option(fields, key, *nodes[key], level, unsure=key == unsure_key) for key in sorted(nodes)]
    return Menu(name, fields.path, place, tuple(options))


def _check_keys(fields: Fields, place: Place, keys: list[str]) -> None:
    for key in keys:
        if key in RESERVED_KEYS:
            fields.fault(place, f"{fields.path} uses key {key}, which means the same in every call", "use keys 1-8")
        elif not _KEY.fullmatch(key):
            fields.fault(place, f"{fields.path} uses “{key}” as a key", "use keys 1-8")
    if keys != sorted(keys):
        fields.fault(place, f"the keys of {fields.path} are out of order", "write them from the lowest to the highest")
    numbered = sorted(key for key in keys if key != DONT_KNOW_KEY)
    if numbered != [str(number) for number in range(1, len(numbered) + 1)]:
        fields.fault(
            place, f"the keys of {fields.path} have a gap", "number them from 1; only 8, not sure, may stand apart"
        )
    if len(keys) < 2:
        fields.fault(place, f"{fields.path} has fewer than two keys", "give at least two")


def _option(fields: Fields, key: str, place: Place, node: Node, level: _Level, *, unsure: bool) -> Option:  # noqa: PLR0913 - what surrounds it
    own_code = int(key) if _KEY.fullmatch(key) else None
    if not isinstance(node, Entries):
        fields.keep(key, node, label=True)
        return Option(key, place, fields.at(key), code=own_code, dont_know=unsure)
    with fields.within(key, node) as option:
        _keep_label(fields, option, key)
        say = _keep_say(option)
        then = _second(option, f"{level.stem}.{key}", level)
        ends = _ending(option)
        code = _code(option, None if then or ends else own_code)
        dont_know = option.truth("dont_know", default=unsure and code is not None)
        _check_outcome(option, place)
        return Option(key, place, fields.at(key), code, then, ends, dont_know, say)


def _keep_label(fields: Fields, option: Fields, key: str) -> None:
    """A label stands at the path of its key, whether it was written alone or among other entries."""
    node = option.node("label")
    if node is not None:
        fields.keep(key, node, label=True)


def _keep_say(option: Fields) -> str | None:
    """How the key is offered, where its label alone makes no sentence."""
    if not option.has("say"):
        return None
    option.label("say")
    return option.at("say")


def _second(option: Fields, stem: str, level: _Level) -> SecondMenu | None:
    if not option.has("then"):
        return None
    if level.second:
        option.fault(option.place, f"{option.path} leads to a third step", "ask in two steps at most")
        return None
    with option.fields("then") as then:
        ask = Piece(f"{stem}.ask", then.say("ask"))
        with then.fields("choose") as choose:
            inner = _Level(stem, level.scale, second=True)
            return SecondMenu(ask, _read(choose, choose.place, f"{stem}.options", inner))


def _ending(option: Fields) -> Ending | None:
    token = option.token("ends", required=False)
    if token.value and token.value != Ending.UNDER_AGE:
        option.fault(token.place, f"an answer can't end the call as “{token.value}”", f"write {Ending.UNDER_AGE}")
    return Ending.UNDER_AGE if token.value else None


def _code(option: Fields, default: int | None) -> int | None:
    return option.number("code", lowest=0, highest=HIGHEST_CODE) if option.has("code") else default


def _check_outcome(option: Fields, place: Place) -> None:
    given = [name for name in _OUTCOMES if option.has(name)]
    if len(given) > 1:
        option.fault(place, f"{option.path} has {' and '.join(given)}", "a key does one thing: keep one of them")


def _check_codes(fields: Fields, menu: Menu) -> None:
    seen: set[int] = set()
    for option in menu.endpoints():
        if option.code in seen:
            fields.fault(option.place, f"code {option.code} is twice in {fields.path}", "give each answer its own")
        seen |= {option.code} if option.code is not None else set()
    unsure = [option for option in _all(menu) if option.dont_know]
    for option in unsure:
        if option.code is None:
            fields.fault(option.place, f"“not sure” has no code in {fields.path}", "give it one")
    if len(unsure) > 1:
        fields.fault(menu.place, f"{fields.path} has more than one “not sure”", "keep one of them")


def _all(menu: Menu) -> Iterator[Option]:
    yield from menu.options
    for option in menu.options:
        yield from option.then.menu.options if option.then else ()
