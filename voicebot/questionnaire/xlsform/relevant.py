"""The conditions of an XLSForm (`relevant`), made of ours and read as ours: earlier questions, each with some codes.

Only what our conditions can say is understood: comparisons of one question with an answer, joined by `and`, by `or` as
long as they are about the same question, and turned round by `not`.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from voicebot.errors import BadInput

When = Mapping[str, frozenset[int]]
"""Question, and the codes of which one must have been given; all questions must hold."""

_TOKEN = re.compile(
    r"\s*(?:\$\{(?P<name>[^}]+)\}|(?P<text>'[^']*'|\"[^\"]*\")|(?P<word>[A-Za-z][\w-]*|\d+(?:\.\d+)?|[!<>]=|[=<>(),]))"
)
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What `${name}` stands for: a question of ours, and the codes of the answers by the names that the form has.

    With `items` they are the items of a several-choice: each is a question of ours, with 1 for yes and 0 for no.
    """

    question: str
    codes: Mapping[str, int]
    items: bool = False


def expression(terms: Iterable[str]) -> str:
    """Either of these."""
    either = list(terms)
    return either[0] if len(either) == 1 else f"({' or '.join(either)})"


def equals(name: str, answer: str) -> str:
    """That question has that answer."""
    return f"${{{name}}} = '{answer}'"


def selected(name: str, item: str, *, yes: bool) -> str:
    """That item of a several-choice was chosen, or was not."""
    chosen = f"selected(${{{name}}}, '{item}')"
    return chosen if yes else f"not({chosen})"


def read_relevant(text: str, asked: Mapping[str, Asked], universe: Mapping[str, frozenset[int]]) -> When:
    """What must have been answered; `universe` has all codes of our questions.

    Raises:
        BadInput: our conditions can't say that.
    """
    return _Reader(text.translate(_QUOTES), asked, universe).read()


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, text: str, asked: Mapping[str, Asked], universe: Mapping[str, frozenset[int]]) -> None:
        self._asked, self._universe = asked, universe
        self._tokens = _tokens(text)
        self._at = 0

    def read(self) -> When:
        when = self._either()
        if self._peek():
            raise BadInput(f"it can't be understood from “{self._peek()}” on")
        return when

    def _either(self) -> When:
        when = self._both()
        while self._peek() == "or":
            self._next()
            other = self._both()
            if len(when) != 1 or when.keys() != other.keys():
                raise BadInput("“or” joins different questions: ask it as two questions, or join them with “and”")
            when = {name: codes | other[name] for name, codes in when.items()}
        return when

    def _both(self) -> When:
        when = dict(self._one())
        while self._peek() == "and":
            self._next()
            for name, codes in self._one().items():
                when[name] = when.get(name, codes) & codes
        return when

    def _one(self) -> When:
        word = self._next()
        if word == "(":
            return self._closed(self._either())
        if word == "not":
            self._expect("(")
            return self._turned(self._closed(self._either()))
        if word == "selected":
            self._expect("(")
            name = self._next()
            self._expect(",")
            return self._closed(self._compared(name, "=", self._next()))
        return self._compared(word, self._next(), self._next())

    def _compared(self, name: str, comparison: str, value: str) -> When:
        asked = self._asked.get(name.removeprefix("$")) if name.startswith("$") else None
        if asked is None:
            raise BadInput(f"“{name.removeprefix('$')}” is no earlier question that is asked by keypad")
        answer = value.strip("'\"")
        if asked.items:
            return self._item(asked, comparison, answer)
        codes = frozenset(code for label, code in asked.codes.items() if _holds(label, comparison, answer))
        if comparison in ("=", "!=") and answer not in asked.codes:
            raise BadInput(f"“{answer}” is no answer to {asked.question}; name one of its choices")
        return self._turned({asked.question: codes}) if comparison == "!=" else {asked.question: codes}

    def _item(self, asked: Asked, comparison: str, answer: str) -> When:
        if comparison not in ("=", "!=") or answer not in asked.codes:
            raise BadInput(f"“{answer}” is no choice of {asked.question}; write selected(${{…}}, '…')")
        return {f"{asked.question}_{answer}": frozenset({1 if comparison == "=" else 0})}

    def _turned(self, when: When) -> When:
        if len(when) != 1:
            raise BadInput("“not” goes round more than one question: turn each of them round by itself")
        return {name: self._universe[name] - codes for name, codes in when.items()}

    def _closed(self, when: When) -> When:
        self._expect(")")
        return when

    def _expect(self, token: str) -> None:
        if (found := self._next()) != token:
            raise BadInput(f"“{token}” is missing before “{found}”")

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token


def _tokens(text: str) -> list[str]:
    """The words of an expression; the names of questions begin with `$`."""
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadInput(f"it can't be understood from “{text[at:].strip()}” on")
        name = found["name"]
        tokens.append(f"${name.strip()}" if name else found["text"] or found["word"])
        at = found.end()
    return tokens


def _holds(label: str, comparison: str, answer: str) -> bool:
    if comparison in ("=", "!="):
        return label == answer
    try:
        return _COMPARE[comparison](float(label), float(answer))
    except (KeyError, ValueError) as error:
        raise BadInput(f"“{comparison} {answer}” is no comparison with an answer") from error
