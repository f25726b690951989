"""nginx and Caddy by the files of `deploy/`, each changed so that it stands on this machine beside others."""

import getpass
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.whole_wave.processes import ROOT

_NGINX_MAIN = """
daemon off;
user {user};
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/voicebot.conf;
}}
"""
_CADDY_MAIN = """{{
	admin off
	http_port {plain}
	https_port {here}
	storage file_system {folder}/caddy
}}
"""


@dataclass(frozen=True)
class Place:
    """Where it stands: `here` with TLS by the certificate in `folder`, `plain` without, and before whom."""

    folder: Path
    here: str
    plain: str
    web_servers: Sequence[str]


@dataclass(frozen=True)
class Proxy:
    """A program, if it is installed, and how it is set up at a place: the arguments to start it with.

    `seen_in_a_restart`: the statuses that the provider may see of turns while a web server is away; `shuns_for`: how
    many seconds it asks one no more that was; `too_long`: the status of what is refused at the door.
    """

    name: str
    set_up: Callable[[Place], Sequence[str]]
    seen_in_a_restart: Set[int]
    shuns_for: float
    too_long: int

    @property
    def program(self) -> str | None:
        return shutil.which(self.name) or shutil.which(self.name, path="/usr/sbin")

    @contextmanager
    def run(self, place: Place) -> Iterator[None]:
        """Let it stand there meanwhile."""
        with (place.folder / f"{self.name}.out").open("wb") as log:
            process = subprocess.Popen([str(self.program), *self.set_up(place)], stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _nginx(place: Place) -> Sequence[str]:
    changes = {
        "listen 443": f"listen {place.here}",
        "listen 80": f"listen {place.plain}",
        "/etc/letsencrypt/live/survey.example.org": str(place.folder),
        "survey.example.org": "localhost",
    }
    (place.folder / "voicebot.conf").write_text(_of_the_project("nginx.conf", place, changes), encoding="utf-8")
    main = _NGINX_MAIN.format(folder=place.folder, user=getpass.getuser())
    (place.folder / "nginx.conf").write_text(main, encoding="utf-8")
    return ["-e", str(place.folder / "nginx.log"), "-c", str(place.folder / "nginx.conf")]


def _caddy(place: Place) -> Sequence[str]:
    pem, key = (place.folder / name for name in ("fullchain.pem", "privkey.pem"))
    changes = {"survey.example.org {": f"localhost {{\n\ttls {pem} {key}"}
    ports = {"here": place.here.rpartition(":")[2], "plain": place.plain.rpartition(":")[2]}
    main = _CADDY_MAIN.format(folder=place.folder, **ports)
    path = place.folder / "Caddyfile"
    path.write_text(main + _of_the_project("Caddyfile", place, changes), encoding="utf-8")
    return ["run", "--config", str(path), "--adapter", "caddyfile"]


def _of_the_project(name: str, place: Place, changes: Mapping[str, str]) -> str:
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    ports = dict(zip(("127.0.0.1:8001", "127.0.0.1:8002"), place.web_servers, strict=True))
    for ours, here in (ports | changes).items():
        assert ours in text
        text = text.replace(ours, here)
    return text


NGINX, CADDY = Proxy("nginx", _nginx, {200}, 0, 413), Proxy("caddy", _caddy, {200, 502, 503}, 0.6, 502)
