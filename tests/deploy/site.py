"""A deployment on this machine: two web servers behind a proxy, by the files of `deploy/` with other ports and a
certificate made for the occasion. How each proxy is started is `proxies.py`'s."""

import socket
import ssl
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.calls_in_progress import begin_calls
from tests.deploy.proxies import Place, Proxy
from tests.whole_wave.processes import WebServer
from voicebot.commands.processes import free_address
from voicebot.composition import put_together
from voicebot.settings import read_settings
from voicebot.telephony.signature import sign

_TOKEN = "the token of no account"
_SECONDS_TO_START = 10
_SECONDS_TO_WAIT, _BETWEEN_TRIES = 3, 0.05
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Site:
    """What answers at `url`, whom the proxy passes on to, and calls that somebody has just picked up."""

    url: str
    plain_url: str
    certificate: Path
    web_servers: Sequence[WebServer]
    calls: Iterator[str]
    proxy: Proxy

    def browser(self) -> requests.Session:
        """Somebody outside who believes the certificate."""
        session = requests.Session()
        session.verify = str(self.certificate)
        session.trust_env = False
        return session

    def press_until_heard(self, session: requests.Session, call: str, turn: int, key: str) -> Counter[int]:
        """The statuses of a turn that is asked again where it fails, as the provider and our fallback do."""
        seen, until = Counter[int](), time.monotonic() + _SECONDS_TO_WAIT
        while not seen[200]:
            assert time.monotonic() < until, seen
            status = self.press(session, call, turn, key)
            seen[status] += 1
            time.sleep(0 if status == 200 else _BETWEEN_TRIES)
        return seen

    def sends_half(self, path: str) -> ssl.SSLSocket:
        """Somebody sends a form that does not come to its end."""
        address = urlsplit(self.url)
        plain = socket.create_connection((address.hostname, address.port))
        half = ssl.create_default_context(cafile=str(self.certificate)).wrap_socket(
            plain, server_hostname=address.hostname
        )
        headers = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000"
        half.sendall(f"POST {path} HTTP/1.1\r\nHost: {address.netloc}\r\n{headers}\r\n\r\nDigits=".encode())
        return half

    def press(self, session: requests.Session, call: str, turn: int, key: str, token: str = _TOKEN) -> int:
        """The status by which a signed turn is answered."""
        url = f"{self.url}/voice/calls/{call}/turns/{turn}"
        form = {"CallSid": f"CA{call}", "Digits": key, "msg": "Gather End", "FromCity": "Zürich & + = %"}
        headers = {"X-Twilio-Signature": sign(token, url, form), "Content-Type": "application/x-www-form-urlencoded"}
        return session.post(url, urlencode(form), headers=headers, timeout=15).status_code


@contextmanager
def site(folder: Path, proxy: Proxy, calls: int) -> Iterator[Site]:
    """Web servers on SQLite behind that proxy, with so many calls going on."""
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
    place = Place(folder, here, plain, web)
    with ExitStack() as running:
        web_servers = [
            running.enter_context(WebServer(settings | {"VOICEBOT_BIND": address}, folder / f"web-{nth}.log"))
            for nth, address in enumerate(web)
        ]
        running.enter_context(proxy.run(place))
        built = Site(url, f"http://{plain}", certificate, web_servers, iter(picked_up), proxy)
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


def _wait_for(built: Site) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    with built.browser() as browser:
        while True:
            try:
                assert browser.get(f"{built.url}/healthz", timeout=2).text == "ok\n"
            except requests.ConnectionError:
                assert time.monotonic() < until, "the proxy did not start"
                time.sleep(0.02)
            else:
                return
