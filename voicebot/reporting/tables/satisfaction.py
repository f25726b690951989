"""Tables of estimates: % satisfied for all and by group, differences, trend, and the answers to each question."""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import pairwise

from voicebot.interview.state import Status
from voicebot.reporting.distributions import Distribution
from voicebot.reporting.domains import Domain
from voicebot.reporting.satisfaction import DomainEstimates, Satisfaction
from voicebot.reporting.tables.cells import count, difference, estimate, label
from voicebot.reporting.tables.values import ALL, PAIR, Cell, Column, Row, Table, TableKind, Unit
from voicebot.reporting.tables.variables import EVERYBODY, answers_variable, domain_variable
from voicebot.reporting.trend import Trend, TrendPoint

SATISFIED = "satisfied"
_SATISFIED_NOTE = "Share of codes 1 to 3 of the seven-point scale; not sure, or it does not apply, is in neither."
_DIFFERENCE_NOTE = (
    "In percentage points, with the 95 % interval; p is corrected for all pairs of one question. Pairs with a group "
    "that is hidden, or whose figures are of an earlier release, are left out."
)
_STATUSES = {
    Status.ANSWERED: "gave an answer",
    Status.DONT_KNOW: "not sure, or it does not apply",
    Status.REFUSED: "rather not say",
    Status.SILENT: "no key pressed",
    Status.NOT_ASKED: "not asked, as earlier answers do not lead there",
    Status.NOT_REACHED: "the call was over before",
}


def headline(found: Sequence[Satisfaction]) -> Table:
    """A row a core question, everybody's share."""
    return Table(
        id="headline",
        title="Satisfied with the service",
        kind=TableKind.SATISFACTION,
        note=_SATISFIED_NOTE,
        columns=(Column(SATISFIED, "satisfied", Unit.SHARE),),
        rows=tuple(Row(one.question, one.text, (estimate(one.overall),)) for one in found),
        variable=EVERYBODY[0],
        group=EVERYBODY[1],
    )


def by_domain(found: Sequence[Satisfaction]) -> Iterator[Table]:
    """For each domain the shares, and the differences of its groups; a column a core question."""
    domains = {one.domain.name: one.domain for question in found for one in question.domains}
    for domain in domains.values():
        estimates = [_of_domain(question, domain) for question in found]
        yield _shares(domain, found, estimates)
        if any(one and one.differences for one in estimates):
            yield _differences(domain, found, estimates)


def _of_domain(question: Satisfaction, domain: Domain) -> DomainEstimates | None:
    return next((one for one in question.domains if one.domain.name == domain.name), None)


def _shares(domain: Domain, found: Sequence[Satisfaction], estimates: Sequence[DomainEstimates | None]) -> Table:
    by_group = [{of.group: of.estimate for of in one.groups} if one else {} for one in estimates]
    groups = [group for group in domain.groups if any(group in one for one in by_group)]
    return Table(
        id=f"satisfaction-by-{domain.name}",
        title=f"Satisfied, by {label(domain.name)}",
        kind=TableKind.SATISFACTION,
        note=_SATISFIED_NOTE,
        columns=_questions(found, Unit.SHARE),
        rows=(
            Row(ALL, "everybody", tuple(estimate(one.overall) for one in found)),
            *(Row(group, label(group), tuple(estimate(one.get(group)) for one in by_group)) for group in groups),
        ),
        variable=domain_variable(domain),
    )


def _differences(domain: Domain, found: Sequence[Satisfaction], estimates: Sequence[DomainEstimates | None]) -> Table:
    by_pair = [{(of.one, of.other): of for of in one.differences} if one else {} for one in estimates]
    pairs = dict.fromkeys(pair for one in by_pair for pair in one)
    return Table(
        id=f"differences-by-{domain.name}",
        title=f"Differences in satisfaction, by {label(domain.name)}",
        kind=TableKind.SATISFACTION,
        note=_DIFFERENCE_NOTE,
        columns=_questions(found, Unit.POINTS),
        rows=tuple(
            Row(
                PAIR.join(pair),
                f"{label(pair[0])} less {label(pair[1])}",
                tuple(difference(of.get(pair)) for of in by_pair),
            )
            for pair in pairs
        ),
        variable=domain_variable(domain),
    )


def _questions(found: Sequence[Satisfaction], unit: Unit) -> tuple[Column, ...]:
    return tuple(Column(one.question, one.text, unit) for one in found)


def distribution(found: Distribution) -> Table:
    """The shares of the answers to one question, and what became of it for those who gave none."""
    shares = [Row(str(one.code), one.label, (estimate(one.estimate), Cell())) for one in found.codes]
    people = [
        Row(status, words, (Cell(), count(found.statuses[status])))
        for status, words in _STATUSES.items()
        if status in found.statuses
    ]
    return Table(
        id=f"answers-{found.question}",
        title=found.text,
        kind=TableKind.DISTRIBUTION,
        note="Shares of those who gave an answer, weighted; people are those interviewed, not weighted.",
        columns=(Column("share", "share", Unit.SHARE), Column("people", "people", Unit.COUNT)),
        rows=(*shares, *people),
        variable=answers_variable(found.question),
        group=ALL,
    )


def trend(found: Sequence[Trend], wave: str, others: Mapping[str, Table]) -> Iterator[Table]:
    """Each core question over the waves: the shares, and the change to the wave before where both can be compared.

    Of another wave than this one, only the share that its own headline has shown.
    """
    for one in found:
        shown = {wave, *(other for other, headline in others.items() if _was_shown(one, other, headline))}
        yield Table(
            id=f"trend-{one.question}",
            title=f"Trend: {label(one.question)}",
            kind=TableKind.TREND,
            note=(
                "A wave that was made in another way is marked, and not compared with the one before. "
                "Waves whose figures were not released as they are now are left out."
            ),
            columns=(Column(SATISFIED, "satisfied", Unit.SHARE), Column("change", "change", Unit.POINTS)),
            rows=tuple(_points(one, shown)),
            variable=EVERYBODY[0],
            group=EVERYBODY[1],
        )


def _was_shown(found: Trend, wave: str, headline: Table) -> bool:
    """Whether the headline of that wave has the figure that the trend would show."""
    shown = [row.cells for row in headline.rows if row.group == found.question]
    return any((estimate(point.estimate),) in shown for point in found.points if point.wave == wave)


def _points(found: Trend, shown: Container[str]) -> Iterator[Row]:
    for before, point in pairwise((None, *found.points)):
        if point is not None and point.wave in shown:
            yield _point(point, compared=before is not None and before.wave in shown)


def _point(point: TrendPoint, *, compared: bool) -> Row:
    broken = f"differs from the wave before in: {', '.join(point.broken)}" if point.broken else ""
    change = point.change if compared else None
    return Row(point.wave, point.wave, (estimate(point.estimate), difference(change)), note=broken)
