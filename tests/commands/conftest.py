"""A terminal to type commands at: a folder of its own, a migrated database, a rehearsal's clock that stands still."""

import json
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner, Result

from tests import factories
from voicebot.cli import cli
from voicebot.composition import Parts, put_together
from voicebot.fieldwork.waves import find_wave
from voicebot.phone import PhoneNumber
from voicebot.privacy.vault import Person
from voicebot.settings import read_settings
from voicebot.store.engine import transaction

OURS = ("VOICEBOT_", "TWILIO_", "DATABASE_")
NOON = "2026-11-25T12:00:00Z x0"


@dataclass(frozen=True)
class Terminal:
    """Types commands and reads what they print."""

    folder: Path

    def run(self, *arguments: object, typed: str = "") -> Result:
        """The command's result, whatever it is."""
        return CliRunner().invoke(cli, [str(one) for one in arguments], input=typed, catch_exceptions=False)

    def prints(self, *arguments: object, typed: str = "") -> str:
        """What a command that succeeds prints; it complains of nothing."""
        result = self.run(*arguments, typed=typed)
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        return result.stdout

    def tells(self, *arguments: object, typed: str = "") -> dict[str, Any]:
        """The JSON object that it prints."""
        told: dict[str, Any] = json.loads(self.prints(*arguments, "--json", typed=typed))
        return told

    def is_refused(self, *arguments: object, typed: str = "") -> str:
        """The reason on standard error why a command is refused; nothing is on standard output."""
        result = self.run(*arguments, typed=typed)
        assert (result.exit_code, result.stdout) == (1, ""), result.output
        return result.stderr

    def is_misused(self, *arguments: object) -> str:
        """What a command that is used wrongly says."""
        result = self.run(*arguments)
        assert (result.exit_code, result.stdout) == (2, ""), result.output
        return result.stderr

    def parts(self) -> Parts:
        """What the commands work with."""
        return put_together(read_settings())

    def write(self, name: str, text: str) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def bare_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Terminal]:
    """The same without a database."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'voicebot.db'}")
    monkeypatch.setenv("VOICEBOT_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("VOICEBOT_CLOCK", NOON)
    monkeypatch.chdir(tmp_path)
    root, handlers, level = logging.getLogger(), logging.getLogger().handlers[:], logging.getLogger().level
    yield Terminal(tmp_path)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def terminal(bare_terminal: Terminal, _sqlite_template: Path) -> Terminal:
    """A terminal with a migrated, empty database."""
    data = bare_terminal.folder / "data"
    data.mkdir(mode=0o700)
    shutil.copy(_sqlite_template, data / "voicebot.db")
    return bare_terminal


@pytest.fixture
def wave(terminal: Terminal) -> str:
    """The name of a wave without people."""
    terminal.prints("wave", "create", "autumn", "--flow", "user-satisfaction")
    return "autumn"


def draw(terminal: Terminal, wave: str, *numbers: PhoneNumber) -> str:
    """A person of the wave with these numbers, drawn and waiting; the case's id."""
    parts = terminal.parts()
    with transaction(parts.engine) as session:
        of = find_wave(session, wave)
        case = factories.case(session, wave_id=of.id, due_at=None)
        sealed = parts.vault.seal(of.key_id, case.id, Person("Sam", numbers, "reference", {}))
        factories.contact(session, case.id, *map(parts.prints.of, numbers), sealed=sealed)
        return case.id
