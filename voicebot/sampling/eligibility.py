"""Who of a frame may be drawn: the rules one after the other, each with the rows that it took out.

It fails closed. A flag or victim group that the rules do not name stops the draw, and whatever protects one row of a
person or household (a flag, the exclusion list, an earlier draw) protects all rows that are linked to it.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from voicebot.errors import BadFrame
from voicebot.phone import PhoneNumber
from voicebot.sampling.checking import CheckedFrame
from voicebot.sampling.linking import link_rows
from voicebot.sampling.lots import keeping, lots
from voicebot.sampling.rules import EligibilityRules

_SHOWN_WORD = r"^[a-z][a-z0-9_]{0,39}$"
_OUT = "out"
_BAD = "bad row"
DRAWN_BEFORE = "drawn before"
_LIST_STEPS = {"on the exclusion list": "excluded", DRAWN_BEFORE: "drawn"}
_NOT_KEPT = "linked to a row that is kept"
_TOO_RECENT, _TOO_OLD = "reported too recently", "reported too long ago"
_ONLY_AT_THE_DRAW = frozenset({_BAD, _TOO_RECENT, _TOO_OLD})


@dataclass(frozen=True, slots=True)
class Lists:
    """The prints of numbers that may not be drawn, as they stood before the draw."""

    excluded: frozenset[bytes] = field(repr=False)
    drawn_before: frozenset[bytes] = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 over the sorted prints of either list."""
        parts = (hashlib.sha256(b"".join(sorted(prints))).digest() for prints in (self.excluded, self.drawn_before))
        return hashlib.sha256(b"".join(parts)).hexdigest()


@dataclass(frozen=True, slots=True)
class Eligible:
    """Those who may be drawn.

    `persons` has a row a person, with `lot`, `multiplicity` (their incidents that were eligible) and `linked_numbers`
    (those of all rows that are linked to theirs). `waterfall` tells the reasons in the order of the rules, each with
    the rows that it took out.
    """

    persons: pl.DataFrame = field(repr=False)
    waterfall: Mapping[str, int]


def find_eligible(  # noqa: PLR0913 - all that decides who may be drawn
    checked: CheckedFrame,
    rules: EligibilityRules,
    reference_date: date,
    lists: Lists,
    print_of: Callable[[PhoneNumber], bytes],
    seed: str,
) -> Eligible:
    """Apply the rules to the rows of a checked frame.

    Args:
        checked: the frame, its bad rows too: what they say still protects.
        rules: of the wave.
        reference_date: the day of the draw, from which the window and the ages are counted.
        lists: the prints of numbers that may not be drawn.
        print_of: makes the print of a number; asked only where a list could match.
        seed: of the draw; it decides which incident of a person is kept.

    Raises:
        BadFrame: a flag or victim group is not named by the rules; all of them, with their counts.
    """
    rows = _with_words(checked.rows)
    _require_known(rows, rules)
    rows = rows.with_columns(link_rows(rows))
    steps = _steps(rules, reference_date)
    rows = rows.with_columns(_first_to_apply(steps))
    rows = _without_listed(rows, lists, print_of)
    fit = rows.filter(pl.col(_OUT).is_null())
    persons = _one_each(fit, seed).join(_linked_numbers(rows), on="group", how="left", maintain_order="left")
    out = dict(rows.drop_nulls(_OUT).group_by(_OUT).len().iter_rows())
    out |= {_BAD: checked.rows_rejected, _NOT_KEPT: fit.height - persons.height}
    in_order = (*steps, *_LIST_STEPS, _NOT_KEPT)
    return Eligible(persons, {step: out[step] for step in in_order if out.get(step)})


def reasons_against(
    checked: CheckedFrame,
    rules: EligibilityRules,
    reference_date: date,
    lists: Lists,
    print_of: Callable[[PhoneNumber], bytes],
) -> Mapping[str, str | None]:
    """By reference why that row may not be called any more, or None; for people who were drawn from an older frame.

    The window is not asked again, since it held on the day of the draw; nor is a bad row held against anybody.

    Raises:
        BadFrame: as `find_eligible`.
    """
    rows = _with_words(checked.rows)
    _require_known(rows, rules)
    rows = rows.with_columns(link_rows(rows))
    steps = {step: out for step, out in _steps(rules, reference_date).items() if step not in _ONLY_AT_THE_DRAW}
    rows = _without_listed(rows.with_columns(_first_to_apply(steps)), lists, print_of)
    known = rows.drop_nulls("reference").sort("reference", _OUT, nulls_last=True)  # of several rows a reason counts
    return dict(known.unique("reference", keep="first", maintain_order=True).select("reference", _OUT).iter_rows())


def _with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Flags as a list and the victim group as a word, spelled as the rules spell them."""
    words = pl.col("flags").fill_null("").str.split(";").list.eval(_word(pl.element()))
    return rows.with_columns(
        flags=words.list.eval(pl.element().filter(pl.element() != "")), victim_group=_word(pl.col("victim_group"))
    )


def _word(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().str.to_lowercase().str.replace_all(r"[\s-]+", "_")


def _require_known(rows: pl.DataFrame, rules: EligibilityRules) -> None:
    """Every row counts, bad ones too: what a flag means has to be settled before anybody is called."""
    flags = rows["flags"].explode(empty_as_null=True).drop_nulls()
    faults = [
        *_unknown("flag", flags, (*rules.excluding_flags, *rules.harmless_flags)),
        *_unknown(
            "victim group", rows["victim_group"].drop_nulls(), (*rules.victim_groups, *rules.other_victim_groups)
        ),
    ]
    if faults:
        raise BadFrame("nothing is drawn: the frame holds words that the wave's rules do not name", *faults)


def _unknown(kind: str, words: pl.Series, known: tuple[str, ...]) -> list[str]:
    """Whatever does not look like a word is counted and not shown: it could be anything that somebody wrote."""
    strange = words.filter(~words.is_in(list(known)))
    counts = strange.filter(strange.str.contains(_SHOWN_WORD)).value_counts(sort=True)
    shown = [f"{kind} {word}: {count} rows" for word, count in counts.iter_rows()]
    hidden = strange.len() - counts["count"].sum()
    return [*shown, *([f"{kind}s that are no words: {hidden} rows"] if hidden else [])]


def _steps(rules: EligibilityRules, reference_date: date) -> dict[str, pl.Expr]:
    """What looks at the frame alone, in the order of the waterfall: the reason, and where it takes a row out."""
    oldest, newest = rules.window(reference_date)
    flagged = pl.col("flags").list.set_intersection(list(rules.excluding_flags)).list.len() > 0
    return {
        _BAD: ~pl.col("good"),
        **{f"flag {flag}": pl.col("flags").list.contains(flag) for flag in rules.excluding_flags},
        "linked to a row with a flag": flagged.any().over("group"),
        "victim group not surveyed": ~pl.col("victim_group").is_in(rules.victim_groups),
        _TOO_RECENT: pl.col("reported") > newest,
        _TOO_OLD: pl.col("reported") < oldest,
        "year of birth unknown": pl.col("born").is_null(),
        # Of the age only the year is known: nobody is called who might be too young.
        "possibly under the minimum age": reference_date.year - pl.col("born") - 1 < rules.minimum_age,
    }


def _first_to_apply(steps: Mapping[str, pl.Expr]) -> pl.Expr:
    return pl.coalesce(pl.when(applies).then(pl.lit(step)) for step, applies in steps.items()).alias(_OUT)


def _without_listed(rows: pl.DataFrame, lists: Lists, print_of: Callable[[PhoneNumber], bytes]) -> pl.DataFrame:
    """Take out whoever has, or is linked to, a number on a list."""
    if not lists.excluded and not lists.drawn_before:
        return rows
    groups = rows.filter(pl.col(_OUT).is_null())["group"].unique()
    numbers = rows.filter(pl.col("group").is_in(groups.implode())).select("group", "numbers")
    numbers = numbers.explode("numbers", empty_as_null=True).drop_nulls()
    prints = [print_of(PhoneNumber(number)) for number in numbers["numbers"]]
    listed = numbers.select(
        "group",
        excluded=pl.Series([one in lists.excluded for one in prints], dtype=pl.Boolean),
        drawn=pl.Series([one in lists.drawn_before for one in prints], dtype=pl.Boolean),
    )
    by_group = listed.group_by("group").agg(pl.all().any())
    steps = {step: pl.col(column) for step, column in _LIST_STEPS.items()}
    joined = rows.join(by_group, on="group", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(_OUT, _first_to_apply(steps))).drop(_LIST_STEPS.values())


def _one_each(fit: pl.DataFrame, seed: str) -> pl.DataFrame:
    """Keep one row of each group, at random; the same one whatever the order of the rows."""
    rows = fit.with_columns(lots(fit["reference"], seed), multiplicity=pl.len().over("group"))
    told_apart = ["reported", "victim_group", "area", "first_name", "born"]  # where a reference is there twice
    in_order = rows.sort("group", keeping(pl.col("lot")), *told_apart)
    return in_order.unique("group", keep="first", maintain_order=True)


def _linked_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """The numbers of each group."""
    numbers = rows.select("group", linked_numbers="numbers").explode("linked_numbers", empty_as_null=True).drop_nulls()
    return numbers.group_by("group").agg(pl.col("linked_numbers").unique())
