"""Every page that staff can look at, over a wave of 20,000 people: milliseconds that the server takes.

Pass mark: 200 ms each. From the project's folder: `python -m benchmarks.pages [PEOPLE]`
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from werkzeug.routing import Rule

from benchmarks.results import WAVE, make_wave
from tests.browser.stack import PASSWORD, PEOPLE
from voicebot import composition
from voicebot.composition import Parts, put_together
from voicebot.console.access import ANYBODY, SIGNED_IN, needed_by
from voicebot.console.application import make_console
from voicebot.office import accounts, signing_in
from voicebot.settings import Settings
from voicebot.staff.permissions import ROLES
from voicebot.store.engine import reading
from voicebot.store.tables import Batch

PEOPLE_CALLED = 20_000
PASS_MARK, TIMES = 200, 5
Looked = tuple[str, str, int, float]
"""Path, who looked, status, milliseconds."""


def look_at_all(parts: Parts) -> Iterator[Looked]:
    """Every page that a GET can reach, by the first member of staff who may see it."""
    app = make_console(composition.desk(parts))
    clients = {name: _signed_in(app, parts, name) for name in PEOPLE}
    known = _known(parts)
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in (rule.methods or ()) or rule.endpoint.endswith("static"):
            continue
        if not rule.arguments <= known.keys():
            yield rule.rule, "nobody: its arguments are not known here", 0, 0.0
            continue
        name = _who_may(app, rule)
        with app.test_request_context():
            _, path = rule.build({one: known[one] for one in rule.arguments}) or ("", rule.rule)
        yield rule.rule, name, *_time(clients[name], path)


def _time(client: FlaskClient, path: str) -> tuple[int, float]:
    """Its status, and the least of some tries: what others do on this machine is not the page's doing."""
    spans = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        status = client.get(path).status_code
        spans.append(time.perf_counter() - begun)
    return status, min(spans) * 1000


def _who_may(app: Flask, rule: Rule) -> str:
    need = needed_by(app.view_functions[rule.endpoint])
    return next(name for name, role in PEOPLE.items() if need in (ANYBODY, SIGNED_IN, *ROLES[role]))


def _signed_in(app: Flask, parts: Parts, name: str) -> FlaskClient:
    registry = parts.registry()
    made = accounts.add(registry, name=name, role=PEOPLE[name], password=PASSWORD, who="system")
    token = signing_in.sign_in(registry, name=name, password=PASSWORD, code=made.recovery_codes[0], address="127.0.0.1")
    client = app.test_client()
    client.set_cookie("staff", token)
    return client


def _known(parts: Parts) -> Mapping[str, str]:
    """What the arguments of paths are here."""
    with reading(parts.engine) as session:
        batch = session.scalars(select(Batch.id)).first() or ""
    return {"name": WAVE.name, "batch_id": batch, "flow": "user-satisfaction"}


def main(people: int) -> None:
    """Make the wave, look at every page, print what it took."""
    table = Table("page", "looked at by", "status", "ms")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'pages.db'}"
        make_wave(url, people)
        given = {"DATABASE_URL": url, "VOICEBOT_KEYS": str(Path(folder) / "keys")}
        parts = put_together(Settings(_env_file=None, **given))  # type: ignore[call-arg, arg-type]
        looked = list(look_at_all(parts))
    for path, who, status, took in sorted(looked, key=lambda one: -one[3]):
        table.add_row(path, who, str(status or ""), f"{took:,.0f}", style="red" if took > PASS_MARK else "")
    Console(width=110).print(f"{people:,} people", table, sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE_CALLED)
