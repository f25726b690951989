"""A questionnaire as it was written, before anything has been judged: its shape, with the places of its parts.

The words stand apart, by path (`fields.Words`), since every language has its own. `schema.py` makes a draft,
`checks.py` judges it, `steps.py` and `wording.py` compile it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voicebot.questionnaire.faults import Place
from voicebot.questionnaire.fields import Token
from voicebot.questionnaire.model import Ending, Role


@dataclass(frozen=True, slots=True)
class Piece:
    """Something to be spoken as one line: the line's name, and the path of its words."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Option:
    """What one key of a menu stands for. At most one of `code`, `then` and `ends` is set.

    `say` is how the key is offered where the label alone makes no sentence: "If you are not sure".
    """

    key: str
    place: Place
    label: str  # path
    code: int | None = None
    then: "SecondMenu | None" = None
    ends: Ending | None = None
    dont_know: bool = False
    say: str | None = None  # path


@dataclass(frozen=True, slots=True)
class Menu:
    """Options to press a key for; `name` is that of the line which reads them out."""

    name: str
    path: str
    place: Place
    options: tuple[Option, ...]

    def endpoints(self) -> Iterator[Option]:
        """The options behind which no further menu stands, through both steps."""
        for option in self.options:
            yield from option.then.menu.options if option.then else (option,)

    def codes(self) -> frozenset[int]:
        """The codes that an answer can have."""
        return frozenset(option.code for option in self.endpoints() if option.code is not None)

    @property
    def two_steps(self) -> bool:
        """Whether some key leads to a second menu."""
        return any(option.then for option in self.options)


@dataclass(frozen=True, slots=True)
class SecondMenu:
    """What is asked after a first key."""

    ask: Piece
    menu: Menu


@dataclass(frozen=True, slots=True)
class DraftCondition:
    """One of these codes must have been given to a question."""

    question: str
    codes: frozenset[int]
    place: Place


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question, an item of a several-choice, or (without a menu) something to hear."""

    id: str
    place: Place
    ask: tuple[Piece, ...]
    when: tuple[DraftCondition, ...] = ()
    menu: Menu | None = None
    scale: str | None = None
    several: str | None = None
    information: bool = False


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section; `offered` if it can be skipped as a whole."""

    id: str
    place: Place
    path: str
    role: Role
    offered: bool
    questions: tuple[DraftQuestion, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole questionnaire as written in its own language."""

    survey: Token
    language: Token
    voice: Token
    headline: Token
    waits: Mapping[str, int]  # right_person, other: seconds
    scales: Mapping[str, Menu]
    sections: tuple[DraftSection, ...]

    def questions(self) -> Iterator[DraftQuestion]:
        """All questions in the order of asking."""
        for section in self.sections:
            yield from section.questions
