"""An office whose staff sign in: accounts with known passwords, a wall clock to be moved, and telephones with codes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from tests.factories import NOON
from tests.fieldwork.office import StoppedClock
from voicebot.office import accounts, signing_in
from voicebot.office.registry import Registry
from voicebot.privacy import audit
from voicebot.privacy.keystore import KeyStore
from voicebot.staff.accounts import NewSecrets
from voicebot.staff.codes import CodeSeal
from voicebot.staff.passwords import Passwords
from voicebot.staff.permissions import Role
from voicebot.store.engine import reading

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "four words nobody else thinks of"
TODAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""What the wall clock shows, whatever a rehearsal's clock does."""
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@dataclass
class Staff:
    """People with accounts here, and what they type."""

    registry: Registry
    wall_clock: StoppedClock
    secrets: dict[str, NewSecrets] = field(default_factory=dict)

    def has(self, name: str, role: Role = Role.SUPERVISOR) -> NewSecrets:
        """Somebody who has an account."""
        self.secrets[name] = accounts.add(self.registry, name=name, role=role, password=PASSWORD, who="system")
        return self.secrets[name]

    def code(self, name: str, steps_off: int = 0) -> str:
        """What their telephone shows, or a telephone of which the clock is wrong."""
        (secret,) = parse_qs(urlsplit(self.secrets[name].code_address).query)["secret"]
        return self.code_of(secret, steps_off)

    def code_of(self, secret: str, steps_off: int = 0) -> str:
        """What a telephone shows that has that secret."""
        return pyotp.TOTP(secret).at(self.wall_clock.now() + steps_off * timedelta(seconds=30))

    def signs_in(self, name: str, password: str = PASSWORD, code: str | None = None, address: str = HERE) -> str:
        """The token of the new session; the code is the one of this moment unless another is typed."""
        typed = self.code(name) if code is None else code
        return signing_in.sign_in(self.registry, name=name, password=password, code=typed, address=address)

    def trail(self, action: str) -> list[audit.Entry]:
        """What stands in the audit trail of that, the oldest first."""
        with reading(self.registry.engine) as session:
            return list(audit.entries(session, action=action))[::-1]


@pytest.fixture
def staff(engine: Engine, keys: KeyStore) -> Staff:
    wall_clock = StoppedClock(TODAY)
    seal = CodeSeal(keys.derived("staff codes"))
    return Staff(Registry(engine, StoppedClock(NOON), wall_clock, Passwords(CHEAP), seal), wall_clock)
