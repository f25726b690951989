"""The pictures of a release are drawn with it and kept; without them it is shown all the same."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from tests.factories import NOON
from tests.fieldwork.office import StoppedClock
from tests.reporting.synthetic import SyntheticWave
from voicebot.errors import NotFound
from voicebot.reporting.report_page import drawn
from voicebot.reporting.report_page.drawn import kept_pictures, publish_with_pictures
from voicebot.reporting.tables.values import PublicTables
from voicebot.store.engine import make_engine, reading, transaction
from voicebot.store.tables import PublishedPicture

WAVE = SyntheticWave(cases=200)
Released = tuple[Engine, PublicTables]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Released]:
    engine = make_engine(f"sqlite:///{shutil.copy(_sqlite_template, tmp_path_factory.mktemp('drawn') / 'voicebot.db')}")
    with transaction(engine) as session:
        WAVE.keep(session)
    yield engine, publish_with_pictures(engine, StoppedClock(NOON), WAVE.name)
    engine.dispose()


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[PublicTables]:
    """Of which tables pictures are drawn; each has one that says so."""
    drawn_of: list[PublicTables] = []

    def draw(tables: PublicTables) -> dict[str, str]:
        drawn_of.append(tables)
        return {tables.headline.id: f"<svg>{tables.facts.wave}</svg>"}

    monkeypatch.setattr(drawn, "pictures_of", draw)
    return drawn_of


def test_what_was_drawn_with_a_release_is_shown_by_whoever_looks(
    released: Released, drawings: list[PublicTables]
) -> None:
    engine, tables = released
    with reading(engine) as session:
        pictures = kept_pictures(session, tables)
    assert {"headline", "funnel", "calls-by-hour"} <= pictures.keys() <= {one.id for one in tables.all_tables}
    assert all(picture.startswith("<svg") for picture in pictures.values())
    assert drawings == []


def test_a_release_that_is_given_again_is_not_drawn_again(released: Released, drawings: list[PublicTables]) -> None:
    engine, tables = released
    assert publish_with_pictures(engine, StoppedClock(NOON), WAVE.name).release.number == tables.release.number
    assert drawings == []


def test_a_release_whose_pictures_were_not_kept_is_drawn_when_looked_at_and_kept_when_asked_for_again(
    released: Released, drawings: list[PublicTables]
) -> None:
    engine, tables = released
    with transaction(engine) as session:
        session.execute(delete(PublishedPicture))
    drawn_now = {"headline": f"<svg>{WAVE.name}</svg>"}
    with reading(engine) as session:
        assert kept_pictures(session, tables) == drawn_now
    publish_with_pictures(engine, StoppedClock(NOON), WAVE.name)
    assert len(drawings) == 2
    with reading(engine) as session:
        assert kept_pictures(session, tables) == drawn_now
    assert len(drawings) == 2


def test_of_a_wave_that_is_not_there_nothing_is_drawn(sqlite_engine: Engine, drawings: list[PublicTables]) -> None:
    with pytest.raises(NotFound, match="no wave called spring"):
        publish_with_pictures(sqlite_engine, StoppedClock(NOON), "spring")
    assert drawings == []
