"""Every page that staff can look at, over a wave of 20,000 people: milliseconds that the server takes.

Pass mark: 200 ms each. From the project's folder: `python -m benchmarks.pages [PEOPLE]`
"""

import gc
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from voicebot.fieldwork import waves
from voicebot.fieldwork.destroying import destroy_wave
from voicebot.fieldwork.rules import WaveRules
from voicebot.office import accounts, complaints, signing_in
from voicebot.reporting.report_page.drawn import publish_with_pictures
from voicebot.settings import Settings
from voicebot.staff.permissions import ROLES
from voicebot.store.engine import reading
from voicebot.store.tables import Batch, Case, StaffAccount

PEOPLE_CALLED = 20_000
PASS_MARK, TIMES = 200, 5


NOT_DRAWN, DESTROYED = "spring", "winter"
_WAVE_OF = {
    "console.draw": NOT_DRAWN,
    "console.certificate": DESTROYED,
    "console.certificate_file": DESTROYED,
}
"""Pages that the large wave does not have."""


@dataclass(frozen=True, slots=True)
class Looked:
    """How a page was seen. `first`, `again`: milliseconds of a process's first look, and of the quickest later one."""

    path: str
    who: str
    status: int
    first: float
    again: float


def look_at_all(parts: Parts) -> Iterator[Looked]:
    """Every page that a GET can reach, by the first member of staff who may see it.

    Raises:
        KeyError: the path of a page has an argument that is not known here.
    """
    app = make_console(composition.desk(parts))
    gc.freeze()  # as the web server does
    clients = {name: _signed_in(app, parts, name) for name in PEOPLE}
    known = _known(parts)
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in (rule.methods or ()) or rule.endpoint.endswith("static"):
            continue
        name = _who_may(app, rule)
        with app.test_request_context():
            given = known | {"name": _WAVE_OF.get(rule.endpoint, WAVE.name)}
            _, path = rule.build({one: given[one] for one in rule.arguments}) or ("", rule.rule)
        looks = [_look(clients[name], path) for _ in range(TIMES)]
        first, *later = [took for _, took in looks]
        yield Looked(rule.rule, name, looks[0][0], first, min(later))


def _look(client: FlaskClient, path: str) -> tuple[int, float]:
    """Its status, and the processor time it took: what others do on this machine is not the page's doing."""
    begun = time.process_time()
    status = client.get(path).status_code
    return status, (time.process_time() - begun) * 1000


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
        ids = (session.scalars(select(table.id).limit(1)).one() for table in (Batch, Case, StaffAccount))
        batch, case, account = ids
    complaint = complaints.open_complaint(
        parts.engine,
        parts.clock,
        parts.vault,
        case_id=case,
        category=complaints.Category.TOO_OFTEN,
        serious=False,
        note="",
        who="ada",
    )
    return {
        "flow": "user-satisfaction",
        "batch_id": batch,
        "case_id": case,
        "account_id": account,
        "complaint_id": complaint.id,
    }


def _make_waves(url: str, keys: str, people: int) -> None:
    """The large one, released; one that nobody was drawn for yet; one of which the contacts were destroyed."""
    make_wave(url, people)
    parts = _parts(url, keys)
    publish_with_pictures(parts.engine, parts.clock, WAVE.name)
    for name in (NOT_DRAWN, DESTROYED):
        waves.create_wave(
            parts.engine, parts.clock, parts.keys, name=name, flow="user-satisfaction", rules=WaveRules(), who="ada"
        )
    destroy_wave(parts.engine, parts.clock, parts.keys, name=DESTROYED, who="ben")


def _parts(url: str, keys: str) -> Parts:
    given = {"DATABASE_URL": url, "VOICEBOT_KEYS": keys}
    return put_together(Settings(_env_file=None, **given))  # type: ignore[call-arg, arg-type]


def main(people: int) -> None:
    """Make the waves in another process, so that nothing is kept ready here; look at every page, print what it took."""
    table = Table("page", "looked at by", "status", "first ms", "ms")
    with tempfile.TemporaryDirectory() as folder:
        url, keys = f"sqlite:///{Path(folder) / 'pages.db'}", str(Path(folder) / "keys")
        making = multiprocessing.get_context("spawn").Process(target=_make_waves, args=(url, keys, people))
        making.start()
        making.join()
        looked = list(look_at_all(_parts(url, keys)))
    for one in sorted(looked, key=lambda one: -one.first):
        style = "red" if max(one.first, one.again) > PASS_MARK else ""
        table.add_row(one.path, one.who, str(one.status), f"{one.first:,.0f}", f"{one.again:,.0f}", style=style)
    Console(width=110).print(f"{people:,} people", table, sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE_CALLED)
