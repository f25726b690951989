"""Whatever is asked while a large wave is called finds its rows by an index, on both kinds of database."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, text

from tests import factories
from tests.calls.survey import SOURCE, Survey
from tests.fieldwork.exchange import Exchange
from tests.fieldwork.office import FAST, urls
from tests.hooks import hooked
from voicebot.calls.settling import next_to_settle, settle_ended
from voicebot.fieldwork.dialler import Dialler
from voicebot.privacy.keystore import KeyStore
from voicebot.privacy.vault import Person

LARGE = frozenset({"survey_case", "contact", "contact_number", "attempt", "outbox", "exclusion"})
"""Tables that grow with a wave; the turns are those of calls that are going on."""
Asked = Mapping[str, Any]

_OF_DIALECT = {
    "sqlite": ("randomblob(32)", "TEXT"),
    "postgresql": ("sha256(decode(lpad(to_hex(i), 8, '0'), 'hex'))", "TIMESTAMPTZ"),
}
_COUNTED = "WITH RECURSIVE counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < 20000) "
_CASES = """INSERT INTO survey_case (id, wave_id, sample_id, batch_id, area, victim_group, codes, replicate,
    probability, multiplicity, resumes, held, state, due_at)
    SELECT 'case' || i, :wave, :sample, :batch, 'CE', 'burglary', '{}', 1, 1.0, 1, FALSE, FALSE,
    CASE WHEN i <= 10000 THEN 'closed' ELSE 'waiting' END, '2026-11-25 11:00:00' FROM counted"""
_CONTACTS = "INSERT INTO contact (case_id, sealed) SELECT 'case' || i, :sealed FROM counted"
_NUMBERS = "INSERT INTO contact_number (case_id, position, print) SELECT 'case' || i, 0, $print FROM counted"
_EXCLUSIONS = """INSERT INTO exclusion (print, month, origin)
    SELECT $print, '2026-10', 'import' FROM (SELECT i + 20000 AS i FROM counted) AS others"""
_ATTEMPTS = """INSERT INTO attempt (id, case_id, batch_id, ordinal, position, version, state, claimed_at, day_part, sid,
    rang, cut_off, inbound, result)
    SELECT 'attempt' || i, 'case' || i, :batch, 1, 0, :version, CASE WHEN i <= 20 THEN 'placed' ELSE 'settled' END,
    CASE WHEN i <= 20 THEN CAST('2026-11-25 12:00:00' AS $instant) ELSE '2026-11-23 11:00:00' END, 'weekday_day',
    'CA' || i, TRUE, FALSE, FALSE, 'no_answer' FROM counted WHERE i <= 10000"""
_ERRANDS = """INSERT INTO outbox (id, kind, attempt_id, due_at, tries, done_at)
    SELECT 'errand' || i, 'delete', 'attempt' || i, '2026-11-23 11:00:00', 1, '2026-11-23 11:00:00'
    FROM counted WHERE i <= 10000"""
_TURNS = """INSERT INTO turn (attempt_id, number, state, at)
    SELECT 'attempt' || (i % 20 + 1), i / 20, '{}', '2026-11-23 11:00:00' FROM counted WHERE i < 10000"""


def fill(survey: Survey) -> None:
    """A large wave in the middle of being called: half of it was, some are talking, the rest is due."""
    given = {
        "wave": survey.wave_id,
        "sample": survey.sample_id,
        "batch": survey.batch_id,
        "version": SOURCE.digest,
        "sealed": survey.parts.vault.seal(survey.key_id, "somebody", Person("Sam", (), "", {})),
    }
    a_print, an_instant = _OF_DIALECT[survey.engine.dialect.name]
    with survey.changing() as session:
        for rows in (_CASES, _CONTACTS, _NUMBERS, _EXCLUSIONS, _ATTEMPTS, _ERRANDS, _TURNS):
            statement = text(_COUNTED + rows.replace("$print", a_print).replace("$instant", an_instant))
            session.execute(statement, {name: given[name] for name in statement._bindparams})
        if survey.engine.dialect.name == "postgresql":  # as its autovacuum does by itself after a while
            session.execute(text("ANALYZE"))


@contextmanager
def asking(engine: Engine) -> Iterator[dict[str, Any]]:
    """The different statements of whoever works on this engine meanwhile, each with what it was asked with."""
    asked: dict[str, Any] = {}

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        if re.match(r"SELECT|UPDATE|DELETE|INSERT", statement):
            asked.setdefault(statement, parameters[0] if isinstance(parameters, list) else parameters)

    with hooked(engine, before_cursor_execute=note):
        yield asked


def read_wholly(engine: Engine, asked: Asked) -> set[tuple[str, str]]:
    """The large tables that are read from end to end, with the statement that does it."""
    is_sqlite = engine.dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    whole = re.compile(r"SCAN (\w+)" if is_sqlite else r"Seq Scan on (\w+)")
    found = set[tuple[str, str]]()
    with engine.connect() as connection:
        for statement, parameters in asked.items():
            plan = "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters))
            found |= {(table, statement) for table in whole.findall(plan) if table in LARGE}
    return found


def test_nothing_that_calling_asks_reads_a_large_table_wholly(engine: Engine, keys: KeyStore) -> None:
    survey = Survey(engine, keys)
    fill(survey)
    exchange = Exchange(survey.clock)
    dialler = Dialler(
        engine=engine,
        clock=survey.clock,
        provider=exchange,
        vault=survey.parts.vault,
        prints=survey.parts.prints,
        limits=FAST,
        urls=urls,
        settle=lambda: settle_ended(survey.board),
        next_settling=next_to_settle,
    )
    line = survey.rings(survey.person(factories.number(1)))
    with dialler, asking(engine) as asked:
        line.picks_up().presses("1", "1", "1", "3", "*").hangs_up()
        dialler.next_due()
        for _ in range(3):
            dialler.work()
            survey.clock.pass_(minutes=2)
    assert len(asked) > 30
    assert read_wholly(engine, asked) == set()
