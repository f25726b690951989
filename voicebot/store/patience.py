"""How long anybody waits for a PostgreSQL server that says nothing: it is gone, hangs, or a firewall forgot us.

The server's own time-outs, which `engine.py` sets, end no such wait, since they need a server that still works.
"""

from typing import Any, TypeVar

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen

_Answer = TypeVar("_Answer")

SECONDS_TO_ANSWER = 9.0
"""A statement or a commit: more than the server gives a statement, less than the provider a webhook (15)."""
KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 8000}
"""For libpq: a connection that leads nowhere is given up within 11 seconds, also while it is idle."""


class PatientConnection(Connection[Any]):
    """A connection that is given up, and closed, when the server does not answer in time."""

    patience: float | None = SECONDS_TO_ANSWER
    """In seconds; None for work that may take as long as it likes."""

    def wait(self, gen: PQGen[_Answer], interval: float = 0.1, timeout: float | None = None) -> _Answer:
        """Wait for the server to bring this to an end.

        Raises:
            psycopg.OperationalError: it did not in time; what was asked for may or may not have been done.
        """
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience)
        except OperationalError as fault:
            if fault.sqlstate is None:  # it was not the server that said so
                self.close()
            raise
