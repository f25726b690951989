"""PostgreSQL's own programs: a database dumped to a file, and a file loaded into an empty database.

Where they connect to goes through their environment: an argument would show the password to everybody on the machine.
"""

import os
import shutil
import subprocess  # nosec B404
from collections.abc import Mapping
from pathlib import Path

from psycopg.pq import Conninfo
from sqlalchemy import URL, text
from sqlalchemy.orm import Session

from voicebot.errors import Refused

_AS_IT_IS = ("--no-owner", "--no-privileges")


def dump(session: Session, path: Path) -> None:
    """Write what this session sees to a file, in pg_dump's own format.

    Raises:
        Refused: pg_dump is not installed, or failed.
    """
    session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))  # we only wait while it is written
    snapshot = session.scalar(text("SELECT pg_export_snapshot()"))
    arguments = (*_AS_IT_IS, "--format=custom", f"--snapshot={snapshot}", f"--file={path}")
    _run("pg_dump", session.get_bind().engine.url, *arguments)


def load(url: URL, path: Path) -> None:
    """Load a file of `dump` into an empty database, all of it or nothing.

    Raises:
        Refused: pg_restore is not installed, or failed.
    """
    arguments = (*_AS_IT_IS, "--single-transaction", "--exit-on-error", f"--dbname={url.database}")
    _run("pg_restore", url, *arguments, str(path))


def _run(program: str, url: URL, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise Refused(f"{program} is not installed here: install PostgreSQL's client programs, as new as the server")
    done = subprocess.run(  # noqa: S603  # nosec B603
        [found, *arguments], env=os.environ | _environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Refused(f"{program} failed: {next(iter(done.stderr.splitlines()), 'it does not say why')}")


def _environment(url: URL) -> Mapping[str, str]:
    """The variables of libpq for this address."""
    given = {**url.query, **url.translate_connect_args(username="user", database="dbname")}
    variables = {one.keyword.decode(): one.envvar.decode() for one in Conninfo.get_defaults() if one.envvar}
    return {variables[name]: str(value) for name, value in given.items() if name in variables}
