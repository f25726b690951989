"""The fixed list of a wave's tables from its results, in the order of reading; what has to be is hidden."""

from collections.abc import Iterator, Mapping, Sequence

from voicebot.reporting.distributions import Distribution
from voicebot.reporting.domains import Origin
from voicebot.reporting.results import Results
from voicebot.reporting.tables import fieldwork, representativeness, satisfaction
from voicebot.reporting.tables.protecting import Hidden, protect
from voicebot.reporting.tables.values import PublicFacts, PublicTables, Release, Table
from voicebot.reporting.tables.variables import BY_ATTEMPT, BY_DAY_PART


def public_tables(
    found: Results, hidden: Hidden, release: Release, last: PublicTables | None, others: Mapping[str, Table]
) -> PublicTables:
    """The tables of a release.

    Args:
        found: the results of the wave.
        hidden: the groups to hide, by variable.
        release: which one it is.
        last: the release before.
        others: the headlines of other waves, by wave, as they were released: a trend goes over these waves alone.
    """
    headline, *tables = (protect(table, hidden, last) for table in _tables(found, hidden, others))
    return PublicTables(_facts(found), release, headline, tuple(tables))


def _facts(found: Results) -> PublicFacts:
    facts, weighting, headline = found.facts, found.weighting, found.headline
    return PublicFacts(
        wave=facts.name,
        flow=facts.flow,
        reference_date=facts.reference_date,
        since=facts.since,
        until=facts.until,
        first_month=facts.first_month,
        last_month=facts.last_month,
        method=facts.method,
        hard_quotas=facts.hard_quotas,
        drawn=found.funnel.drawn,
        released=found.funnel.released,
        interviews=found.funnel.interviewed,
        design_effect=round(weighting.design_effect, 2) if weighting else None,
        n_effective=round(weighting.n_effective) if weighting else None,
        margin_error=round(weighting.margin_error, 4) if weighting else None,
        weighted_by=tuple(weighting.margins) if weighting else (),
        not_weighted_by=weighting.left_out if weighting else (),
        headline=headline.question if headline else None,
    )


def _tables(found: Results, hidden: Hidden, others: Mapping[str, Table]) -> Iterator[Table]:
    yield satisfaction.headline(found.satisfaction)
    yield from satisfaction.by_domain(found.satisfaction)
    yield from (satisfaction.distribution(one) for one in _not_about_people(found))
    yield from satisfaction.trend(found.trends, found.facts.name, others)
    yield from _fieldwork(found)
    yield from (representativeness.profile(one) for one in found.profiles)
    yield representativeness.agreement(found.agreements)
    if found.response_model:
        told = {variable for variable, groups in hidden.items() if not groups}
        yield representativeness.response(found.response_model, told)
    yield from _instrument(found)
    yield from fieldwork.calls(found.calls)


def _not_about_people(found: Results) -> Sequence[Distribution]:
    """Without what people say of themselves: those are the groups of other tables, and hidden there."""
    groups = {one.domain.name for of in found.satisfaction for one in of.domains if one.domain.origin is Origin.SAID}
    sections = {one.section for one in found.distributions if one.question in groups}
    return [one for one in found.distributions if one.section not in sections]


def _fieldwork(found: Results) -> Iterator[Table]:
    yield fieldwork.funnel(found.funnel)
    yield fieldwork.outcomes(found.outcomes)
    yield fieldwork.rates(found.rates)
    yield fieldwork.rates_of_cases("area", "Rates by area", found.rates_by_area)
    yield fieldwork.rates_of_cases("victim_group", "Rates by victim group", found.rates_by_victim_group)
    if found.experiment:
        yield from fieldwork.rates_of_arms(found.experiment)
    yield fieldwork.rates_of_calls("attempt", "Rates by attempt", found.rates_by_attempt, BY_ATTEMPT)
    yield fieldwork.rates_of_calls("day_part", "Rates by part of the week", found.rates_by_day_part, BY_DAY_PART)


def _instrument(found: Results) -> Iterator[Table]:
    arms = {version: arm for arm, version in found.facts.arms.items()}
    for version in dict.fromkeys(one.version for one in found.prompts):
        yield fieldwork.instrument([one for one in found.prompts if one.version == version], arms.get(version))
