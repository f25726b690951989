"""Test calls: a real call to a number of our own staff, with a made-up name, to hear a questionnaire on a telephone.

They belong to no case and are in no count and no export. The dialler places them (`trial_caller.py`), and when they are
over nothing is left but the entry in the audit trail.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock, in_london
from voicebot.errors import NotFound, Refused
from voicebot.phone import PhoneNumber
from voicebot.privacy import audit, exclusion
from voicebot.privacy.keyed_in import KeyedInNumbers
from voicebot.privacy.prints import Prints
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.source import Source
from voicebot.store import contacts, versions
from voicebot.store import trial_calls as rows
from voicebot.store.engine import transaction
from voicebot.store.states import TrialState
from voicebot.store.tables import TrialCall, new_id

EARLIEST, LATEST = time(8), time(21)
"""Staff know that they are rung, so the hours of a wave don't hold; nobody else in the house should be woken."""
AT_ONCE = 3
SHOWN_FOR = timedelta(minutes=10)
"""How long it is told how a test call ended, and how long before the provider is asked again to forget it."""

NOT_OF_STAFF = "this number can't be used for a test call: give one of your own staff that no survey knows"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be heard, and on which telephone."""

    source: Source
    language: str | None
    number: PhoneNumber = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trial:
    """How a test call stands."""

    id: str
    flow: str
    language: str
    wanted_at: datetime
    wanted_by: str
    state: TrialState
    answered: bool
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Trials:
    """What test calls are wanted and placed with."""

    engine: Engine
    clock: Clock
    prints: Prints
    numbers: KeyedInNumbers


def want(trials: Trials, wanted: Wanted, *, faults: Sequence[str], who: str) -> str:
    """Have the dialler ring that number once, within the next minutes; the id of the test call.

    Args:
        trials: the parts.
        wanted: the questionnaire as it is now, the language (its own, unless given) and the number.
        faults: what the settings lack for a launch; any of them refuses it.
        who: the account that wants it.

    Raises:
        BadQuestionnaire: the questionnaire does not pass its checks.
        NotFound: it is not there in that language.
        Refused: there are faults, it is too early or too late, the number is not one of staff, or enough test calls
            are under way.
    """
    questionnaire = compile_questionnaire(wanted.source)
    language = wanted.language or questionnaire.languages[0]
    if language not in questionnaire.languages:
        raise NotFound(f"{questionnaire.name} is not there in {language}, only in {', '.join(questionnaire.languages)}")
    if faults:
        raise Refused("the test call is refused: " + "; ".join(faults))
    with transaction(trials.engine) as session:
        now = trials.clock.now()
        _require_hour(now)
        _require_room(session)
        if is_of_a_survey(session, trials.prints.of(wanted.number)):
            raise Refused(NOT_OF_STAFF)
        versions.keep_version(session, wanted.source.digest, wanted.source.name, wanted.source.to_json())
        call = _call(wanted, language, who, now)
        call.number = trials.numbers.seal(call.id, wanted.number)
        session.add(call)
        audit.append(session, at=now, who=who, action="test_call", flow=wanted.source.name, language=language)
        return call.id


def all_trials(session: Session) -> list[Trial]:
    """The test calls that are under way or ended a moment ago, the newest first."""
    return [
        Trial(
            id=call.id,
            flow=flow,
            language=call.language,
            wanted_at=call.wanted_at,
            wanted_by=call.wanted_by,
            state=TrialState(call.state),
            answered=call.path is not None,
            outcome=call.outcome,
        )
        for call, flow in rows.newest_first(session)
    ]


def is_hour(now: datetime) -> bool:
    """Whether a test call may be placed at that instant."""
    return EARLIEST <= in_london(now).time() < LATEST


def is_of_a_survey(session: Session, print_: bytes) -> bool:
    """Whether that number opted out or is somebody's in a wave; which of the two stays untold."""
    return bool(exclusion.excluded(session, [print_]) or contacts.cases_with_print(session, [print_]))


def end(call: TrialCall, now: datetime, outcome: str) -> None:
    """It is over; the first that is said of how it ended stays."""
    if call.state != TrialState.ENDED:
        call.state, call.outcome, call.number = TrialState.ENDED, call.outcome or outcome, None
        call.due_at = now + SHOWN_FOR


def stop(session: Session, now: datetime) -> None:
    """Place none that are wanted, and have those hung up that are under way."""
    for call in rows.under_way_locked(session):
        call.outcome, call.due_at = "everything was stopped by staff", now
        if call.state == TrialState.WANTED:
            end(call, now, call.outcome)


def _call(wanted: Wanted, language: str, who: str, now: datetime) -> TrialCall:
    return TrialCall(
        id=new_id(),
        version=wanted.source.digest,
        language=language,
        wanted_at=now,
        wanted_by=who,
        state=TrialState.WANTED,
        due_at=now,
    )


def _require_hour(now: datetime) -> None:
    if not is_hour(now):
        raise Refused(f"test calls are made between {EARLIEST:%H:%M} and {LATEST:%H:%M}: try again then")


def _require_room(session: Session) -> None:
    if len(rows.under_way_locked(session)) >= AT_ONCE:
        raise Refused(f"{AT_ONCE} test calls are under way: try again when one is over")
