"""Figures as cells of tables, rounded: more digits tell nothing, but for who is behind them."""

from voicebot.reporting.comparisons import Difference
from voicebot.reporting.estimates import Estimate
from voicebot.reporting.tables.values import Cell

_NOTHING = Cell()
_SHARE_DIGITS = 3  # a tenth of a per cent


def count(value: int | None) -> Cell:
    """So many."""
    return Cell(value)


def number(value: float | None, digits: int = _SHARE_DIGITS) -> Cell:
    """A figure that is no share."""
    return _NOTHING if value is None else Cell(round(value, digits))


def share(value: float | None, base: int | None = None) -> Cell:
    """A share that is no estimate."""
    return _NOTHING if value is None else Cell(_rounded(value), base)


def estimate(found: Estimate | None) -> Cell:
    """An estimate with all that it rests on."""
    if found is None:
        return _NOTHING
    return Cell(
        value=_rounded(found.share),
        base=found.base,
        n_effective=None if found.n_effective is None else round(found.n_effective),
        low=_rounded(found.low),
        high=_rounded(found.high),
    )


def difference(found: Difference | None) -> Cell:
    """The difference of two groups, with its interval and test."""
    if found is None:
        return _NOTHING
    return Cell(
        value=_rounded(found.difference), low=_rounded(found.low), high=_rounded(found.high), p=_rounded(found.p_holm)
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _SHARE_DIGITS)


def label(name: str) -> str:
    """A code of ours in words."""
    return name.replace("_", " ")
