"""Releases of a wave's public tables: when there is a new one, what it keeps to itself, and what two of them tell."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from tests import factories
from tests.factories import NOON
from tests.fieldwork.office import StoppedClock
from tests.reporting.synthetic import SyntheticWave
from voicebot.errors import NotFound, Refused
from voicebot.privacy import audit
from voicebot.privacy.disclosure import SMALLEST_BASE
from voicebot.reporting import publishing
from voicebot.reporting.estimates import Estimate
from voicebot.reporting.publishing import publish, released
from voicebot.reporting.results import Results, results
from voicebot.reporting.tables.values import ALL, PublicTables, Row, Table
from voicebot.reporting.trend import Trend, TrendPoint
from voicebot.store.engine import make_engine, reading, transaction
from voicebot.store.tables import Case, Sample

WAVE = SyntheticWave(cases=520, replicates=13, released=13)
EARLY, LATE, OVER = 6, 12, 13
"""Replicates that were called: from the last but one to the last come fewer than thirty interviews."""


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> dict[int, Results]:
    """The results of one wave as it went on; worked out once, since that takes long."""
    path = shutil.copy(_sqlite_template, tmp_path_factory.mktemp("published") / "voicebot.db")
    engine = make_engine(f"sqlite:///{path}")
    with transaction(engine) as session:
        WAVE.keep(session)
    found = {stage: _results_at(engine, stage) for stage in (EARLY, LATE, OVER)}
    engine.dispose()
    return found


def _results_at(engine: Engine, stage: int) -> Results:
    with transaction(engine) as session:
        session.execute(update(Sample).values(released=stage))
        state = "closed" if stage == OVER else "waiting"
        session.execute(update(Case).where(Case.replicate == 1).values(state=state))
    with reading(engine) as session:
        return results(session, WAVE.name)


class Office:
    """Whoever publishes a wave that has come as far as one of the stages."""

    def __init__(self, engine: Engine, stages: dict[int, Results], patch: pytest.MonkeyPatch) -> None:
        self.engine, self.clock = engine, StoppedClock(NOON)
        self._stages, self._patch = stages, patch
        with transaction(engine) as session:
            self._ids = {name: factories.wave(session, name=name).id for name in ("autumn", "spring")}

    def publish(self, stage: int, wave: str = "autumn", **changes: object) -> PublicTables:
        found = self._stages[stage]
        facts = replace(found.facts, name=wave, id=self._ids[wave])
        asked = replace(found, facts=facts, **changes)  # type: ignore[arg-type]
        self._patch.setattr(publishing, "results", lambda session, name: asked)
        self.clock.pass_(days=1)
        return publish(self.engine, self.clock, wave, "researcher")


@pytest.fixture
def office(engine: Engine, stages: dict[int, Results], monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(engine, stages, monkeypatch)


@pytest.fixture(scope="module")
def releases(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path, stages: dict[int, Results]
) -> Iterator[list[PublicTables]]:
    """One release a stage."""
    path = shutil.copy(_sqlite_template, tmp_path_factory.mktemp("releases") / "voicebot.db")
    engine = make_engine(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patch:
        publisher = Office(engine, stages, patch)
        yield [publisher.publish(stage) for stage in (EARLY, LATE, OVER)]
    engine.dispose()


def _row(tables: PublicTables, table: str, group: str) -> Row:
    return next(row for row in _table(tables, table).rows if row.group == group)


def _table(tables: PublicTables, name: str) -> Table:
    return next(table for table in tables.all_tables if table.id == name)


def test_each_release_is_numbered_dated_and_the_last_one_final(releases: list[PublicTables]) -> None:
    assert [one.release.number for one in releases] == [1, 2, 3]
    assert [one.release.at.day for one in releases] == [26, 27, 28]
    assert [one.release.is_final for one in releases] == [False, False, True]
    assert releases[0].facts.interviews + SMALLEST_BASE <= releases[1].facts.interviews


def test_no_figure_of_people_rests_on_fewer_than_thirty(releases: list[PublicTables]) -> None:
    bases = [cell.base for one in releases for table in one.all_tables for row in table.rows for cell in row.cells]
    assert min(base for base in bases if base is not None) >= SMALLEST_BASE
    assert any(row.is_hidden for table in releases[0].tables for row in table.rows)


def test_a_hidden_figure_leaves_nothing_of_itself(releases: list[PublicTables]) -> None:
    hidden = [
        cell for one in releases for table in one.tables for row in table.rows for cell in row.cells if cell.hidden
    ]
    assert {(one.value, one.base, one.n_effective, one.low, one.high, one.p) for one in hidden} == {(None,) * 6}


def test_groups_of_a_variable_are_hidden_or_of_an_earlier_release_in_all_tables_alike(
    releases: list[PublicTables],
) -> None:
    for one in releases:
        kept_back: dict[tuple[str, str], set[bool]] = {}
        for table in one.tables:
            if table.variable and table.group is None:
                for row in (row for row in table.rows if row.group != ALL and len(row.groups) == 1):
                    told = not row.is_hidden and row.as_at is None
                    kept_back.setdefault((table.variable, row.group), set()).add(told)
        assert {len(told) for told in kept_back.values()} == {1}


def test_what_is_left_of_everybody_is_enough(releases: list[PublicTables]) -> None:
    """Of the area: its groups are all there is, so what is not shown is the sum of the hidden ones."""
    for one in releases:
        for name, question in (("satisfaction-by-area", 0), ("satisfaction-by-victim_group", 4)):
            everybody, *groups = _table(one, name).rows
            shown = [row.cells[question].base or 0 for row in groups if not row.is_hidden and not row.as_at]
            left = (everybody.cells[question].base or 0) - sum(shown)
            assert left == 0 or left >= SMALLEST_BASE


def test_ethnic_groups_hide_each_other_within_the_published_comparison(releases: list[PublicTables]) -> None:
    minority = ("mixed", "asian", "black", "other")
    for one in releases:
        together = _row(one, "satisfaction-by-ethnic_gap", "minority_ethnic")
        rows = [row for row in _table(one, "satisfaction-by-ethnicity").rows if row.group in minority]
        left = (together.cells[4].base or 0) - sum(row.cells[4].base or 0 for row in rows)
        assert together.is_hidden or any(row.as_at for row in rows) or left == 0 or left >= SMALLEST_BASE


def test_hours_hide_each_other_within_their_part_of_the_week(releases: list[PublicTables]) -> None:
    for one in releases:
        weekend = [row for row in _table(one, "calls-by-hour").rows if row.group[0] in "56"]
        assert sum(row.is_hidden for row in weekend) != 1
        assert min((row.cells[0].value or 0 for row in weekend if not row.is_hidden), default=30) >= SMALLEST_BASE


def test_between_releases_a_group_has_nobody_new_or_thirty(releases: list[PublicTables]) -> None:
    compared = 0
    for before, now in pairwise(releases):
        for table in now.tables:
            if not table.id.startswith(("satisfaction-by-", "answers-")):
                continue
            for row in table.rows:
                earlier = {one.group: one for one in _rows_of(before, table.id)}.get(row.group)
                for cell, was in zip(row.cells, earlier.cells if earlier else (), strict=False):
                    if cell.base and was.base:
                        compared += 1
                        assert cell.base == was.base or cell.base - was.base >= SMALLEST_BASE
    assert compared > 50


def _rows_of(tables: PublicTables, name: str) -> tuple[Row, ...]:
    return next((table.rows for table in tables.all_tables if table.id == name), ())


def test_what_was_shown_of_a_group_is_shown_again_with_its_date(releases: list[PublicTables]) -> None:
    _, before, last = releases
    held = [(table.id, row) for table in last.tables for row in table.rows if row.as_at == before.release.at.date()]
    assert held
    for name, row in held:
        assert row.cells == _row(before, name, row.group).cells


def test_differences_are_told_of_groups_that_are_shown_alone(releases: list[PublicTables]) -> None:
    for one in releases:
        for table in one.tables:
            if table.id.startswith("differences-by-"):
                shares = _table(one, table.id.replace("differences", "satisfaction"))
                told = {row.group for row in shares.rows if not row.is_hidden and not row.as_at}
                assert {group for row in table.rows for group in row.groups} <= told


def test_what_people_say_of_themselves_has_no_table_of_answers(releases: list[PublicTables]) -> None:
    names = {table.id for one in releases for table in one.tables}
    assert "answers-whole" in names
    assert not names & {"answers-gender", "answers-ethnicity", "answers-disability_limits"}


def test_a_release_reads_back_as_it_was_written(releases: list[PublicTables]) -> None:
    assert [PublicTables.from_json(one.to_json()) for one in releases] == releases


def test_before_thirty_more_interviews_the_last_release_is_given_again(office: Office) -> None:
    first = office.publish(EARLY)
    again = office.publish(EARLY)
    assert (again.headline, again.tables, again.facts) == (first.headline, first.tables, first.facts)
    assert (again.release.number, again.release.at, again.release.until_next) == (1, first.release.at, SMALLEST_BASE)
    with reading(office.engine) as session:
        assert released(session, WAVE.name) == first
        (entry,) = audit.entries(session, action="tables_released")
    assert (entry.who, entry.details["number"], entry.details["final"]) == ("researcher", 1, False)


def test_a_wave_that_is_over_has_a_last_release_whose_figures_of_people_are_those_of_the_one_before(
    office: Office,
) -> None:
    before, last = office.publish(LATE), office.publish(OVER)
    assert 0 < last.facts.interviews - before.facts.interviews < SMALLEST_BASE
    assert (last.release.number, last.release.is_final) == (2, True)
    assert [row.cells for row in last.headline.rows] == [row.cells for row in before.headline.rows]
    assert {row.as_at for row in last.headline.rows} == {before.release.at.date()}
    assert _table(last, "outcomes") != _table(before, "outcomes")
    assert office.publish(OVER).release.number == 2


def test_nothing_is_released_of_fewer_than_thirty_interviews(office: Office, stages: dict[int, Results]) -> None:
    with pytest.raises(Refused, match="nothing is released of fewer than 30 interviews: 11 more are needed"):
        office.publish(OVER, funnel=replace(stages[OVER].funnel, interviewed=19))
    with reading(office.engine) as session, pytest.raises(NotFound, match="nothing was released"):
        released(session, WAVE.name)


def test_of_two_who_release_at_once_one_is_told_to_ask_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    read = publishing._read

    def read_slowly(*asked: object) -> object:
        found = read(*asked)  # type: ignore[arg-type]
        monkeypatch.setattr(publishing, "_read", read)
        office.publish(EARLY)
        return found

    monkeypatch.setattr(publishing, "_read", read_slowly)
    with pytest.raises(Refused, match="somebody else"):
        office.publish(EARLY)


def test_a_trend_has_of_other_waves_what_was_released_of_them(office: Office, stages: dict[int, Results]) -> None:
    spring = office.publish(EARLY, "spring")
    overall = stages[EARLY].satisfaction[-1].overall
    assert spring.headline.rows[-1].cells[0].base == overall.base

    def trend(of_spring: Estimate) -> tuple[Trend, ...]:
        points = (("winter", overall), ("spring", of_spring), ("autumn", overall))
        return (Trend("whole", tuple(TrendPoint(name, date(2026, 1, 1), share, (), None) for name, share in points)),)

    shown = office.publish(EARLY, trends=trend(overall))
    assert [row.group for row in _table(shown, "trend-whole").rows] == ["spring", "autumn"]
    changed = office.publish(LATE, trends=trend(replace(overall, base=overall.base + 2)))
    assert [row.group for row in _table(changed, "trend-whole").rows] == ["autumn"]
