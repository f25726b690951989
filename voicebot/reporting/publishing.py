"""Releasing the public tables of a wave: when it may be done anew, and what is kept of each release.

The rules of what is hidden are `privacy/disclosure.py`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import NotFound, Refused
from voicebot.fieldwork.waves import find_wave
from voicebot.privacy import audit
from voicebot.privacy.disclosure import SMALLEST_BASE, Part, Shown, hide, still_missing
from voicebot.reporting.results import Results, results
from voicebot.reporting.tables import variables
from voicebot.reporting.tables.build import public_tables
from voicebot.reporting.tables.values import PublicTables, Release, Table
from voicebot.store import published, waves
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import PublishedTables

_BASES = TypeAdapter(dict[str, Shown])


@dataclass(frozen=True, slots=True)
class _Wave:
    """A wave that is to be released: its results, what was released of it, and the last headlines of other waves."""

    found: Results
    last: PublicTables | None
    before: Sequence[Mapping[str, Shown]]
    others: Mapping[str, Table]

    @property
    def is_over(self) -> bool:
        return not any(stratum.still_open for stratum in self.found.needs)

    @property
    def missing(self) -> int:
        """How many more interviews a release needs in which the figures of everybody are new."""
        variable, group = variables.EVERYBODY
        last = self.before[-1][variable].bases[group] if self.before else None
        return still_missing(variables.everybody(self.found), last)

    @property
    def is_due(self) -> bool:
        """A wave that is over has one more release, in which figures of people are new only as far as they may be."""
        ends = self.is_over and self.last is not None and not self.last.release.is_final
        return self.missing == 0 or ends


def publish(engine: Engine, clock: Clock, wave: str, who: str = audit.SYSTEM) -> PublicTables:
    """The public tables of a wave: a new release where one is due, which is kept and audited, else the last one again.

    Raises:
        NotFound: there is no such wave, no sample was drawn for it, or a questionnaire version is missing.
        BadQuestionnaire: this release can't read a questionnaire version.
        Refused: there are too few interviews for a first release, or somebody else has released meanwhile.
    """
    with reading(engine) as session:
        read = _read(session, wave)
    if not read.is_due:
        return _again(read)
    people = variables.people(read.found)
    hidden = hide(people, read.before)
    release = Release(len(read.before) + 1, clock.now(), read.is_over, until_next=SMALLEST_BASE)
    tables = public_tables(
        read.found, {**hidden, **hide(variables.calls(read.found), ())}, release, read.last, read.others
    )
    _keep(engine, read.found.facts.id, who, tables, _shown(people, hidden))
    return tables


def released(session: Session, wave: str) -> PublicTables:
    """The public tables of a wave as they were released last; nothing is worked out.

    Raises:
        NotFound: there is no such wave, or nothing was released of it.
    """
    releases = published.releases(session, find_wave(session, wave).id)
    if not releases:
        raise NotFound(f"nothing was released of {wave} yet: see `report`")
    return PublicTables.from_json(releases[-1].tables)


def _read(session: Session, name: str) -> _Wave:
    found = results(session, name)
    releases = published.releases(session, found.facts.id)
    others = {point.wave for trend in found.trends for point in trend.points} - {name}
    last = PublicTables.from_json(releases[-1].tables) if releases else None
    return _Wave(
        found=found,
        last=last,
        before=[_BASES.validate_json(one.bases) for one in releases],
        others={
            wave: PublicTables.from_json(tables).headline
            for wave, tables in published.last_of_waves(session, others).items()
        },
    )


def _again(read: _Wave) -> PublicTables:
    if read.last is None:
        raise Refused(f"nothing is released of fewer than {SMALLEST_BASE} interviews: {read.missing} more are needed")
    return replace(read.last, release=replace(read.last.release, until_next=read.missing))


def _shown(people: Sequence[Part], hidden: Mapping[str, frozenset[str]]) -> dict[str, Shown]:
    bases: dict[str, dict[str, Mapping[str, int]]] = {}
    for part in people:
        bases.setdefault(part.variable, {}).update(part.bases)
    return {variable: Shown(of, hidden[variable]) for variable, of in bases.items()}


def _keep(engine: Engine, wave_id: str, who: str, tables: PublicTables, shown: dict[str, Shown]) -> None:
    release = tables.release
    with transaction(engine) as session:
        waves.locked(session, tables.facts.wave)
        if published.number_of_last(session, wave_id) != release.number - 1:
            raise Refused("somebody else has just released these tables: ask again to have them")
        kept = PublishedTables(
            wave_id=wave_id,
            number=release.number,
            released_at=release.at,
            tables=tables.to_json(),
            bases=_BASES.dump_json(shown).decode(),
        )
        published.add(session, kept)
        audit.append(
            session,
            at=release.at,
            who=who,
            action="tables_released",
            subject=wave_id,
            number=release.number,
            final=release.is_final,
        )
