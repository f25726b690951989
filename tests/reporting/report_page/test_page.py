"""The report on a whole made-up wave: complete, self-contained, and made of the public tables alone."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.factories import NOON
from tests.fieldwork.office import StoppedClock
from tests.reporting.synthetic import SyntheticWave
from voicebot.errors import NotFound
from voicebot.reporting.publishing import publish
from voicebot.reporting.report_page.figures import figure
from voicebot.reporting.report_page.page import render_report
from voicebot.reporting.report_page.pictures import pictures_of
from voicebot.reporting.report_page.provenance import Provenance, provenance
from voicebot.reporting.tables.values import HIDDEN, PublicTables, TableKind
from voicebot.store.engine import make_engine, reading, transaction

WAVE = SyntheticWave(cases=500, response=0.5)


@pytest.fixture(scope="module")
def wave_engine(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[Engine]:
    path = shutil.copy(_sqlite_template, tmp_path_factory.mktemp("page") / "voicebot.db")
    engine = make_engine(f"sqlite:///{path}")
    with transaction(engine) as session:
        WAVE.keep(session)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def tables(wave_engine: Engine) -> PublicTables:
    return publish(wave_engine, StoppedClock(NOON), WAVE.name)


@pytest.fixture(scope="module")
def made(wave_engine: Engine) -> Provenance:
    with reading(wave_engine) as session:
        return provenance(session, WAVE.name)


@pytest.fixture(scope="module")
def page(tables: PublicTables, made: Provenance) -> str:
    return _drawn(tables, made)


def test_it_is_one_file_that_loads_nothing_and_runs_nothing(page: str) -> None:
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b|\b(src|style|on\w+)=|@import|url\(", page)
    assert set(re.findall(r"https?://[^\"' <]+", page)) == {"http://www.w3.org/2000/svg"}


def test_it_is_well_formed_with_an_id_for_each_thing_that_is_linked_to(page: str) -> None:
    seen = _Seen()
    seen.feed(page)
    assert seen.open == []
    assert len(seen.ids) == len(set(seen.ids))
    assert seen.links <= set(seen.ids)


def test_every_figure_of_every_table_stands_in_it(page: str, tables: PublicTables) -> None:
    """But for a trend of a single wave, which is none."""
    seen = unescape(page)
    for table in (one for one in tables.all_tables if one.kind is not TableKind.TREND):
        printed = {table.title} if table.rows else set()
        for row in table.rows:
            printed |= {figure(cell, column.unit) for cell, column in zip(row.cells, table.columns, strict=True)}
        assert {text for text in printed if text not in seen} == set()


def test_it_has_a_picture_of_each_kind(page: str) -> None:
    pictures = set(re.findall(r'aria-labelledby="picture-([\w-]+)-title', page))
    assert {"scale", "satisfaction-by-area", "funnel", "profile-age", "instrument", "calls-by-hour"} <= pictures


def test_the_headline_is_the_whole_experience(page: str, tables: PublicTables) -> None:
    (row,) = [row for row in tables.headline.rows if row.group == "whole"]
    assert f"<strong>{figure(row.cells[0], tables.headline.columns[0].unit)}</strong>" in page


def test_it_says_how_it_was_made_and_can_be_made_again(page: str, made: Provenance) -> None:
    for fact in (made.seed, made.frame_digest, made.asked[0].digest, "Wilson", "Kish", "AAPOR", "fewer than 30"):
        assert fact in page
    assert "Gate 1: the right person" in page
    assert "no probability sample" not in page


def test_the_same_tables_give_the_same_file(page: str, tables: PublicTables, made: Provenance) -> None:
    assert _drawn(PublicTables.from_json(tables.to_json()), made) == page


def test_an_interim_report_says_when_the_next_one_comes(tables: PublicTables, made: Provenance) -> None:
    interim = replace(tables, release=replace(tables.release, is_final=False, until_next=17))
    assert "after 17 more interviews" in " ".join(_bare(interim, made).split())


def test_hard_quotas_are_told_at_the_top(tables: PublicTables, made: Provenance) -> None:
    quotas = replace(tables, facts=replace(tables.facts, hard_quotas=True))
    text = _bare(quotas, made)
    assert text.index("no probability sample") < text.index("Method and limits</h2>")
    assert "Wilson" not in text


def test_what_is_hidden_is_in_no_picture_and_no_line(tables: PublicTables, made: Provenance) -> None:
    (table,) = [one for one in tables.tables if one.id == "satisfaction-by-area"]
    hidden = replace(table, rows=tuple(replace(row, cells=tuple(HIDDEN for _ in row.cells)) for row in table.rows))
    text = _drawn(replace(tables, tables=(hidden,)), made)
    shown = {
        figure(cell, column.unit)
        for row in table.rows[1:]
        for cell, column in zip(row.cells, table.columns, strict=True)
    }
    only_here = shown - {figure(row.cells[0], tables.headline.columns[0].unit) for row in tables.headline.rows}
    assert not [text_of for text_of in only_here if text_of in text]


def test_a_name_is_text_whatever_is_in_it(tables: PublicTables, made: Provenance) -> None:
    odd = replace(tables, facts=replace(tables.facts, wave="<script>alert(1)</script>"))
    assert "<script" not in _bare(odd, made)


def test_a_wave_that_was_never_launched_has_a_page_without_a_questionnaire(
    tables: PublicTables, made: Provenance
) -> None:
    assert "Nothing was asked yet." in _bare(tables, replace(made, asked=()))


def test_a_wave_without_a_sample_has_no_provenance(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as session, pytest.raises(NotFound, match="no wave called spring"):
        provenance(session, "spring")


def _drawn(tables: PublicTables, made: Provenance) -> str:
    return render_report(tables, made, pictures_of(tables))


def _bare(tables: PublicTables, made: Provenance) -> str:
    """The page with the headline alone, and no picture."""
    return render_report(replace(tables, tables=()), made, {})


class _Seen(HTMLParser):
    """Ids, links within the page, and what was opened and not closed."""

    _VOID = ("meta", "br")

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._VOID:
            self.open.append(tag)
        self._note(dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def _note(self, attributes: dict[str, str | None]) -> None:
        self.ids += [one for one in [attributes.get("id")] if one]
        if (link := attributes.get("href")) is not None:
            self.links.add(link.removeprefix("#"))
