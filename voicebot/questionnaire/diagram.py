"""A picture of a questionnaire from top to bottom: gates, sections, questions, branches with conditions, goodbyes.

The words are those of the source language; how shapes look is `svg.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from voicebot.questionnaire.model import (
    AGREEMENT,
    CLOSING,
    GATE_KEYS,
    OFFER_KEYS,
    RIGHT_PERSON,
    SAFE_TO_TALK,
    Line,
    Meaning,
    Question,
    Questionnaire,
    Script,
    Section,
)
from voicebot.questionnaire.script import condition_in_words
from voicebot.questionnaire.svg import LINE_HEIGHT, Box, Canvas, fitted

WIDTH, CARD_WIDTH, EXIT_WIDTH = 1000, 600, 210
MARGIN, PADDING, GAP, INDENT, LANE = 28, 14, 22, 26, 14
EXIT_HEIGHT, EXIT_GAP, HEADING = 24, 6, 34
_LEGEND = "At every prompt: 0 stops for good · * says it again, twice for help · # goes back · 9 prefers not to say"
_GATES = {RIGHT_PERSON: "Gate 1: the right person", SAFE_TO_TALK: "Gate 2: a safe moment", AGREEMENT: "Agreement"}
_EXITS = {
    Meaning.NOT_FREE: "not free",
    Meaning.WRONG_PERSON: "wrong person",
    Meaning.ANOTHER_TIME: "another time",
    Meaning.NOT_THIS_TIME: "not this time",
    Meaning.SKIP: "skips the section",
    Meaning.HEAR_SUPPORT: "hears where to turn",
    Meaning.WRITTEN_SURVEY: "hears about written surveys",
    Meaning.WITHDRAW: "answers deleted",
}


def draw_diagram(questionnaire: Questionnaire) -> str:
    """The picture as an SVG document that stands alone."""
    drawing = _Drawing(questionnaire, _lanes(questionnaire))
    drawing.heading()
    for step, title in _GATES.items():
        drawing.fixed_step(step, title)
    for section in questionnaire.sections.values():
        drawing.section(section)
    drawing.fixed_step(CLOSING, "Closing")
    drawing.endings()
    drawing.branches()
    return drawing.document()


@dataclass(frozen=True, slots=True)
class _Card:
    """What is written on a card: a title, then lines of text with their looks; and where keys lead away from it."""

    title: str
    lines: tuple[tuple[str, str], ...]
    exits: tuple[str, ...] = ()
    look: str = "card"
    indent: int = 0


@dataclass(slots=True)
class _Drawing:
    """Draws from top to bottom; `y` is where the next thing goes, `cards` where the question of that id was put."""

    questionnaire: Questionnaire
    lanes: dict[str, int]
    canvas: Canvas = field(default_factory=lambda: Canvas(WIDTH))
    y: int = MARGIN
    cards: dict[str, Box] = field(default_factory=dict)
    last: Box | None = None

    @property
    def left(self) -> int:
        """Cards begin to the right of the lanes that branches run in."""
        return MARGIN + LANE * (1 + max(self.lanes.values(), default=-1)) + PADDING

    @property
    def _script(self) -> Script:
        """The words of the source language."""
        return self.questionnaire.scripts[self.questionnaire.languages[0]]

    def heading(self) -> None:
        """The name, and the keys that mean the same everywhere."""
        self.canvas.text(MARGIN, self.y + 20, self.questionnaire.name, "big")
        self.canvas.text(MARGIN, self.y + 46, _LEGEND, "soft")
        self.y += 66

    def fixed_step(self, step: str, title: str) -> None:
        """A gate, the agreement or the closing, with the ways that lead away from it."""
        text = _words(self._lines(step, ".ask"))
        exits = tuple(f"{key} {_EXITS[meaning]}" for meaning, key in GATE_KEYS[step].items() if meaning in _EXITS)
        if step == RIGHT_PERSON:
            languages = self.questionnaire.language_keys.items()
            exits = (*exits, *(f"{key} goes on in {language}" for key, language in languages))
        self._card(_Card(title, ((text, ""),), exits, "gate"))

    def section(self, section: Section) -> None:
        """A panel with the offer and the questions of a section."""
        top = self.y
        self.y += HEADING + GAP // 2
        if section.offer:
            text = _words(self._lines(section.offer, ".ask"))
            self._card(_Card("Offer", ((text, ""),), (f"{OFFER_KEYS[Meaning.SKIP]} {_EXITS[Meaning.SKIP]}",), "gate"))
        for questions in _together(self.questionnaire, section):
            box = self._card(self._question(questions))
            self.cards |= dict.fromkeys((question.id for question in questions), box)
        self.canvas.panel(Box(MARGIN, top, WIDTH - 2 * MARGIN, self.y - top - GAP // 2))
        self.canvas.text(self.left, top + 24, f"{section.id.replace('_', ' ')} ({section.role})", "head")
        self.y += GAP // 2

    def endings(self) -> None:
        """All goodbyes, those that no key leads to as well."""
        self.canvas.text(MARGIN, self.y + 16, "Goodbyes", "head")
        self.y += HEADING
        endings = self._script.endings
        across = 4
        width = (WIDTH - 2 * MARGIN - (across - 1) * EXIT_GAP) // across
        for at, ending in enumerate(endings):
            x = MARGIN + at % across * (width + EXIT_GAP)
            self._pill(Box(x, self.y + at // across * (EXIT_HEIGHT + EXIT_GAP), width, EXIT_HEIGHT), ending)
        self.y += -(-len(endings) // across) * (EXIT_HEIGHT + EXIT_GAP)

    def branches(self) -> None:
        """From each question down its own lane to those that are asked only after some of its answers."""
        for name, lane in self.lanes.items():
            x = MARGIN + LANE * lane + PADDING // 2
            source = self.cards[name]
            targets = dict.fromkeys(self.cards[question] for question in _depending(self.questionnaire, name))
            for target in targets:
                start = (source.x, source.middle)
                points = [start, (x, source.middle), (x, target.middle), (target.x, target.middle)]
                self.canvas.line(points, branch=True)

    def document(self) -> str:
        """The SVG with its title and description."""
        count = len(self.questionnaire.questions)
        sections = ", ".join(section.id.replace("_", " ") for section in self.questionnaire.sections.values())
        description = (
            f"The course of a call: two gates and the agreement, {count} questions in the sections {sections}, "
            "the closing and the goodbyes. Dashed lines lead to questions that are asked only after some answers."
        )
        return self.canvas.document(self.y + MARGIN, f"Diagram of {self.questionnaire.name}", description)

    def _question(self, questions: Sequence[Question]) -> _Card:
        """One question, or the items of a several-choice on one card."""
        first = questions[0]
        when = " and ".join(condition_in_words(self.questionnaire, condition) for condition in first.when)
        lines = [(f"only if {when}", "when")] if when else []
        lines += [(question.text, "") for question in questions]
        lines += [(_answers(first), "soft")] if first.labels else []
        choices = self.questionnaire.steps[first.id].choices
        exits = tuple(f"{key} {choice.ends.replace('_', ' ')}" for key, choice in choices.items() if choice.ends)
        return _Card(first.several or first.id, tuple(lines), exits, indent=INDENT if when else 0)

    def _card(self, card: _Card) -> Box:
        width = CARD_WIDTH - card.indent
        written = [(line, look) for text, look in card.lines for line in fitted(text, width - 2 * PADDING) if text]
        height = max(
            2 * PADDING + LINE_HEIGHT * (1 + len(written)),
            2 * EXIT_GAP + len(card.exits) * (EXIT_HEIGHT + EXIT_GAP),
        )
        box = Box(self.left + card.indent, self.y, width, height)
        self._arrow_to(box)
        self.canvas.card(box, card.look)
        for at, (text, look) in enumerate([(card.title, "head"), *written]):
            self.canvas.text(box.x + PADDING, box.y + PADDING + 13 + at * LINE_HEIGHT, text, look)
        self._exits(box, card.exits)
        self.y = box.bottom + GAP
        return box

    def _arrow_to(self, box: Box) -> None:
        """The way down from the card before."""
        x = self.left + CARD_WIDTH // 2
        if self.last is not None:
            self.canvas.line([(x, self.last.bottom), (x, box.y)])
        self.last = box

    def _exits(self, box: Box, exits: Sequence[str]) -> None:
        x = WIDTH - MARGIN - PADDING - EXIT_WIDTH
        for at, label in enumerate(exits):
            pill = Box(x, box.y + EXIT_GAP + at * (EXIT_HEIGHT + EXIT_GAP), EXIT_WIDTH, EXIT_HEIGHT)
            self.canvas.line([(box.right, pill.middle), (pill.x, pill.middle)])
            self._pill(pill, label)

    def _pill(self, box: Box, text: str) -> None:
        self.canvas.card(box, "end", radius=EXIT_HEIGHT // 2)
        self.canvas.text(box.x + PADDING, box.middle + 4, text.replace("_", " "))

    def _lines(self, step: str, kind: str) -> tuple[Line, ...]:
        """The lines of a step whose names end so."""
        return tuple(line for line in self._script.ask[step] if line.name.endswith(kind))


def _words(lines: Sequence[Line]) -> str:
    return " ".join(sentence for line in lines for sentence in line.sentences)


def _answers(question: Question) -> str:
    return " · ".join(f"{code}\N{NO-BREAK SPACE}{label}" for code, label in question.labels.items())


def _together(questionnaire: Questionnaire, section: Section) -> Iterator[list[Question]]:
    """The questions of a section, the items of a several-choice in one group."""
    questions = [questionnaire.questions[name] for name in section.questions]
    for _, group in groupby(questions, key=lambda question: question.several or question.id):
        yield list(group)


def _depending(questionnaire: Questionnaire, name: str) -> list[str]:
    """The questions with a condition on that one."""
    return [
        question.id
        for question in questionnaire.questions.values()
        if any(condition.question == name for condition in question.when)
    ]


def _lanes(questionnaire: Questionnaire) -> dict[str, int]:
    """A lane for every question that others depend on; two share one if neither runs while the other does."""
    order = list(questionnaire.questions)
    spans = {name: order.index(found[-1]) for name in order if (found := _depending(questionnaire, name))}
    ends: list[int] = []
    lanes: dict[str, int] = {}
    for name, end in spans.items():
        start = order.index(name)
        lane = next((lane for lane, taken in enumerate(ends) if taken < start), len(ends))
        ends[lane : lane + 1] = [end]
        lanes[name] = lane
    return lanes
