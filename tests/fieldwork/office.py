"""A survey office for tests: a wave with people in it, a running batch, and everything that calling takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace

from sqlalchemy import Engine, select

from tests import factories
from tests.fieldwork.exchange import Exchange
from voicebot.fieldwork import attempts, batches, cases
from voicebot.fieldwork.claim import Claimed, claim_due
from voicebot.fieldwork.dialler import Dialler
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.placing import Placement, Placer
from voicebot.fieldwork.reconcile import reconcile
from voicebot.fieldwork.rules import WaveRules
from voicebot.outcomes import Result
from voicebot.phone import PhoneNumber
from voicebot.privacy.keystore import KeyStore
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Person, Vault
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Attempt, Batch, Case, Wave
from voicebot.store.together import in_transactions
from voicebot.telephony.status import CallStatus

_RESULTS = {
    CallStatus.COMPLETED: Result.COMPLETE,
    CallStatus.NO_ANSWER: Result.NO_ANSWER,
    CallStatus.BUSY: Result.BUSY,
    CallStatus.FAILED: Result.TECHNICAL,
    CallStatus.CANCELED: Result.NOT_PLACED,
}
FAST = PaceLimits(calls_per_second=1000, concurrent_calls=1000)


class StoppedClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def refresh(self) -> None:
        pass

    def now(self) -> datetime:
        return self._now

    def pass_(self, **span: float) -> None:
        self._now += timedelta(**span)

    def move_to(self, instant: datetime) -> None:
        self._now = instant


def urls(attempt_id: str) -> SimpleNamespace:
    base = f"https://survey.test/voice/calls/{attempt_id}"
    return SimpleNamespace(
        start=f"{base}/start", status=f"{base}/status", machine=f"{base}/machine", fallback=f"{base}/fallback"
    )


@dataclass
class Office:
    engine: Engine
    clock: StoppedClock
    keys: KeyStore
    exchange: Exchange
    limits: PaceLimits = FAST

    @property
    def vault(self) -> Vault:
        return Vault(self.keys)

    @property
    def prints(self) -> Prints:
        return Prints(self.keys)

    def wave(self, rules: WaveRules | None = None, **columns: object) -> str:
        """A wave with a key and a questionnaire version; its name."""
        with transaction(self.engine) as session:
            version = factories.version(session).digest
            text = (rules or WaveRules()).to_json()
            wave = factories.wave(session, **{"rules": text, "version": version} | columns)
            self.keys.make_wave_key(wave.key_id)
            factories.sample(session, wave_id=wave.id)
            return wave.name

    def person(self, wave_name: str, *numbers: PhoneNumber, **columns: object) -> str:
        """A waiting case of the wave with these numbers; its id."""
        with transaction(self.engine) as session:
            wave = session.scalars(select(Wave).where(Wave.name == wave_name)).one()
            case = factories.case(session, **{"wave_id": wave.id, "due_at": None} | columns)
            sealed = self.vault.seal(wave.key_id, case.id, Person("Sam", numbers, "reference", {}))
            factories.contact(session, case.id, *map(self.prints.of, numbers), sealed=sealed)
            return case.id

    def running_batch(self, people: int = 1, rules: WaveRules | None = None) -> str:
        """A running batch of so many people with a number each; its id."""
        wave_name = self.wave(rules)
        for nth in range(people):
            self.person(wave_name, factories.number(nth))
        return self.launch(wave_name)

    def launch(self, wave_name: str, *, first: int | None = None) -> str:
        """A batch of all waiting people of the wave, launched; its id."""
        batch = batches.create(self.engine, self.clock, wave_name=wave_name, size=None, who="researcher")
        batches.approve(self.engine, self.clock, batch_id=batch.id, who="supervisor")
        with transaction(self.engine) as session:
            version = factories.version(session).digest
        batches.launch(
            self.engine, self.clock, batch_id=batch.id, version=version, faults=[], who="supervisor", first=first
        )
        return batch.id

    def claim(self) -> Claimed | None:
        self.clock.pass_(milliseconds=2)
        return next(iter(claim_due(self.engine, self.clock, self.limits, at_most=1)), None)

    def place(self, claimed: Claimed) -> Placement:
        heard = in_transactions(self.engine, attempts.take_in)
        return Placer(self.engine, self.clock, self.exchange, self.vault, urls, heard).place(claimed)

    def call(self) -> Attempt:
        """Claim and place one call; the attempt."""
        claimed = self.claim()
        assert claimed is not None
        self.place(claimed)
        return self.attempt(claimed.attempt_id)

    def reconcile(self) -> int:
        return reconcile(self.engine, self.exchange, self.prints, self.clock)

    def hears(self, attempt_id: str, status: str, **details: object) -> bool:
        """A status callback arrives."""
        with transaction(self.engine) as session:
            report = attempts.StatusReport(status, self.clock.now(), **details)
            return attempts.note_status(session.get_one(Attempt, attempt_id), report)

    def settle(self) -> int:
        """Settle what has ended, by the provider's word alone."""
        with transaction(self.engine) as session:
            ended = session.scalars(select(Attempt).where(Attempt.state == "ended")).all()
            for attempt in ended:
                attempt.result = attempt.result or _RESULTS[CallStatus(attempt.status)]
                attempt.state = "settled"
                cases.go_on(session, [session.get_one(Case, attempt.case_id)], self.clock.now())
            return len(ended)

    def ends(self, attempt_id: str, status: str) -> None:
        """The call ends so, and is settled."""
        self.hears(attempt_id, status)
        self.settle()

    def dialler(self, **changes: object) -> Dialler:
        parts = {
            "engine": self.engine,
            "clock": self.clock,
            "provider": self.exchange,
            "vault": self.vault,
            "prints": self.prints,
            "limits": self.limits,
            "urls": urls,
            "settle": self.settle,
            "next_settling": lambda session: session.scalar(
                select(Attempt.ended_at).where(Attempt.state == "ended").limit(1)
            ),
        }
        return Dialler(**parts | changes)

    def attempt(self, attempt_id: str) -> Attempt:
        with reading(self.engine) as session:
            return session.get_one(Attempt, attempt_id)

    def attempts(self) -> list[Attempt]:
        with reading(self.engine) as session:
            return list(session.scalars(select(Attempt).order_by(Attempt.claimed_at, Attempt.id)))

    def case(self, case_id: str) -> Case:
        with reading(self.engine) as session:
            return session.get_one(Case, case_id)

    def batch(self, batch_id: str) -> Batch:
        with reading(self.engine) as session:
            return session.get_one(Batch, batch_id)
