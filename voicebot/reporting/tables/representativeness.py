"""Tables of whether those interviewed are like all who could have been."""

from collections.abc import Container, Sequence

from voicebot.reporting.estimates import Z
from voicebot.reporting.representativeness import Agreement, CategoryProfile, VariableProfile
from voicebot.reporting.response_model import ResponseModel, VariablePartial
from voicebot.reporting.tables.cells import count, label, number, share
from voicebot.reporting.tables.values import Cell, Column, Row, Table, TableKind, Unit
from voicebot.reporting.tables.variables import AGREEMENT, frame_variable

_GROUPS = {"frame": "persons", "sampled": "sampled", "reached": "reached", "interviewed": "interviewed"}


def profile(found: VariableProfile) -> Table:
    """One variable of the frame by category: counts, then shares, then the difference with its test."""
    return Table(
        id=f"profile-{found.variable}",
        title=f"Frame, sample, reached and interviewed, by {found.variable.replace('_', ' ')} as recorded",
        kind=TableKind.REPRESENTATIVENESS,
        note="Shares carry the design weight alone. Difference: interviewed less frame; p is Holm's.",
        columns=(
            *(Column(name, name, Unit.COUNT) for name in _GROUPS.values()),
            *(Column(f"{name}_share", f"{name}, share", Unit.SHARE) for name in _GROUPS),
            Column("difference", "difference", Unit.POINTS),
        ),
        rows=tuple(
            Row(one.category, label(one.category), (*_counts(one), *_shares(one), _difference(one)))
            for one in found.categories
        ),
        variable=frame_variable(found.variable),
    )


def _counts(one: CategoryProfile) -> tuple[Cell, ...]:
    return tuple(count(getattr(one, name)) for name in _GROUPS.values())


def _shares(one: CategoryProfile) -> tuple[Cell, ...]:
    return tuple(share(getattr(one, f"{name}_share")) for name in _GROUPS)


def _difference(one: CategoryProfile) -> Cell:
    if one.standard_error is None:
        return Cell(round(one.difference, 3))
    half = Z * one.standard_error
    low, high = one.difference - half, one.difference + half
    p = None if one.p_holm is None else round(one.p_holm, 3)
    return Cell(round(one.difference, 3), low=round(low, 3), high=round(high, 3), p=p)


def agreement(found: Sequence[Agreement]) -> Table:
    """Of those of whom both are known, how many say of themselves what was recorded."""
    return Table(
        id="agreement",
        title="What people say of themselves and what was recorded",
        kind=TableKind.REPRESENTATIVENESS,
        note="Share of the same category, of those of whom both are known. Neither need be right.",
        columns=(Column("agreeing", "the same", Unit.SHARE),),
        rows=tuple(
            Row(one.variable, label(one.variable), (share(one.agreeing / one.both_known, one.both_known),))
            for one in found
            if one.both_known
        ),
        variable=AGREEMENT,
    )


def response(found: ResponseModel, told: Container[str]) -> Table:
    """How even response is, and what each variable adds to its being uneven.

    Only for variables whose groups may all be told: from what the others add, their groups could be worked out.
    """
    whole = (
        Row("r_indicator", "R-indicator", (number(found.r_indicator), Cell())),
        Row("coefficient_of_variation", "coefficient of variation", (number(found.coefficient_of_variation), Cell())),
    )
    return Table(
        id="response-model",
        title="How even response is",
        kind=TableKind.REPRESENTATIVENESS,
        note=(
            "R is 1 if everybody had the same chance to respond. "
            "By variable: what it adds to response being uneven, by itself and beyond all the others."
        ),
        columns=(
            Column("unconditional", "by itself", Unit.NUMBER),
            Column("conditional", "beyond the others", Unit.NUMBER),
        ),
        rows=(*whole, *(_partial(one) for one in found.partials if frame_variable(one.variable) in told)),
    )


def _partial(one: VariablePartial) -> Row:
    cells = (number(one.unconditional), number(one.conditional))
    return Row(one.variable, label(one.variable), cells)
