"""By what public tables tell people and calls apart, and how many stand behind each group: suppression goes by it."""

from collections.abc import Iterator, Mapping, Sequence

from voicebot.fieldwork.hours import EVENING_FROM, DayPart
from voicebot.privacy.disclosure import Bases, Part
from voicebot.reporting.calls_made import CallsInHour, CallsInPart
from voicebot.reporting.domains import Domain, Origin
from voicebot.reporting.results import Results
from voicebot.reporting.said import ETHNIC_GAP, MINORITY, WHITE
from voicebot.reporting.satisfaction import Satisfaction
from voicebot.reporting.tables.values import ALL

EVERYBODY = ("everybody", ALL)
"""The variable with one group, that of everybody."""
AGREEMENT = "agreement"
BY_ATTEMPT, BY_DAY_PART, BY_HOUR = "calls:attempt", "calls:day_part", "calls:hour"
BY_ARM = "call:arm"
_ETHNICITY = f"{Origin.SAID}:ethnicity"
_SATURDAY = 5
_INTERVIEWED, _ANSWERED, _PLACED = "interviewed", "answered", "placed"


def domain_variable(domain: Domain) -> str:
    """The variable of a domain."""
    return f"{domain.origin}:{domain.name}"


def frame_variable(name: str) -> str:
    """The variable of what the frame records; that of the domain of the same name."""
    return f"{Origin.FRAME}:{name}"


def answers_variable(question: str) -> str:
    """The variable with one group, that of those who answered a question."""
    return f"answers:{question}"


def hour_group(weekday: int, hour: int) -> str:
    """The group of an hour of the week: `0-09` is Monday from nine."""
    return f"{weekday}-{hour:02}"


def everybody(found: Results) -> Mapping[str, int]:
    """How many were interviewed, and how many of them answered each core question."""
    return {_INTERVIEWED: found.funnel.interviewed} | {one.question: one.overall.base for one in found.satisfaction}


def people(found: Results) -> Sequence[Part]:
    """The groups of people. What is shown of them in later releases depends on the earlier ones."""
    variable, group = EVERYBODY
    return [Part(variable, {group: everybody(found)}), *_by_variable(found), *_by_question(found)]


def calls(found: Results) -> Sequence[Part]:
    """The groups of calls: small ones are hidden like those of people, but a call that came since tells of nobody."""
    attempts, day_parts = _parts_of_calls(found.calls.by_ordinal), _parts_of_calls(found.calls.by_day_part)
    return [
        Part(BY_ATTEMPT, attempts),
        Part(BY_DAY_PART, day_parts),
        *(
            Part(BY_HOUR, _hours(found.calls.by_hour, part), within=(BY_DAY_PART, part))
            for part in (DayPart.DAY, DayPart.EVENING, DayPart.WEEKEND)
        ),
    ]


def _by_variable(found: Results) -> Iterator[Part]:
    bases = _satisfaction_bases(found.satisfaction)
    for profile in found.profiles:
        of = bases.setdefault(frame_variable(profile.variable), {})
        for one in profile.categories:
            of.setdefault(one.category, {})[_INTERVIEWED] = one.interviewed
    ethnicity = bases.pop(_ETHNICITY, {})
    yield from (Part(variable, of, within=EVERYBODY) for variable, of in bases.items())
    yield from _of_ethnicity(ethnicity)


def _satisfaction_bases(found: Sequence[Satisfaction]) -> dict[str, dict[str, dict[str, int]]]:
    bases: dict[str, dict[str, dict[str, int]]] = {}
    for question in found:
        for domain in question.domains:
            of = bases.setdefault(domain_variable(domain.domain), {})
            for one in domain.groups:
                of.setdefault(one.group, {})[question.question] = one.estimate.base
    return bases


def _of_ethnicity(bases: Bases) -> Iterator[Part]:
    """Its groups are parts of those of the published comparison, of which one is a group of its own."""
    gap = f"{Origin.SAID}:{ETHNIC_GAP}"
    minority = {group: of for group, of in bases.items() if group != WHITE}
    yield Part(_ETHNICITY, {group: of for group, of in bases.items() if group == WHITE}, within=(gap, WHITE))
    yield Part(_ETHNICITY, minority, within=(gap, MINORITY))


def _by_question(found: Results) -> Iterator[Part]:
    for one in found.distributions:
        answered = max((code.estimate.base for code in one.codes), default=0)
        yield Part(answers_variable(one.question), {ALL: {_ANSWERED: answered}})
    for agreement in found.agreements:
        yield Part(AGREEMENT, {agreement.variable: {_ANSWERED: agreement.both_known}})


def _parts_of_calls(found: Sequence[CallsInPart]) -> Bases:
    return {one.part: {_PLACED: one.placed} for one in found}


def _hours(found: Sequence[CallsInHour], part: DayPart) -> Bases:
    return {
        hour_group(one.weekday, one.hour): {_PLACED: one.placed}
        for one in found
        if _day_part(one.weekday, one.hour) is part
    }


def _day_part(weekday: int, hour: int) -> DayPart:
    if weekday >= _SATURDAY:
        return DayPart.WEEKEND
    return DayPart.EVENING if hour >= EVENING_FROM.hour else DayPart.DAY
