"""Figures of public tables in print: `61.2%`, its interval, what it rests on. Empty where there is nothing to tell."""

from voicebot.reporting.charts.theme import points
from voicebot.reporting.tables.values import Cell, Unit

HIDDEN = "hidden"
SMALL = "\N{DAGGER}"
"""Beside a figure that rests on few people."""
_LEAST_P = 0.001


def figure(cell: Cell, unit: Unit) -> str:
    """The figure alone."""
    if cell.hidden:
        return HIDDEN
    if cell.value is None:
        return ""
    return _printed(cell.value, unit) + (SMALL if cell.is_small else "")


def interval(cell: Cell, unit: Unit) -> str:
    """The 95 % interval."""
    if cell.low is None or cell.high is None:
        return ""
    if unit is Unit.POINTS:
        return f"{_printed(cell.low, unit)} to {_printed(cell.high, unit)}"
    return f"{cell.low * 100:.1f}\N{EN DASH}{cell.high * 100:.1f}"


def base(cell: Cell) -> str:
    """Of how many it is a share."""
    return "" if cell.base is None else f"{cell.base:,}"


def effective(cell: Cell) -> str:
    """How many of equal weight they are worth."""
    return "" if cell.n_effective is None else f"{cell.n_effective:,}"


def chance(cell: Cell) -> str:
    """The p-value of a difference."""
    if cell.p is None:
        return ""
    return f"< {_LEAST_P}" if cell.p < _LEAST_P else f"{cell.p:.3f}"


def basis(cell: Cell) -> str:
    """What a figure rests on, in one line: `n 467, eff. 402`, or `p 0.012`."""
    named = (("n", base(cell)), ("eff.", effective(cell)), ("p", chance(cell)))
    return ", ".join(f"{name} {text}" for name, text in named if text)


def _printed(value: float, unit: Unit) -> str:
    if unit is Unit.SHARE:
        return f"{value:.1%}"
    if unit is Unit.POINTS:
        return points(value)
    return f"{value:,}"
