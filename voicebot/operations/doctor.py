"""Examining a deployment: every check in turn, whatever the others say.

What they look at is `inside.py`'s and `outside.py`'s.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from voicebot.errors import VoicebotError
from voicebot.operations import inside, outside
from voicebot.operations.findings import Deployment, Finding, Verdict, fail, ok
from voicebot.settings import Settings
from voicebot.store import copies
from voicebot.store.engine import make_engine

_INSIDE: Mapping[str, Callable[[Engine, Deployment], Finding]] = {
    "disk": inside.disk,
    "database's clock": inside.database_clock,
    "keys": inside.keys,
    "audit trail": inside.audit_trail,
    "backups": inside.backups,
}
_OUTSIDE: Mapping[str, Callable[[Deployment], Finding]] = {
    "public URL": outside.public_url,
    "signature": outside.signature,
    "provider's clock": outside.provider_clock,
    "caller number": outside.caller_number,
}


def look_around(engine: Engine, of: Deployment) -> Iterator[tuple[str, Finding]]:
    """What can be told at once of a database that is open: the settings, and all inside but the long audit trail."""
    yield from _settings(of.settings)
    yield "database", _found(partial(inside.database, engine, of))
    for name, check in _INSIDE.items():
        if check is not inside.audit_trail:
            yield name, _found(partial(check, engine, of))


def examine(of: Deployment) -> Iterator[tuple[str, Finding]]:
    """Every check by its name with what it found; nothing is changed anywhere."""
    yield from _settings(of.settings)
    url = of.settings.database_url.get_secret_value()
    there = _found(partial(_is_there, url))
    if there.verdict is Verdict.FAIL:
        yield "database", there
    else:
        yield from _inside(make_engine(url), of)
    for name, check in _OUTSIDE.items():
        yield name, _found(partial(check, of))


def _settings(settings: Settings) -> Iterator[tuple[str, Finding]]:
    """What keeps a batch from being launched, a finding each."""
    if settings.rehearsal:
        yield "settings", ok("a rehearsal: nobody outside this machine can be called")
        return
    faults = settings.launch_faults()
    for fault in faults:
        yield "settings", of_fault(fault)
    if not faults:
        yield "settings", ok("complete: real people can be called")


def of_fault(fault: str) -> Finding:
    """A fault of a setting as a finding: what is wrong, and after the semicolon what would be right."""
    what, _, right = fault.partition("; ")
    return fail(what, right)


def _is_there(url: str) -> Finding:
    if copies.is_there(url):
        return ok("is there")
    return fail("there is none", "run `python -m voicebot db upgrade`, or restore a backup")


def _inside(engine: Engine, of: Deployment) -> Iterator[tuple[str, Finding]]:
    """The database first: where it can't be used, there is nothing else to look at in it."""
    try:
        usable = _found(partial(inside.database, engine, of))
        yield "database", usable
        if usable.verdict is not Verdict.FAIL:
            for name, check in _INSIDE.items():
                yield name, _found(partial(check, engine, of))
    finally:
        engine.dispose()


def _found(look: Callable[[], Finding]) -> Finding:
    """What a check finds; that it could not look is a finding too."""
    try:
        return look()
    except VoicebotError as fault:
        return fail("could not be looked at", str(fault))
    except SQLAlchemyError as fault:
        return fail(f"can't be read ({type(fault).__name__})", "it is damaged, or not ours: restore a backup")
