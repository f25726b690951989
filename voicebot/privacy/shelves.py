"""Where keys lie: in a folder, or in a separate database for many machines. What they are for is `keystore.py`'s.

A shelf knows names (`master`, `prints/1`, `waves/…`) and secrets; it writes one whole or not at all.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol
from weakref import finalize

from sqlalchemy import LargeBinary, String, Table, delete, func, insert, inspect, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.schema import Column, MetaData

from voicebot.errors import KeysRefused
from voicebot.privacy import key_files
from voicebot.store.engine import clear_traces, make_engine

_KEYS = Table(
    "voicebot_key",
    MetaData(),
    Column("name", String(60), primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)

_LOCK = 0x766F696365
"""Of PostgreSQL's advisory locks: the word voice."""


class Shelf(Protocol):
    """What a key store asks of the place where its keys lie."""

    def prepare(self) -> None:
        """Make the place if it is not there."""

    def check(self) -> None:
        """Refuse a place that is not there, or that others may look into.

        Raises:
            KeysRefused: with what to do.
        """

    def is_empty(self) -> bool:
        """Whether nothing at all is there."""

    def hold(self) -> AbstractContextManager[None]:
        """Hold the place for oneself among all processes that do so; never held twice by one."""

    def has(self, name: str) -> bool:
        """Whether there is a secret of that name."""

    def names(self, room: str) -> Sequence[str]:
        """The names of all secrets in a room such as `waves`."""

    def read(self, name: str, length: int) -> bytes:
        """A secret of so many bytes.

        Raises:
            KeysRefused: it is missing, damaged, or open to others.
        """

    def write(self, name: str, secret: bytes) -> None:
        """Write a secret, in place of one of that name; once this returns it outlives a crash."""

    def set_aside(self, name: str, to: str) -> None:
        """Give a secret another name, under which nobody looks for it."""

    def destroy(self, name: str) -> None:
        """Overwrite and remove a secret; nothing happens if it is gone."""


def shelf_at(place: Path | str) -> Shelf:
    """The shelf at a folder or at the URL of a database."""
    return KeyDatabase(place) if isinstance(place, str) else KeyFolder(place)


class KeyFolder:
    """A folder of mode 0700 with a file of mode 0600 for each secret."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __str__(self) -> str:
        return str(self.folder)

    def prepare(self) -> None:
        """Make the folder."""
        key_files.make_folder(self.folder)

    def check(self) -> None:
        """Refuse a folder that is not there or that others may enter."""
        key_files.check_folder(self.folder)
        for room in self.folder.iterdir():
            if room.is_dir():
                key_files.check_folder(room)

    def is_empty(self) -> bool:
        """Whether nothing at all is in the folder."""
        return not any(self.folder.iterdir())

    def hold(self) -> AbstractContextManager[None]:
        """Hold the folder by its lock."""
        return key_files.locked(self.folder)

    def has(self, name: str) -> bool:
        """Whether there is a file for that name."""
        return self._file(name).exists()

    def names(self, room: str) -> Sequence[str]:
        """The names of the files in a room."""
        return sorted(f"{room}/{path.stem}" for path in (self.folder / room).glob("*.key"))

    def read(self, name: str, length: int) -> bytes:
        """Read a file."""
        return key_files.read_secret(self._file(name), length)

    def write(self, name: str, secret: bytes) -> None:
        """Write a file whole."""
        key_files.make_folder(self._file(name).parent)
        key_files.write_secret(self._file(name), secret)

    def set_aside(self, name: str, to: str) -> None:
        """Rename a file, so that it ends in what nobody looks for."""
        self._file(name).rename(self._file(name).with_suffix(f".{to}"))

    def destroy(self, name: str) -> None:
        """Overwrite and remove a file."""
        key_files.shred(self._file(name))

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.key"


class KeyDatabase:
    """A table in a database of its own; each act on it is a transaction."""

    def __init__(self, url: str) -> None:
        self._url, self._engine = url, make_engine(url)
        finalize(self, self._engine.dispose)

    def __str__(self) -> str:
        return make_url(self._url).render_as_string(hide_password=True)

    def prepare(self) -> None:
        """Make the table in a database that has no table yet."""
        with self.hold(), self._engine.begin() as connection:
            if not inspect(connection).get_table_names():
                _KEYS.create(connection, checkfirst=True)

    def check(self) -> None:
        """Refuse a database that has no such table."""
        with self._engine.begin() as connection:
            if not inspect(connection).has_table(_KEYS.name):
                raise KeysRefused(f"there is no key store at {self}: set VOICEBOT_KEYS, or restore it from its backup")

    def is_empty(self) -> bool:
        """Whether the table has no row."""
        with self._engine.begin() as connection:
            return not connection.scalar(select(func.count()).select_from(_KEYS))

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the database by a lock that lies beside its rows, since each of them is committed by itself."""
        if self._engine.dialect.name == "sqlite":
            with key_files.locked(Path(str(self._engine.url.database)).parent):
                yield
            return
        with self._engine.connect() as connection:
            connection.execute(select(func.pg_advisory_lock(_LOCK)))
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(_LOCK)))

    def has(self, name: str) -> bool:
        """Whether there is a row of that name."""
        with self._engine.begin() as connection:
            return connection.scalar(select(_KEYS.c.name).where(_KEYS.c.name == name)) is not None

    def names(self, room: str) -> Sequence[str]:
        """The names of the rows of a room."""
        with self._engine.begin() as connection:
            statement = select(_KEYS.c.name).where(_KEYS.c.name.startswith(f"{room}/", autoescape=True))
            return connection.scalars(statement.order_by(_KEYS.c.name)).all()

    def read(self, name: str, length: int) -> bytes:
        """Read a row."""
        with self._engine.begin() as connection:
            secret = connection.scalar(select(_KEYS.c.secret).where(_KEYS.c.name == name))
        if secret is None:
            raise KeysRefused(f"the key {name} is missing at {self}: restore it from the key store's backup")
        if len(secret) != length:
            raise KeysRefused(f"the key {name} at {self} is damaged: restore it from the key store's backup")
        return bytes(secret)

    def write(self, name: str, secret: bytes) -> None:
        """Write a row."""
        with self._engine.begin() as connection:
            connection.execute(delete(_KEYS).where(_KEYS.c.name == name))
            connection.execute(insert(_KEYS), {"name": name, "secret": secret})

    def set_aside(self, name: str, to: str) -> None:
        """Rename a row."""
        with self._engine.begin() as connection:
            connection.execute(update(_KEYS).where(_KEYS.c.name == name).values(name=f"aside/{name}.{to}"))

    def destroy(self, name: str) -> None:
        """Overwrite and delete a row, and what it leaves behind in the files."""
        with self._engine.begin() as connection:
            connection.execute(update(_KEYS).where(_KEYS.c.name == name).values(secret=bytes(60)))
            connection.execute(delete(_KEYS).where(_KEYS.c.name == name))
        clear_traces(self._engine)
