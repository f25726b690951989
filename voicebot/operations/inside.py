"""What can be checked without leaving our own machines: the database, its disk and clock, the keys, the audit trail."""

import shutil
from datetime import timedelta

from sqlalchemy import Engine

from voicebot.fieldwork.key_care import key_status
from voicebot.operations.backup import ACTION
from voicebot.operations.findings import Deployment, Finding, fail, ok, warn
from voicebot.privacy import audit
from voicebot.privacy.keystore import KeyStore
from voicebot.setting_values import sqlite_file
from voicebot.store import system
from voicebot.store.engine import check_durable, is_current, reading

MIB = 1024 * 1024
LEAST_FREE = 64 * MIB
"""Bytes; with less than that a database that grows is as good as full."""
_WORTH_A_LOOK = 1024 * MIB
_DRIFT_SEEN, _DRIFT_TOO_MUCH = timedelta(seconds=2), timedelta(seconds=30)
_BACKUP_EVERY = timedelta(hours=26)


def database(engine: Engine, _of: Deployment) -> Finding:
    """It answers, has the schema of this release, and keeps what it commits."""
    if not is_current(engine):
        return fail("not of this release", "run `python -m voicebot db upgrade`")
    check_durable(engine)
    return ok(f"{engine.dialect.name}, of this release, keeps what it commits")


def disk(engine: Engine, _of: Deployment) -> Finding:
    """There is room to grow."""
    free = free_bytes(engine)
    if free is None:
        return ok("on a server: watch its disk there")
    says = f"{free // MIB:,} MiB free"
    if free < LEAST_FREE:
        return fail(says, "make room where the database lies: calls end when nothing can be kept")
    return ok(says) if free > _WORTH_A_LOOK else warn(says, "make room where the database lies")


def free_bytes(engine: Engine) -> int | None:
    """The room where a SQLite database lies; None for one on a server."""
    file = sqlite_file(engine.url)
    return None if file is None else shutil.disk_usage(file.parent).free


def database_clock(engine: Engine, of: Deployment) -> Finding:
    """The machines of one database show the same time, if each shows that of the database."""
    with reading(engine) as session:
        there = system.server_time(session)
    return ok("this machine's") if there is None else by_drift(abs(of.clock.now() - there), "the database's")


def by_drift(drift: timedelta, whose: str) -> Finding:
    """What it means that our clock and another one differ by so much."""
    if drift <= _DRIFT_SEEN:
        return ok(f"as {whose}")
    says = f"{drift.total_seconds():.0f} s off {whose}"
    mend = "let every machine keep time by NTP (`timedatectl set-ntp true`)"
    return warn(says, mend) if drift <= _DRIFT_TOO_MUCH else fail(says, mend)


def keys(engine: Engine, of: Deployment) -> Finding:
    """The key store is the one of this database, and has the key of every wave."""
    with reading(engine) as session:
        fingerprint = system.key_fingerprint(session)
        if fingerprint is None:
            return warn("none yet", "the first start makes them; back them up then, apart from the database")
        status = key_status(session, KeyStore.open(of.settings.keys_place).matching(fingerprint))
    if status.missing:
        return fail(
            f"missing for {', '.join(status.missing)}", "restore them from where they were, or destroy the wave"
        )
    if status.left_over:
        mend = "remove them by hand if no database of yours needs them: see docs/keys.md"
        return warn(f"{len(status.left_over)} that no wave has", mend)
    return ok(f"those of this database, {status.wave_keys} of waves")


def audit_trail(engine: Engine, _of: Deployment) -> Finding:
    """Nobody changed it."""
    with reading(engine) as session:
        verdict = audit.verify(session)
    if not verdict.ok:
        return fail(f"breaks at entry {verdict.first_bad}", "change nothing, and find out who was at the database")
    return ok(f"holds, {verdict.entries} entries")


def backups(engine: Engine, of: Deployment) -> Finding:
    """The latest is not old."""
    with reading(engine) as session:
        latest = audit.entries(session, limit=1, action=ACTION)
    mend = "run `python -m voicebot backup` every night, and back up the key store to another place"
    if not latest:
        return warn("none by `backup` yet", mend)
    age = of.clock.now() - latest[0].at
    says = f"the latest {latest[0].at:%Y-%m-%d %H:%M} UTC"
    return ok(says) if age <= _BACKUP_EVERY else warn(says, mend)
