"""What columns the case file of a wave has, what they are called, and what their values mean.

They are the same in every format. Nothing is read or written here; the rows are `case_tables.py`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, count

from voicebot.errors import Refused
from voicebot.fieldwork.hours import DayPart
from voicebot.interview.state import Status
from voicebot.questionnaire.model import Condition, Question, Questionnaire
from voicebot.reporting.outcomes import LABELS
from voicebot.reporting.wave_data import WaveData

MISSING_CODES: Mapping[Status, int] = {
    Status.REFUSED: -9,
    Status.SILENT: -3,
    Status.NOT_ASKED: -2,
    Status.NOT_REACHED: -1,
}
"""What stands in a question's column instead of an answer."""
MISSING: Mapping[int, str] = {-9: "prefer not to say", -3: "no answer given", -2: "not asked", -1: "not reached"}
"""The labels of these codes."""

_LONGEST_NAME = 64  # of an SPSS variable
_RESERVED = frozenset(["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"])
"""What no SPSS variable may be called."""
_DAY_PARTS: Mapping[str, str] = {
    DayPart.DAY: "weekday, by day",
    DayPart.EVENING: "weekday, in the evening",
    DayPart.WEEKEND: "weekend",
}
Labels = Sequence[tuple[str | int, str]]
"""Values with what each means, in order."""
_ByArm = Mapping[str, Question]


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the values of a column come from, if it is a question that was asked.

    Attributes:
        question: its id.
        section: the id of its section.
        first_step: the column holds the key of the first of two steps, not the answer.
        of: whom it was asked, if not everybody.
        wordings: how each arm of an experiment was asked it, where they differ.
    """

    question: str
    section: str
    first_step: bool = False
    of: str | None = None
    wordings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the case file: what it holds (of a question, how it was asked), and the labels of its values.

    `values` are without the codes in `MISSING`, which every column of a question may have.
    """

    name: str
    label: str
    kind: Kind
    values: Labels = ()
    asked: Asked | None = None


def labels_of(column: Column) -> Labels:
    """The labels of the values of a column, with those of the missing codes where it may have them, in order."""
    return (*MISSING.items(), *column.values) if column.asked else column.values


def columns_of(data: WaveData) -> tuple[Column, ...]:
    """What is known of a case, then a column a question in the order of asking, then those of first steps.

    A question's column has its id for a name. Where that is another column's already, or none for SPSS, it is `q_` and
    the id, or else `q_1`, `q_2`, …

    Raises:
        Refused: the wave has no questionnaire yet.
    """
    questionnaires = data.arms or ({} if data.questionnaire is None else {"": data.questionnaire})
    if not questionnaires:
        raise Refused(f"{data.facts.name} has no questionnaire yet: its first launch fixes one")
    fixed = _fixed(data.facts.arms)
    questions = _questions(questionnaires)
    names = _names(list(questions), {column.name for column in fixed})
    asked = [_asked(names[question], by_arm) for question, by_arm in questions.items()]
    taken = {column.name for column in (*fixed, *asked)}
    return (*fixed, *asked, *_first_steps(asked, questions, taken))


def _fixed(arms: Mapping[str, str]) -> Sequence[Column]:
    of_arms = tuple((digest, f"arm {arm}") for arm, digest in arms.items())
    return (
        Column("case", "random key of the case", Kind.TEXT),
        Column("area", "area of the report", Kind.TEXT),
        Column("victim_group", "victim group of the report", Kind.TEXT),
        Column("outcome", "outcome of the case (AAPOR)", Kind.TEXT, tuple(LABELS.items())),
        Column("weight", "weight, of those interviewed", Kind.DECIMAL),
        Column("version", "version of the questionnaire", Kind.TEXT, of_arms),
        Column("language", "language of the call that decided the outcome", Kind.TEXT),
        Column("month", "month of the call that decided the outcome", Kind.TEXT),
        Column(
            "day_part", "part of the week of the call that decided the outcome", Kind.TEXT, tuple(_DAY_PARTS.items())
        ),
        Column("seconds", "seconds that the call lasted which decided the outcome", Kind.INTEGER),
    )


def _questions(questionnaires: Mapping[str, Questionnaire]) -> Mapping[str, _ByArm]:
    """Every question as each arm asks it: those of the first arm, then those that only later ones have."""
    found: dict[str, dict[str, Question]] = {}
    for arm, questionnaire in questionnaires.items():
        for question in questionnaire.questions.values():
            if not question.information:
                found.setdefault(question.id, {})[arm] = question
    return found


def _names(questions: Sequence[str], fixed: Collection[str]) -> Mapping[str, str]:
    """The column of each question."""
    names = {question: question for question in questions if _is_free(question, fixed)}
    taken = {*fixed, *questions}
    for question in questions:
        if question not in names:
            names[question] = _free(f"q_{question}", taken)
            taken.add(names[question])
    return names


def _free(wanted: str, taken: Collection[str]) -> str:
    candidates = chain([wanted], (f"q_{number}" for number in count(1)))
    return next(name for name in candidates if _is_free(name, taken))


def _is_free(name: str, taken: Collection[str]) -> bool:
    return name not in taken and name not in _RESERVED and len(name) <= _LONGEST_NAME


def _asked(name: str, by_arm: _ByArm) -> Column:
    question = next(iter(by_arm.values()))
    wordings = {arm: one.text for arm, one in by_arm.items()}
    asked = Asked(
        question=question.id,
        section=question.section,
        of=" and ".join(map(_of, question.when)) or None,
        wordings=wordings if len(set(wordings.values())) > 1 else {},
    )
    return Column(name, question.text, Kind.INTEGER, _labels(one.labels for one in by_arm.values()), asked)


def _of(condition: Condition) -> str:
    return f"{condition.question} is {' or '.join(map(str, sorted(condition.codes)))}"


def _first_steps(
    columns: Iterable[Column], questions: Mapping[str, _ByArm], taken: Collection[str]
) -> Iterator[Column]:
    names = set(taken)
    for column in columns:
        if column.asked and (labels := _labels(one.firsts for one in questions[column.asked.question].values())):
            name = _free(f"{column.name}_step1", names)
            names.add(name)
            asked = Asked(column.asked.question, column.asked.section, first_step=True, of=column.asked.of)
            yield Column(name, f"first step: {column.label}", Kind.INTEGER, labels, asked)


def _labels(by_arm: Iterable[Mapping[int, str]]) -> Labels:
    """By code; a code that arms call by different names has them all."""
    labels: dict[int, list[str]] = {}
    for of_arm in by_arm:
        for code, label in of_arm.items():
            if label not in labels.setdefault(code, []):
                labels[code].append(label)
    return [(code, " / ".join(labels[code])) for code in sorted(labels)]
