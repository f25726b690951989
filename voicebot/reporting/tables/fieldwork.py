"""Tables of how it was made: outcomes, rates, the questionnaire as an instrument, calls."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from voicebot.privacy.disclosure import SMALLEST_BASE
from voicebot.reporting.calls_made import CallsInHour, CallsInPart, CallsMade
from voicebot.reporting.experiment import Experiment
from voicebot.reporting.instrument import PromptFigures
from voicebot.reporting.rates import BothRates, Rates
from voicebot.reporting.results import Funnel, GroupRates, OutcomeCount
from voicebot.reporting.tables.cells import count, difference, label, number, share
from voicebot.reporting.tables.values import HIDDEN, PAIR, Cell, Column, Row, Table, TableKind, Unit
from voicebot.reporting.tables.variables import (
    BY_ARM,
    BY_ATTEMPT,
    BY_DAY_PART,
    BY_HOUR,
    frame_variable,
    hour_group,
)

_STAGES = {
    "rows_read": "incidents on the frame",
    "eligible": "eligible persons",
    "drawn": "drawn",
    "released": "released to be called",
    "called": "called",
    "reached": "reached",
    "interviewed": "interviewed",
    "complete": "complete interviews",
}
_OF_CASES = "Of cases. Dead and wrong numbers count as non-contacts, in the columns by code as the code says."
_OF_CALLS = "Of calls, by each call's own outcome."
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RATES = tuple(field.name for field in fields(Rates) if field.name != "counts")
_IN_GROUPS = ("rr1", "rr2", "coop1", "ref1", "con1")
_BY_CODE = ("rr1", "rr2")


def funnel(found: Funnel) -> Table:
    """From the frame to the interviews."""
    return Table(
        id="funnel",
        title="From the frame to the interviews",
        kind=TableKind.OUTCOMES,
        note="Incidents in the first row, then persons.",
        columns=(Column("number", "number", Unit.COUNT),),
        rows=tuple(Row(name, words, (count(getattr(found, name)),)) for name, words in _STAGES.items()),
    )


def outcomes(found: Sequence[OutcomeCount]) -> Table:
    """How the cases ended."""
    cases = sum(one.cases for one in found)
    return Table(
        id="outcomes",
        title="How the cases ended",
        kind=TableKind.OUTCOMES,
        note="AAPOR Standard Definitions, 10th edition.",
        columns=(Column("cases", "cases", Unit.COUNT), Column("share", "share", Unit.SHARE)),
        rows=tuple(
            Row(one.code, f"{one.code} {one.label}", (count(one.cases), share(one.cases / cases, cases)))
            for one in found
        ),
    )


def rates(found: BothRates) -> Table:
    """All rates of the wave, with both treatments of dead and wrong numbers."""
    return Table(
        id="rates",
        title="Response, cooperation, refusal and contact rates",
        kind=TableKind.RATES,
        note="AAPOR Standard Definitions, 10th edition; e is the share of the unknown that is held eligible.",
        columns=(
            Column("headline", "dead and wrong numbers as non-contacts", Unit.SHARE),
            Column("by_code", "every code as it stands", Unit.SHARE),
        ),
        rows=tuple(
            Row(name, name.upper() if name != "e" else name, tuple(share(getattr(one, name)) for one in _both(found)))
            for name in _RATES
        ),
    )


def _both(found: BothRates) -> tuple[Rates, Rates]:
    return found.headline, found.by_code


def rates_of_cases(by: str, title: str, found: Sequence[GroupRates]) -> Table:
    """The rates by a variable of the frame."""
    return _rates_by(f"rates-by-{by}", title, found, frame_variable(by), _OF_CASES)


def rates_of_arms(found: Experiment) -> Iterator[Table]:
    """The rates of each arm of an experiment, and whether arms differ in response by more than chance."""
    rates = [GroupRates(one.arm, one.cases, one.rates) for one in found.arms]
    yield _rates_by("rates-by-arm", "Rates by questionnaire version", rates, BY_ARM, _OF_CASES)
    if found.response:
        yield Table(
            id="differences-in-response-by-arm",
            title="Differences in response (RR2), by questionnaire version",
            kind=TableKind.RATES,
            note="People were split between versions at random; p is corrected for all pairs (Holm).",
            columns=(Column("rr2", "RR2", Unit.POINTS),),
            rows=tuple(
                Row(PAIR.join((one.one, one.other)), f"{one.one} less {one.other}", (difference(one),))
                for one in found.response
            ),
            variable=BY_ARM,
        )


def rates_of_calls(by: str, title: str, found: Sequence[GroupRates], variable: str) -> Table:
    """The rates by a variable of calls."""
    return _rates_by(f"rates-by-{by}", title, found, variable, _OF_CALLS)


def _rates_by(name: str, title: str, found: Sequence[GroupRates], variable: str, note: str) -> Table:
    return Table(
        id=name,
        title=title,
        kind=TableKind.RATES,
        note=note,
        columns=(
            Column("number", "number", Unit.COUNT),
            *(Column(rate, rate.upper(), Unit.SHARE) for rate in _IN_GROUPS),
            *(Column(f"{rate}_by_code", f"{rate.upper()} by code", Unit.SHARE) for rate in _BY_CODE),
        ),
        rows=tuple(_rates_row(one) for one in found),
        variable=variable,
    )


def _rates_row(of: GroupRates) -> Row:
    cells = (
        *(share(getattr(of.rates.headline, rate), of.cases) for rate in _IN_GROUPS),
        *(share(getattr(of.rates.by_code, rate), of.cases) for rate in _BY_CODE),
    )
    return Row(of.group, label(of.group), (count(of.cases), *cells))


def instrument(prompts: Sequence[PromptFigures], arm: str | None = None) -> Table:
    """The prompts of one version in the order of asking: those of an arm, or the wave's."""
    return Table(
        id="instrument" if arm is None else f"instrument-{arm}",
        title="The questionnaire as an instrument" + ("" if arm is None else f": {arm}"),
        kind=TableKind.INSTRUMENT,
        note=(
            "Of all calls in which a prompt came up, interviewed or not. Remaining: of the calls that came to the "
            "first question, those not broken off up to here."
        ),
        columns=_INSTRUMENT,
        rows=tuple(_prompt(one) for one in prompts),
        variable=None if arm is None else BY_ARM,
        group=arm,
    )


_COUNTED = ("shown", "answered", "refused", "unanswered", "silences", "invalid", "repeats", "broke_off")
_INSTRUMENT = (
    *(Column(name, label(name), Unit.COUNT) for name in _COUNTED),
    Column("seconds", "seconds", Unit.NUMBER),
    Column("remaining", "remaining", Unit.SHARE),
)


def _prompt(one: PromptFigures) -> Row:
    words = one.question or one.step
    if one.shown < SMALLEST_BASE:
        return Row(one.step, words, tuple(HIDDEN for _ in _INSTRUMENT))
    counts = (count(getattr(one, name)) for name in _COUNTED)
    return Row(one.step, words, (*counts, number(one.seconds, 1), share(one.remaining)))


def calls(found: CallsMade) -> Iterator[Table]:
    """What was called, what it took, and when people are reached."""
    yield _calls(found)
    yield _needed(found)
    yield _parts("calls-by-attempt", "Calls by attempt", BY_ATTEMPT, found.by_ordinal)
    yield _parts("calls-by-day_part", "Calls by part of the week", BY_DAY_PART, found.by_day_part)
    yield _hours(found.by_hour)


def _calls(found: CallsMade) -> Table:
    rows = (
        Row("placed", "calls placed", (count(found.placed),)),
        Row("answered", "calls answered", (count(found.answered),)),
        Row("inbound", "people rang us", (count(found.inbound),)),
        Row("calls_per_interview", "calls an interview", (number(found.calls_per_interview, 1),)),
        Row("minutes_per_interview", "minutes of all calls an interview", (number(found.minutes_per_interview, 1),)),
        Row("minutes_of_an_interview", "minutes of an interview", (number(found.minutes_of_an_interview, 1),)),
        Row(
            "cost_per_interview",
            f"cost an interview{f', {found.currency}' if found.currency else ''}",
            (number(found.cost_per_interview, 2),),
        ),
    )
    columns = (Column("number", "number", Unit.NUMBER),)
    return Table("calls", "Calls", TableKind.CALLS, "Minutes count from the first word.", columns, rows)


def _needed(found: CallsMade) -> Table:
    return Table(
        id="calls-needed",
        title="How many calls it takes",
        kind=TableKind.CALLS,
        note="The share of the interviews that were had by that call.",
        columns=(Column("share", "share", Unit.SHARE),),
        rows=tuple(
            Row(str(ordinal), f"call {ordinal}", (share(part, found.interviews),))
            for ordinal, part in enumerate(found.needed, 1)
        ),
    )


_PARTS = (
    Column("placed", "placed", Unit.COUNT),
    Column("answered", "answered", Unit.SHARE),
    Column("interviewed", "interviewed", Unit.SHARE),
)


def _parts(name: str, title: str, variable: str, found: Sequence[CallsInPart]) -> Table:
    rows = tuple(Row(one.part, label(one.part), _placed(one)) for one in found)
    return Table(name, title, TableKind.CALLS, "Without people who rang us.", _PARTS, rows, variable)


def _hours(found: Sequence[CallsInHour]) -> Table:
    rows = tuple(
        Row(hour_group(one.weekday, one.hour), f"{_WEEKDAYS[one.weekday]} {one.hour:02}:00", _placed(one))
        for one in found
    )
    note = "In London; with people who rang us. A row is weekday (0 is Monday) and hour."
    return Table("calls-by-hour", "Calls by hour of the week", TableKind.CALLS, note, _PARTS, rows, BY_HOUR)


def _placed(one: CallsInPart | CallsInHour) -> tuple[Cell, ...]:
    if not one.placed:
        return count(0), Cell(), Cell()
    return (
        count(one.placed),
        share(one.answered / one.placed, one.placed),
        share(one.interviewed / one.placed, one.placed),
    )
