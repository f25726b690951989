"""A survey in the middle of its fieldwork: people who are being called, the web application, and what was kept.

`survey.rings(survey.person())` is a `Line` on which the telephone rings.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cached_property
from threading import Barrier
from typing import TypeVar

from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.calls.line import PUBLIC_URL, TOKEN, Line
from tests.fieldwork.office import StoppedClock
from tests.interview.uss import FOLDER
from voicebot.app import make_application
from voicebot.calls.settling import GRACE, settle_ended
from voicebot.calls.switchboard import Switchboard
from voicebot.composition import Parts
from voicebot.fieldwork.rules import WaveRules
from voicebot.phone import PhoneNumber
from voicebot.privacy import audit, exclusion
from voicebot.privacy.keystore import KeyStore
from voicebot.privacy.vault import Person
from voicebot.questionnaire.reading import read_folder
from voicebot.questionnaire.source import Sentences, Source
from voicebot.settings import Settings
from voicebot.store.answers import AnswerRow, answers_of
from voicebot.store.engine import reading, transaction
from voicebot.store.states import CaseState
from voicebot.store.tables import Attempt, Base, Batch, Case, Errand, Turn
from voicebot.store.versions import keep_version

Row = TypeVar("Row", bound=Base)
Brought = TypeVar("Brought")

PREVIOUS_TOKEN = "the token before"
SOURCE = read_folder(FOLDER, Sentences(agency="Example Research", helpline="08081 570000"))


class Survey:
    """One wave with one running batch. Time stands still at noon until it is moved."""

    def __init__(self, engine: Engine, keys: KeyStore) -> None:
        self.engine, self.keys = engine, keys
        self.clock = StoppedClock(factories.NOON)
        with self.changing() as session:
            keep_version(session, SOURCE.digest, SOURCE.name, SOURCE.to_json())
            wave = factories.wave(session, rules=WaveRules().to_json(), version=SOURCE.digest)
            keys.make_wave_key(wave.key_id)
            self.wave_id, self.key_id = wave.id, wave.key_id
            self.sample_id = factories.sample(session, wave_id=wave.id).id
            self.batch_id = factories.batch(session, wave_id=wave.id).id

    @cached_property
    def parts(self) -> Parts:
        return Parts(settings(), self.engine, self.clock, self.keys)

    @cached_property
    def board(self) -> Switchboard:
        return self.parts.switchboard()

    @cached_property
    def client(self) -> FlaskClient:
        return make_application(self.parts, pages=False).test_client()

    def person(self, *numbers: PhoneNumber, first_name: str = "Ada", **columns: object) -> str:
        """A case with these numbers, or with one that nobody else has; its id."""
        with self.changing() as session:
            if not numbers:
                numbers = (factories.number(session.scalar(select(func.count()).select_from(Case)) or 0),)
            given = {"wave_id": self.wave_id, "sample_id": self.sample_id, "batch_id": self.batch_id} | columns
            case = factories.case(session, **given)
            sealed = self.parts.vault.seal(self.key_id, case.id, Person(first_name, numbers, "reference", {}))
            factories.contact(session, case.id, *map(self.parts.prints.of, numbers), sealed=sealed)
            return case.id

    def rings(self, case_id: str, *, deliveries: int = 1, **columns: object) -> Line:
        """The telephone of that person rings; every webhook of the call comes so many times."""
        with self.changing() as session:
            earlier = session.scalar(select(func.count()).where(Attempt.case_id == case_id)) or 0
            given = {"case_id": case_id, "batch_id": self.batch_id, "version": SOURCE.digest, "ordinal": earlier + 1}
            attempt = factories.attempt(session, **given | {"claimed_at": self.clock.now()} | columns)
            session.get_one(Case, case_id).state = CaseState.CALLING
            return Line(self.client, attempt.id, deliveries)

    def settle(self) -> int:
        """Let the wait after the end of a call pass, and settle."""
        self.clock.pass_(seconds=GRACE.total_seconds())
        return settle_ended(self.board)

    def exclude(self, *numbers: PhoneNumber) -> None:
        with self.changing() as session:
            exclusion.exclude(session, map(self.parts.prints.of, numbers), month="2026-11", origin="staff")

    def is_excluded(self, *numbers: PhoneNumber) -> bool:
        """Whether all of these are on the list."""
        prints = {self.parts.prints.of(number) for number in numbers}
        with reading(self.engine) as session:
            return exclusion.excluded(session, prints) == prints

    def changing(self) -> AbstractContextManager[Session]:
        return transaction(self.engine)

    def change(self, table: type[Base], id_: str, **columns: object) -> None:
        with self.changing() as session:
            row = session.get_one(table, id_)
            for name, value in columns.items():
                setattr(row, name, value)

    def attempt(self, line: Line) -> Attempt:
        return self._get(Attempt, line.call)

    def case(self, case_id: str) -> Case:
        return self._get(Case, case_id)

    def batch(self) -> Batch:
        return self._get(Batch, self.batch_id)

    def answers(self, case_id: str) -> dict[str, AnswerRow]:
        with reading(self.engine) as session:
            return {row.question: row for row in answers_of(session, case_id)}

    def codes(self, case_id: str) -> dict[str, int | None]:
        return {name: answer.code for name, answer in self.answers(case_id).items()}

    def turns(self, line: Line) -> Mapping[int, str]:
        """The state after each turn that is kept of a call."""
        with reading(self.engine) as session:
            rows = session.execute(select(Turn.number, Turn.state).where(Turn.attempt_id == line.call))
            return dict(sorted((number, state) for number, state in rows))

    def errands(self, line: Line) -> list[str]:
        with reading(self.engine) as session:
            return sorted(session.scalars(select(Errand.kind).where(Errand.attempt_id == line.call)))

    def audited(self) -> list[str]:
        """What was done, in order; the trail is sound."""
        with reading(self.engine) as session:
            assert audit.verify(session).ok
            return [entry.action for entry in audit.entries(session)][::-1]

    def rows(self) -> Mapping[str, int]:
        """How many rows every table has."""
        with reading(self.engine) as session:
            return {
                name: session.scalar(select(func.count()).select_from(table)) or 0
                for name, table in Base.metadata.tables.items()
            }

    def everything(self) -> Mapping[str, Sequence[object]]:
        """Every row of every table."""
        with reading(self.engine) as session:
            return {name: session.execute(select(table)).all() for name, table in Base.metadata.tables.items()}

    def _get(self, table: type[Row], id_: str) -> Row:
        with reading(self.engine) as session:
            return session.get_one(table, id_)


def settings(**changes: str) -> Settings:
    """Settings with an account, so that webhooks are signed with its token."""
    given = {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_AUTH_TOKEN_PREVIOUS": PREVIOUS_TOKEN,
        "VOICEBOT_PUBLIC_URL": PUBLIC_URL,
    }
    return Settings(_env_file=None, **given | changes)  # type: ignore[call-arg, arg-type]


def another_version(agency: str) -> Source:
    """The same questionnaire, spoken for another agency."""
    return Source(SOURCE.name, SOURCE.files, Sentences(agency, SOURCE.sentences.helpline))


def at_once(*acts: Callable[[], Brought]) -> list[Brought]:
    """What each of them brings when all are done at the same moment, by a thread each."""
    barrier = Barrier(len(acts))

    def together(act: Callable[[], Brought]) -> Brought:
        barrier.wait(timeout=10)
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(together, acts))
