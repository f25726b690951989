"""PostgreSQL: how its connections are set up, and how what was deleted leaves its files.

What it has in common with SQLite is `engine.py`; how long a silent server is waited for, `patience.py`.
"""

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from voicebot.store import locks
from voicebot.store.patience import KEEPALIVE, PatientConnection
from voicebot.store.tables import Base

_STATEMENT_SECONDS = 8


def open_postgresql(url: URL) -> Engine:
    """An engine for this database; its options tell how it is read and how it is written statement by statement."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=16,
        max_overflow=4,
        pool_timeout=locks.SECONDS,
        pool_use_lifo=True,
        execution_options={"as_reader": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}},
        connect_args={
            "connect_timeout": locks.SECONDS,
            "options": " ".join(f"-c {name}={value}" for name, value in _settings().items()),
            **KEEPALIVE,
        },
    )
    event.listen(engine, "do_connect", _connect)
    engine.update_execution_options(writers=engine)
    engine.update_execution_options(statements=_by_statement(engine))
    return engine


def take_all_the_time(connection: Connection) -> None:
    """No time-out for what this connection is asked, and nobody else gets it afterwards."""
    connection.connection.driver_connection.patience = None  # type: ignore[union-attr]  # a `PatientConnection`
    connection.detach()
    connection.exec_driver_sql("SET statement_timeout = 0")


def write_anew(engine: Engine) -> None:
    """Write each table anew in the order of its key, which is random: CLUSTER leaves nothing of the old files."""
    with _by_statement(engine).connect() as connection:
        take_all_the_time(connection)
        for table in Base.metadata.sorted_tables:
            connection.exec_driver_sql(f"CLUSTER {table.name} USING {table.name}_pkey")


def clear_traces(engine: Engine) -> None:
    """Free what deleted rows still take."""
    with _by_statement(engine).connect() as connection:
        take_all_the_time(connection)
        connection.exec_driver_sql("VACUUM")


def _settings() -> dict[str, str]:
    return {
        "synchronous_commit": "on",
        "lock_timeout": f"{int(locks.SECONDS * 1000)}ms",
        "statement_timeout": f"{_STATEMENT_SECONDS}s",
        "idle_in_transaction_session_timeout": "60s",
    }


def _connect(_dialect: object, _record: object, arguments: list[Any], settings: dict[str, Any]) -> PatientConnection:
    return PatientConnection.connect(*arguments, **settings)


def _by_statement(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")
