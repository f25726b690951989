"""Whether a process can hold calls, asked every few seconds by whoever sends it requests."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswer

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from voicebot.errors import VoicebotError
from voicebot.operations.inside import LEAST_FREE, free_bytes
from voicebot.privacy.keystore import KeyStore
from voicebot.store import system
from voicebot.store.engine import is_current, reading

SECONDS_TO_ANSWER = 1.0


class Readiness:
    """Asks the database in a thread of its own: a database that hangs holds up nobody, and no second question."""

    def __init__(self, engine: Engine, keys: KeyStore, seconds: float = SECONDS_TO_ANSWER) -> None:
        self._engine, self._keys, self._seconds = engine, keys, seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="readiness")
        self._asked: Future[str | None] | None = None

    def why_not(self) -> str | None:
        """Why this process can't hold calls, in a line without any secret; None if it can."""
        if self._asked is None or self._asked.done():
            self._asked = self._thread.submit(self._look)
        try:
            return self._asked.result(self._seconds)
        except NoAnswer:
            return f"the database does not answer within {self._seconds:g} s"

    def _look(self) -> str | None:
        try:
            return self._look_closely()
        except VoicebotError as fault:
            return str(fault)
        except (SQLAlchemyError, OSError):
            return "the database can't be read"

    def _look_closely(self) -> str | None:
        if not is_current(self._engine):
            return "the database is not up to date"
        with reading(self._engine) as session:
            self._keys.matching(system.key_fingerprint(session) or "")
        if self._keys.is_outdated():
            return "the keys of the prints were rotated: start this process again"
        free = free_bytes(self._engine)
        return "the disk of the database is full" if free is not None and free < LEAST_FREE else None
