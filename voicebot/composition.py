"""The one place where the parts are put together: database, keys, clock and provider, from the settings.

Every command and the web application begin here; nothing below knows how the others are made.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from sqlalchemy import Engine

from voicebot.calls.ringing_in import Reception, forget_old_calls
from voicebot.calls.settling import next_to_settle, settle_ended
from voicebot.calls.switchboard import Switchboard
from voicebot.clock import Clock, ClockOrigin, RehearsalClock, SystemClock
from voicebot.errors import NotFound, Refused
from voicebot.fieldwork.attempts import take_in
from voicebot.fieldwork.destroying import finish_destructions
from voicebot.fieldwork.dialler import Dialler
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.releasing import close_filled_quotas
from voicebot.fieldwork.retention import destroy_due
from voicebot.fieldwork.spending import enforce_caps
from voicebot.fieldwork.timekeeping import Timekeeper
from voicebot.fieldwork.trial_caller import TrialCaller
from voicebot.fieldwork.trial_calls import Trials
from voicebot.front.desk import Desk
from voicebot.office.notes import forget_old_notes
from voicebot.office.registry import Registry
from voicebot.privacy.keyed_in import KeyedInNumbers
from voicebot.privacy.keystore import KeyStore, claim_keys
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.inbound import InboundFlow
from voicebot.questionnaire.inbound_words import compile_inbound
from voicebot.questionnaire.languages import offering
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.reading import Source, list_flows, read_folder, read_inbound
from voicebot.questionnaire.recordings.folder import served_recordings
from voicebot.questionnaire.source import Sentences
from voicebot.settings import Settings
from voicebot.staff.codes import CodeSeal
from voicebot.staff.passwords import Passwords
from voicebot.store import system
from voicebot.store.engine import check_durable, is_current, make_engine, reading, transaction, upgrade
from voicebot.store.ledger import Ledger
from voicebot.store.together import in_transactions
from voicebot.telephony.account import account_of
from voicebot.telephony.client import make_provider
from voicebot.webhooks.audio import Shelf
from voicebot.webhooks.urls import CallUrls, TrialUrls

FLOWS = Path(__file__).parent.parent / "flows"
INBOUND = FLOWS / "inbound"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a process works with."""

    settings: Settings
    engine: Engine
    clock: Clock
    keys: KeyStore

    @property
    def vault(self) -> Vault:
        """Opens and seals what is personal."""
        return Vault(self.keys)

    @property
    def prints(self) -> Prints:
        """Turns numbers into keyed prints."""
        return Prints(self.keys)

    def switchboard(self) -> Switchboard:
        """What calls are held with."""
        heard = in_transactions(self.engine, take_in)
        return Switchboard(self.engine, self.clock, self.vault, Ledger(self.engine), heard)

    def reception(self, board: Switchboard) -> Reception:
        """What calls to our number are taken with.

        Raises:
            BadQuestionnaire: the words for them do not pass their checks.
        """
        return Reception(board, self.prints, KeyedInNumbers(self.keys), inbound_flow(self.settings))

    def trials(self) -> Trials:
        """What test calls are wanted and placed with."""
        return Trials(self.engine, self.clock, self.prints, KeyedInNumbers(self.keys))

    def registry(self) -> Registry:
        """What accounts of staff are kept with."""
        seal = CodeSeal(self.keys.derived("staff codes"))
        return Registry(self.engine, self.clock, SystemClock(), Passwords(), seal)


def put_together(settings: Settings, *, set_up: bool = False) -> Parts:
    """Open the database, the keys and the clock; with `set_up` a missing or old database is brought up to date first.

    Raises:
        Refused: the database is not up to date, not durable, or was rehearsed on and the provider is real.
        KeysRefused: the keys do not belong to this database.
    """
    engine = make_engine(settings.database_url.get_secret_value())
    if set_up:
        upgrade(engine)
    elif not is_current(engine):
        raise Refused("the database is not up to date: run `python -m voicebot db upgrade`")
    check_durable(engine)
    _keep_rehearsals_apart(engine, settings)
    return Parts(settings, engine, clock_of(engine, settings), claim_keys(engine, settings.keys_place))


def desk(parts: Parts) -> Desk:
    """What the staff pages are given."""
    return Desk(
        settings=parts.settings,
        engine=parts.engine,
        clock=parts.clock,
        keys=parts.keys,
        registry=parts.registry(),
        flow_names=lambda: [folder.name for folder in list_flows(FLOWS)],
        read_flow=partial(flow_source, parts.settings),
        read_wave_flow=partial(wave_source, parts.settings),
        flows=FLOWS,
        inbound_flow=cache(partial(inbound_flow, parts.settings)),
        trials=parts.trials(),
        recording_path=Shelf("", served_recordings(FLOWS)).url,
    )


def flow_source(settings: Settings, flow: str) -> Source:
    """The questionnaire of that name with the configured sentences, as it is on disk now.

    Raises:
        NotFound: there is none.
        BadQuestionnaire: it can't be read.
    """
    folder = FLOWS / flow
    if folder not in list_flows(FLOWS):
        raise NotFound(f"there is no questionnaire called {flow}: see `flow list`")
    return read_folder(folder, Sentences(settings.agency_name, settings.helpline, settings.mandate))


def inbound_flow(settings: Settings) -> InboundFlow:
    """What people hear who ring our number, in every language that may be spoken.

    Raises:
        BadQuestionnaire: it can't be read, or does not pass its checks.
    """
    return compile_inbound(inbound_source(settings), unapproved=settings.rehearsal)


def inbound_source(settings: Settings) -> Source:
    """The words for whoever rings us with the configured sentences, as they are on disk now.

    Raises:
        BadQuestionnaire: they can't be read.
    """
    return read_inbound(INBOUND, Sentences(settings.agency_name, settings.helpline, settings.mandate))


def wave_source(settings: Settings, flow: str, languages: Collection[str]) -> Source:
    """The same as a wave is asked it: with the translations that it offers, or all that may be spoken.

    With the real provider, that takes a translator's approval.

    Raises:
        NotFound: there is no such questionnaire.
        BadQuestionnaire: it can't be read, or does not pass its checks.
        Refused: a language is not there, or may not be spoken yet.
    """
    return offering(flow_source(settings, flow), languages, unapproved=settings.rehearsal)


def any_flow(settings: Settings) -> Questionnaire:
    """One of the questionnaires, for the words that all of them have."""
    return compile_questionnaire(flow_source(settings, list_flows(FLOWS)[0].name))


def _keep_rehearsals_apart(engine: Engine, settings: Settings) -> None:
    """A database that was rehearsed on holds made-up people: it never meets the real provider."""
    with transaction(engine) as session:
        if settings.rehearsal:
            system.mark_rehearsal(session)
        elif system.is_rehearsal(session):
            raise Refused("this database was rehearsed on: give DATABASE_URL another one before calling real people")


def clock_of(engine: Engine, settings: Settings) -> Clock:
    """Real time, or the rehearsal's time that every process reads from the database."""
    if not settings.rehearsal:
        return SystemClock()
    with transaction(engine) as session:
        if settings.clock is not None and system.clock_origin(session) is None:
            system.move_clock(session, ClockOrigin(settings.clock.instant, time.time(), settings.clock.speed))
        if system.clock_origin(session) is None:
            return SystemClock()
    return RehearsalClock(lambda: _origin(engine))


def _origin(engine: Engine) -> ClockOrigin:
    with reading(engine) as session:
        origin = system.clock_origin(session)
    if origin is None:
        raise Refused("the rehearsal's clock is gone from the database")
    return origin


def jump(parts: Parts, to: datetime) -> None:
    """Move a rehearsal's clock on to that instant, for every process; never back.

    Raises:
        Refused: time is real here.
    """
    if not isinstance(parts.clock, RehearsalClock):
        raise Refused("only a rehearsal's clock can be moved")
    with transaction(parts.engine) as session:
        origin = system.clock_origin(session)
        if origin is not None and to > parts.clock.now():
            system.move_clock(session, ClockOrigin(to.astimezone(UTC), time.time(), origin.speed))
    parts.clock.refresh()


def _clock_is_right(parts: Parts) -> Callable[[], bool]:
    """By the provider's clock; a rehearsal has its own time."""
    if parts.settings.rehearsal:
        return lambda: True
    return Timekeeper(parts.clock, account_of(parts.settings).time_there).is_right


def make_dialler(parts: Parts, limits: PaceLimits | None = None) -> Dialler:
    """A dialler over these parts, at the pace of the settings unless told otherwise.

    Raises:
        Refused: there is no account to call with.
    """
    settings, board, provider = parts.settings, parts.switchboard(), make_provider(parts.settings)
    limits = limits or PaceLimits(settings.calls_per_second, settings.concurrent_calls)
    return Dialler(
        engine=parts.engine,
        clock=parts.clock,
        provider=provider,
        vault=parts.vault,
        prints=parts.prints,
        limits=limits,
        urls=lambda attempt: CallUrls(settings.public_url, attempt),
        settle=lambda: settle_ended(board),
        next_settling=next_to_settle,
        trial_calls=TrialCaller(parts.trials(), provider, limits, partial(TrialUrls, settings.public_url)).work,
        clock_is_right=_clock_is_right(parts),
        housekeeping=(
            partial(forget_old_calls, board),
            partial(forget_old_notes, parts.engine, parts.clock),
            partial(enforce_caps, parts.engine, parts.clock),
            partial(close_filled_quotas, parts.engine, parts.clock),
            partial(destroy_due, parts.engine, parts.clock, parts.keys),
            partial(finish_destructions, parts.engine, parts.clock, parts.keys),
        ),
    )
