"""What is recorded of a person on the frame, as reporting codes: coarse enough to be published by.

The same thing is recorded in many words, so the tables are tolerant; what they do not know counts as not recorded, and
how often that was is told.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from voicebot.sampling.languages import ENGLISH, language_code

NOT_RECORDED = "not_recorded"
_AGE_BANDS = {75: "75+", 65: "65-74", 55: "55-64", 45: "45-54", 35: "35-44", 25: "25-34", 0: "18-24"}
"""By where they begin; the youngest has whoever is of the minimum age."""
_NO_LETTERS = re.compile(r"[\W_]+")
_NOTHING = re.compile(
    r"|unknown|not (known|stated|recorded|given|provided)|prefer not to say|refused|declined|ns|n a|u|z"
)

_GENDERS = {
    "female": r"f|female|woman|2",
    "male": r"m|male|man|1",
    "other": r"o|other|another|in another way|non ?binary|trans|transgender|indeterminate|self described|3",
}
# Self-defined 18+1 and the codes of officers (IC). In this order, since "Mixed: White and Asian" names three groups.
_ETHNIC_GROUPS = {
    "mixed": r"m\d?|.*\bmixed\b.*|white (and )?(black|asian)\b.*",
    "asian": r"a\d?|ic ?[45]|.*\b(asian|indian|pakistani|bangladeshi|chinese)\b.*",
    "black": r"b\d?|ic ?3|.*\b(black|caribbean|african)\b.*",
    "white": r"w\d?|ic ?[12]|.*\b(white|british|irish|gypsy|traveller|roma)\b.*",
    "other": r"o\d?|ic ?6|.*\barab\b.*|(any )?other( ethnic)?( group| background)?",
}
_DISABILITIES = {
    "disabled": r"y|yes|true|1|disabled",
    "not_disabled": r"n|no|none|false|0|not disabled",
}
_FAITHS = {
    "none": r"none|no|no (religion|faith)|atheist|agnostic",
    "christian": r"christian(ity)?\b.*|catholic|roman catholic|church of england|protestant|orthodox",
    "buddhist": r"buddhis[tm]",
    "hindu": r"hindu(ism)?",
    "jewish": r"jewish|judaism|jew",
    "muslim": r"muslim|islam(ic)?",
    "sikh": r"sikh(ism)?",
    "other": r"other|any other|other (faith|religion)|jain|pagan|rastafarian|bahai",
}
_ORIENTATIONS = {
    "heterosexual": r"heterosexual|straight|heterosexual (or )?straight",
    "gay_or_lesbian": r"gay|lesbian|homosexual|gay (or )?lesbian|gay man|gay woman",
    "bisexual": r"bi|bisexual",
    "other": r"other|another|in another way|pansexual|asexual|queer",
}

_Coder = Callable[[str], str | None]


def _by(patterns: Mapping[str, str]) -> _Coder:
    compiled = {code: re.compile(pattern) for code, pattern in patterns.items()}
    return lambda said: next((code for code, pattern in compiled.items() if pattern.fullmatch(said)), None)


def _language_group(said: str) -> str | None:
    code = language_code(said)
    return code and ("english" if code == ENGLISH else "other")


_CODERS: Mapping[str, _Coder] = {
    "gender": _by(_GENDERS),
    "ethnicity": _by(_ETHNIC_GROUPS),
    "disability": _by(_DISABILITIES),
    "faith": _by(_FAITHS),
    "sexual_orientation": _by(_ORIENTATIONS),
    "language": _language_group,
}


@dataclass(frozen=True, slots=True)
class Coded:
    """Persons with their reporting codes: `codes` has a row a person and a column a variable, in the same order."""

    codes: pl.DataFrame = field(repr=False)
    notes: tuple[str, ...]


def code_persons(persons: pl.DataFrame, reference_date: date) -> Coded:
    """Work out the reporting codes.

    Args:
        persons: with the columns of a frame and `born`.
        reference_date: the day of the draw; an age is the one that is reached in its year.
    """
    coded = {name: _coded(persons[name], coder) for name, coder in _CODERS.items()}
    unknown = {name: (persons[name].is_not_null() & codes.is_null()).sum() for name, codes in coded.items()}
    codes = pl.DataFrame([_age_bands(persons["born"], reference_date), *coded.values()])
    notes = tuple(
        f"entries of {name} in words that are not known, which count as not recorded: {count}"
        for name, count in unknown.items()
        if count
    )
    return Coded(codes.fill_null(NOT_RECORDED), notes)


def count_margins(persons: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """How many persons have each category of each variable, strata's variables first: variable, category, persons."""
    table = pl.concat([persons.select("area", "victim_group"), codes], how="horizontal")
    long = table.unpivot(variable_name="variable", value_name="category")
    return long.group_by("variable", "category", maintain_order=True).agg(persons=pl.len())


def _coded(recorded: pl.Series, coder: _Coder) -> pl.Series:
    """Codes by the words; null where nothing is recorded or the words are not known."""
    words = recorded.drop_nulls().unique()
    codes = pl.Series([_code(word, coder) for word in words], dtype=pl.String)
    return recorded.replace_strict(words, codes, default=None, return_dtype=pl.String)


def _code(word: str, coder: _Coder) -> str | None:
    plain = _NO_LETTERS.sub(" ", word.casefold()).strip()
    return NOT_RECORDED if _NOTHING.fullmatch(plain) else coder(plain)


def _age_bands(born: pl.Series, reference_date: date) -> pl.Series:
    age = reference_date.year - pl.col("born")
    band = pl.coalesce(pl.when(age >= start).then(pl.lit(label)) for start, label in _AGE_BANDS.items())
    return born.rename("born").to_frame().select(band.alias("age")).to_series()
