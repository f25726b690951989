"""The calls: when they reach people, how many it takes, what an interview costs in money and minutes."""

from dataclasses import dataclass

import polars as pl

from voicebot.reporting.outcomes import INTERVIEWED, NOT_ATTEMPTED
from voicebot.reporting.wave_data import WaveData


@dataclass(frozen=True, slots=True)
class CallsInPart:
    """The calls of one part of the week, or of one ordinal: how many were answered and brought an interview."""

    part: str
    placed: int
    answered: int
    interviewed: int


@dataclass(frozen=True, slots=True)
class CallsInHour:
    """The calls placed in one hour of the week in London; Monday is 0."""

    weekday: int
    hour: int
    placed: int
    answered: int
    interviewed: int


@dataclass(frozen=True, slots=True)
class CallsMade:
    """All calls of a wave. People who rang us count under `inbound`, in costs and by the hour, nowhere else.

    `needed` is the share of the interviews that were had by the first call, by the second, and so on. `cost` is what
    the provider has told so far, in `currency`, for `priced` of the calls; the figures an interview are None without
    any. Minutes count from the first word.
    """

    placed: int
    answered: int
    inbound: int
    interviews: int
    by_day_part: tuple[CallsInPart, ...]
    by_ordinal: tuple[CallsInPart, ...]
    by_hour: tuple[CallsInHour, ...]
    needed: tuple[float, ...]
    cost: float | None
    priced: int
    currency: str | None
    cost_per_interview: float | None
    minutes: float
    minutes_per_interview: float | None
    minutes_of_an_interview: float | None
    calls_per_interview: float | None


def calls_made(data: WaveData) -> CallsMade:
    """The calls of the wave."""
    attempts = data.attempts.with_columns(interviewed=pl.col("code").is_in(INTERVIEWED))
    placed = attempts.filter(~pl.col("inbound"), pl.col("code") != NOT_ATTEMPTED)
    interviews = int(data.cases["interviewed"].sum())
    cost = float(attempts["price"].sum()) if attempts["price"].count() else None
    minutes = float(attempts["seconds"].sum()) / 60
    longest = attempts.filter("interviewed")["seconds"].drop_nulls()
    return CallsMade(
        placed=placed.height,
        answered=int(placed["answered"].sum()),
        inbound=int(attempts["inbound"].sum()),
        interviews=interviews,
        by_day_part=_by(placed, "day_part"),
        by_ordinal=_by(placed, "ordinal"),
        by_hour=tuple(CallsInHour(*row) for row in data.hours.iter_rows()),
        needed=_needed(placed),
        cost=cost,
        priced=attempts["price"].count(),
        currency=data.facts.currency,
        cost_per_interview=None if cost is None else _each(cost, interviews),
        minutes=minutes,
        minutes_per_interview=_each(minutes, interviews),
        minutes_of_an_interview=_each(float(longest.sum()) / 60, len(longest)),
        calls_per_interview=_each(placed.height, interviews),
    )


def _by(placed: pl.DataFrame, column: str) -> tuple[CallsInPart, ...]:
    counts = placed.group_by(column).agg(pl.len(), pl.col("answered").sum(), pl.col("interviewed").sum()).sort(column)
    return tuple(CallsInPart(str(part), *rest) for part, *rest in counts.iter_rows())


def _needed(placed: pl.DataFrame) -> tuple[float, ...]:
    """By ordinal, none left out, the share of interviews that were had by then."""
    interviews = placed.filter("interviewed")["ordinal"].to_list()
    ordinals = range(1, max(interviews, default=0) + 1)
    return tuple(sum(one <= ordinal for one in interviews) / len(interviews) for ordinal in ordinals)


def _each(total: float, interviews: int) -> float | None:
    return total / interviews if interviews else None
