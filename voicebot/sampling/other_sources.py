"""Reads a frame from Parquet, from a spreadsheet, or from a database by a query.

No error shows a value of the frame, or the database's user or password.
"""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from voicebot.errors import BadFrame
from voicebot.sampling.table import Choose, Table, as_text, numbered, text_columns

_SPREADSHEET_LIBRARY = "fastexcel"
_ROWS_AT_ONCE = 50_000


def read_parquet(path: Path, choose: Choose) -> Table:
    """The wanted columns of a Parquet file.

    Raises:
        BadFrame: it is none.
    """
    try:
        found = list(pl.read_parquet_schema(path))
        places = choose(found)
        rows = pl.read_parquet(path, columns=[found[place] for place in places])
        return Table(numbered(as_text(rows.select(_named(found, places)))))
    except PolarsError:
        raise BadFrame(f"{path.name} is no Parquet file, or is damaged") from None


def read_spreadsheet(path: Path, choose: Choose) -> Table:
    """The wanted columns of the first sheet of an XLSX file.

    Raises:
        BadFrame: it is none, or the library that reads them is not installed.
    """
    if find_spec(_SPREADSHEET_LIBRARY) is None:
        raise BadFrame(
            f"spreadsheets can't be read here: install {_SPREADSHEET_LIBRARY}, or save {path.name} as CSV in UTF-8"
        )
    try:
        rows = pl.read_excel(path, engine="calamine", infer_schema_length=None)
    except Exception:  # the library has errors of its own, which can't be named while it may be missing
        raise BadFrame(f"{path.name} is no XLSX file, or is damaged") from None
    places = choose(rows.columns)
    return Table(numbered(as_text(rows.select(_named(rows.columns, places)))))


def read_query(url: str, query: str, choose: Choose) -> Table:
    """The wanted columns of what a query finds in a database; whatever else the query does there is undone.

    Raises:
        BadFrame: the database can't be reached, or the query can't be run or finds no columns.
    """
    try:
        engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
        with engine.connect() as connection:
            return Table(numbered(_run(connection, query, choose)))
    except ModuleNotFoundError as fault:
        raise BadFrame(f"the driver {fault.name} for this database is not installed: install it with pip") from None
    except SQLAlchemyError as fault:
        kind = type(fault).__name__
        raise BadFrame(f"the frame can't be read from its database ({kind}): check URL and query") from None


def _run(connection: Connection, query: str, choose: Choose) -> pl.DataFrame:
    options = {"stream_results": True, "no_parameters": True}
    result = connection.exec_driver_sql(query, execution_options=options)
    places = choose(list(result.keys()))
    chunks = [_chunk([], places)]
    chunks.extend(_chunk([tuple(row) for row in rows], places) for rows in result.partitions(_ROWS_AT_ONCE))
    return pl.concat(chunks, rechunk=True)


def _chunk(rows: list[tuple[object, ...]], places: Mapping[int, str]) -> pl.DataFrame:
    return text_columns({name: [_cell(row[place]) for row in rows] for place, name in places.items()})


def _cell(value: object) -> str | None:
    return None if value is None else str(value)


def _named(found: list[str], places: Mapping[int, str]) -> list[pl.Expr]:
    """The wanted columns under our names."""
    return [pl.col(found[place]).alias(name) for place, name in places.items()]
