"""A sampling office for tests: it draws for the wave `autumn` of a database, as staff would."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, func, select

from tests import factories
from tests.sampling.incidents import Row, frame, incident
from voicebot.phone import parse_number
from voicebot.privacy import exclusion
from voicebot.privacy.keystore import KeyStore
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.sampling.draw import Design
from voicebot.sampling.drawing import DrawOrder, discard_sample, draw_sample
from voicebot.sampling.rules import EligibilityRules
from voicebot.sampling.summary import SampleSummary
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Base, Case


@dataclass
class StandingClock:
    """A clock that shows what it is set to."""

    instant: datetime = factories.NOON

    def refresh(self) -> None:
        pass

    def now(self) -> datetime:
        return self.instant


class Office:
    """Draws for the wave `autumn` of a database, as staff would."""

    def __init__(self, engine: Engine, keys: KeyStore) -> None:
        self.engine = engine
        self.keys = keys
        self.clock = StandingClock()
        self.differences: list[str] = []
        self.add_wave("autumn")

    def add_wave(self, name: str, **columns: object) -> None:
        with transaction(self.engine) as session:
            wave = factories.wave(session, name=name, **columns)
            self.keys.make_wave_key(wave.key_id)

    def draw(
        self,
        *rows: Row,
        size: int = 2,
        wave: str = "autumn",
        seed: str = "seed",
        malformed: tuple[int, ...] = (),
        reference_date: date | None = None,
        rejects: Path | None = None,
        accepted: bool = True,
        first_only: bool = False,
        arms: Mapping[str, float] | None = None,
    ) -> SampleSummary:
        order = DrawOrder(
            wave=wave,
            frame=replace(frame(*rows), malformed=malformed),
            design=Design(size, seed),
            rules=EligibilityRules(),
            forbidden=lambda name: "burg" in name.lower(),
            languages=["en-GB", "pl-PL"],
            reference_date=reference_date,
            rejects=rejects,
            accept=lambda differences: self.differences.extend(differences) or accepted,
            first_only=first_only,
            arms=arms or {},
        )
        return draw_sample(self.engine, self.clock, Vault(self.keys), Prints(self.keys), order, who="researcher")

    def discard(self) -> SampleSummary:
        return discard_sample(self.engine, wave="autumn", clock=self.clock, who="researcher")

    def print_of(self, number: str) -> bytes:
        return Prints(self.keys).of(parse_number(number))

    def exclude(self, number: str) -> None:
        with transaction(self.engine) as session:
            exclusion.exclude(session, [self.print_of(number)], month="2026-11", origin="staff")

    def rows(self, kind: type[Base]) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).select_from(kind)) or 0

    def case(self) -> Case:
        with reading(self.engine) as session:
            return session.scalars(select(Case)).one()


def many(count: int = 20, **cells: str | None) -> list[Row]:
    return [incident(nth, **cells) for nth in range(count)]
