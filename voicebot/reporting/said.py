"""What people said of themselves, in the categories in which it is recorded on a frame.

It serves comparisons of groups, and to see how far records are right; never the weights, which go by the records alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from voicebot.questionnaire.model import Question, Questionnaire, Role

WHITE, MINORITY = "white", "minority_ethnic"
ETHNIC_GAP = "ethnic_gap"
"""The comparison that was published: white people, and all who said that they belong to another group."""
_DISABILITY, _LIMITS = "disability", "disability_limits"

_ETHNIC_GROUPS = {
    "white": range(1, 5),
    "mixed": range(5, 9),
    "asian": range(9, 14),
    "black": range(14, 17),
    "other": range(17, 19),
}
_SAME_AS_RECORDED: Mapping[str, Mapping[int, str]] = {
    "gender": dict(enumerate(("female", "male", "other"), 1)),
    "age": dict(enumerate(("18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+"), 1)),
    "ethnicity": {code: group for group, codes in _ETHNIC_GROUPS.items() for code in codes},
    _DISABILITY: {1: "disabled", 0: "not_disabled"},
    "faith": dict(enumerate(("none", "christian", "buddhist", "hindu", "jewish", "muslim", "sikh", "other"), 1)),
    "sexual_orientation": dict(enumerate(("heterosexual", "gay_or_lesbian", "bisexual", "other"), 1)),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A variable that people told us of themselves: its categories in their order."""

    name: str
    categories: tuple[str, ...]


def said_variables(questionnaire: Questionnaire) -> tuple[Said, ...]:
    """What the questionnaire asks people about themselves, and the published comparison of ethnic groups."""
    about = [
        question
        for question in questionnaire.questions.values()
        if questionnaire.sections[question.section].role is Role.ABOUT_YOU
        and not question.information
        and question.id != _LIMITS
    ]
    said = [Said(one.id, tuple(dict.fromkeys(_categories(one).values()))) for one in about]
    gap = [Said(ETHNIC_GAP, (WHITE, MINORITY))] if any(one.name == "ethnicity" for one in said) else []
    return (*said, *gap)


def said_by_case(questionnaire: Questionnaire, answers: pl.DataFrame) -> pl.DataFrame:
    """A row a case and a column a variable of `said_variables`; null where somebody did not say.

    `answers` as in `WaveData`.
    """
    codes = answers.filter(pl.col("status") == "answered").select("case", "question", "code")
    wanted = [one.name for one in said_variables(questionnaire) if one.name != ETHNIC_GAP]
    wide = codes.pivot("question", index="case", values="code")
    nobody = [pl.lit(None, pl.Int32).alias(name) for name in (*wanted, _LIMITS) if name not in wide.columns]
    table = wide.with_columns(nobody).select("case", *(_column(questionnaire, name) for name in wanted))
    return table.with_columns(_ethnic_gap()) if "ethnicity" in wanted else table


def _column(questionnaire: Questionnaire, name: str) -> pl.Expr:
    if name == _DISABILITY and _LIMITS in questionnaire.questions:
        return _limited()
    categories = _categories(questionnaire.questions[name])
    return pl.col(name).replace_strict(categories, default=None, return_dtype=pl.String)


def _categories(question: Question) -> Mapping[int, str]:
    return _SAME_AS_RECORDED.get(question.id, question.labels)


def _limited() -> pl.Expr:
    """Disabled: a condition that limits a lot or a little (facts of the survey)."""
    has, limits = pl.col(_DISABILITY), pl.col(_LIMITS)
    return (
        pl.when((has == 1) & limits.is_in([1, 2]))
        .then(pl.lit("disabled"))
        .when((has == 0) | (limits == 3))
        .then(pl.lit("not_disabled"))
        .alias(_DISABILITY)
    )


def _ethnic_gap() -> pl.Expr:
    group = pl.col("ethnicity")
    white = pl.when(group == WHITE).then(pl.lit(WHITE))
    return white.when(group.is_not_null()).then(pl.lit(MINORITY)).alias(ETHNIC_GAP)
