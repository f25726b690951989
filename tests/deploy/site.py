"""A deployment on this machine: two web servers behind nginx, by the files of `deploy/` with other ports and a
certificate made for the occasion."""

import getpass
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.calls_in_progress import begin_calls
from tests.whole_wave.processes import ROOT, WebServer
from voicebot.commands.processes import free_address
from voicebot.composition import put_together
from voicebot.settings import read_settings
from voicebot.telephony.signature import sign

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
_TOKEN = "the token of no account"
_SECONDS_TO_START = 10
_ONE_DAY = timedelta(days=1)
_MAIN = """
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


@dataclass(frozen=True)
class Site:
    """What answers at `url`, whom nginx passes on to, and calls that somebody has just picked up."""

    url: str
    plain_url: str
    certificate: Path
    web_servers: Sequence[WebServer]
    calls: Sequence[str]

    def browser(self) -> requests.Session:
        """Somebody outside who believes the certificate."""
        session = requests.Session()
        session.verify = str(self.certificate)
        session.trust_env = False
        return session

    def press(self, session: requests.Session, call: str, turn: int, key: str, token: str = _TOKEN) -> int:
        """The status by which a signed turn is answered."""
        url = f"{self.url}/voice/calls/{call}/turns/{turn}"
        form = {"CallSid": f"CA{call}", "Digits": key, "msg": "Gather End", "FromCity": "Zürich & + = %"}
        headers = {"X-Twilio-Signature": sign(token, url, form), "Content-Type": "application/x-www-form-urlencoded"}
        return session.post(url, urlencode(form), headers=headers, timeout=15).status_code


@contextmanager
def site(folder: Path, calls: int) -> Iterator[Site]:
    """Web servers on SQLite behind nginx, with so many calls going on."""
    here, plain, *web = (free_address() for _ in range(4))
    url = f"https://localhost:{here.rpartition(':')[2]}"
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'data' / 'voicebot.db'}",
        "VOICEBOT_KEYS": str(folder / "keys"),
        "VOICEBOT_PUBLIC_URL": url,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": _TOKEN,
        "TWILIO_API_BASE_URL": "http://127.0.0.1:1",
    }
    picked_up, certificate = _picked_up(settings, calls), _make_certificate(folder)
    changes = {
        "listen 443": f"listen {here}",
        "listen 80": f"listen {plain}",
        "127.0.0.1:8001": web[0],
        "127.0.0.1:8002": web[1],
        "/etc/letsencrypt/live/survey.example.org": str(folder),
        "survey.example.org": "localhost",
    }
    with ExitStack() as running:
        web_servers = [
            running.enter_context(WebServer(settings | {"VOICEBOT_BIND": address}, folder / f"web-{nth}.log"))
            for nth, address in enumerate(web)
        ]
        running.enter_context(_nginx(folder, changes))
        built = Site(url, f"http://{plain}", certificate, web_servers, picked_up)
        _wait_for(built)
        yield built


def _picked_up(settings: Mapping[str, str], calls: int) -> list[str]:
    with pytest.MonkeyPatch.context() as environment:
        for name, value in settings.items():
            environment.setenv(name, value)
        parts = put_together(read_settings(None), set_up=True)
    ids = begin_calls(parts, calls)
    parts.engine.dispose()
    return ids


def _make_certificate(folder: Path) -> Path:
    """For localhost, signed by itself, beside its key; where it lies."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + _ONE_DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    path = folder / "fullchain.pem"
    path.write_bytes(certificate.public_bytes(pem))
    return path


@contextmanager
def _nginx(folder: Path, changes: Mapping[str, str]) -> Iterator[None]:
    """nginx with `deploy/nginx.conf`, changed so that it stands on this machine beside others."""
    of_the_project = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for ours, here in changes.items():
        assert ours in of_the_project
        of_the_project = of_the_project.replace(ours, here)
    (folder / "voicebot.conf").write_text(of_the_project, encoding="utf-8")
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, user=getpass.getuser()), encoding="utf-8")
    process = subprocess.Popen([str(NGINX), "-e", str(folder / "nginx.log"), "-c", str(folder / "nginx.conf")])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(built: Site) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    with built.browser() as browser:
        while True:
            try:
                assert browser.get(f"{built.url}/healthz", timeout=2).text == "ok\n"
            except requests.ConnectionError:
                assert time.monotonic() < until, "nginx did not start"
                time.sleep(0.02)
            else:
                return
