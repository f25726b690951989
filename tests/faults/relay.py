"""A way to PostgreSQL that can fall silent: the connections stay, and nothing goes through, as when a machine hangs."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from sqlalchemy import URL

_CHUNK = 65_536


class Relay:
    """Passes bytes on between a port of this machine and the server's socket. `connections`: how many there were."""

    def __init__(self, server: str) -> None:
        self._server, self._through = server, Event()
        self._through.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port: int = self._listening.getsockname()[1]
        self.connections = 0
        Thread(target=self._accept, daemon=True).start()

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Nothing goes through meanwhile; afterwards all that waited does."""
        self._through.clear()
        yield
        self._through.set()

    def end(self) -> None:
        """Cut everything."""
        self._through.set()
        for one in (self._listening, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                self.connections += 1
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._server)
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while read := one.recv(_CHUNK):
                self._through.wait()
                other.sendall(read)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)


@contextmanager
def relayed(database: URL) -> Iterator[tuple[Relay, str]]:
    """A relay before the server of the tests, and the address of that database behind it."""
    relay = Relay(f"{database.query['host']}/.s.PGSQL.5432")
    url = database.set(host="127.0.0.1", port=relay.port, query={})
    try:
        yield relay, url.render_as_string(hide_password=False)
    finally:
        relay.end()
