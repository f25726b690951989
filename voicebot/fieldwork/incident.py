"""The day a wrong file was used: who was rung for a wave, and how far each call got.

Cases are named by their random ids; names and numbers only on demand, and that is kept in the audit trail.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.fieldwork import waves
from voicebot.fieldwork.attempts import result_of
from voicebot.interview.state import Stage
from voicebot.outcomes import OPT_OUTS, Result
from voicebot.privacy import audit
from voicebot.privacy.vault import Vault
from voicebot.store import attempts as attempt_rows
from voicebot.store import contacts, incidents
from voicebot.store.answers import cases_with_answers
from voicebot.store.engine import transaction
from voicebot.store.tables import Attempt, Wave


class HowFar(StrEnum):
    """How far the calls to a person got, from nothing to answers."""

    NOT_RUNG = "not rung"
    RANG = "rang, nobody answered"
    ANSWERED = "answered, person not known"
    PERSON = "said who they are"
    TOLD = "were told what the survey is about"
    AGREED = "agreed to take part"
    INTERVIEWED = "answered questions"


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody for whom a call was ordered. `first_name` and `numbers` are there only if they were asked for."""

    case_id: str
    how_far: HowFar
    calls: Sequence[tuple[datetime, Result | None]]
    opted_out: bool
    first_name: str | None = field(default=None, repr=False)
    numbers: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Incident:
    """Everybody called for a wave, and how many got how far."""

    wave: str
    counts: Mapping[HowFar, int]
    called: Sequence[Called]


_BY_STAGE = {Stage.PERSON: HowFar.PERSON, Stage.SAFE: HowFar.TOLD, Stage.AGREED: HowFar.AGREED}


def count_incident(session: Session, wave_name: str) -> Mapping[HowFar, int]:
    """How many people of a wave got how far, nobody of them named.

    Raises:
        NotFound: there is no such wave.
    """
    counts = Counter(dict.fromkeys(HowFar, 0))
    for one in incidents.furthest(session, waves.find_wave(session, wave_name).id):
        by_stage = None if one.stage is None else _BY_STAGE.get(Stage(one.stage))
        counts[HowFar.INTERVIEWED if one.gave_answers else by_stage or _without_stage(one.answered, one.rang)] += (
            one.people
        )
    return counts


def report_incident(engine: Engine, clock: Clock, *, wave_name: str, who: str, vault: Vault | None = None) -> Incident:
    """Who was called for the wave, by case id. With a vault names and numbers too, as far as they are kept.

    Raises:
        NotFound: there is no such wave, or its key is gone.
    """
    with transaction(engine) as session:
        wave = waves.find_wave(session, wave_name)
        answered = cases_with_answers(session, wave.id)
        by_case: dict[str, list[Attempt]] = {}
        for attempt in attempt_rows.of_wave(session, wave.id):
            by_case.setdefault(attempt.case_id, []).append(attempt)
        people = {} if vault is None else _people(session, wave, vault, by_case)
        called = [_called(case_id, of_case, answered, people) for case_id, of_case in by_case.items()]
        audit.append(
            session,
            at=clock.now(),
            who=who,
            action="incident_reported",
            subject=wave.id,
            cases=len(called),
            contacts_shown=vault is not None,
        )
    return Incident(wave.name, Counter(one.how_far for one in called), called)


def _called(
    case_id: str, of_case: Sequence[Attempt], answered: set[str], people: Mapping[str, tuple[str, Sequence[str]]]
) -> Called:
    results = [result_of(one) for one in of_case]
    name, numbers = people.get(case_id, (None, ()))
    return Called(
        case_id=case_id,
        how_far=HowFar.INTERVIEWED if case_id in answered else max(map(_how_far, of_case), key=list(HowFar).index),
        calls=[(one.claimed_at, result) for one, result in zip(of_case, results, strict=True)],
        opted_out=any(result in OPT_OUTS for result in results),
        first_name=name,
        numbers=numbers,
    )


def _how_far(attempt: Attempt) -> HowFar:
    if attempt.stage is not None and Stage(attempt.stage) in _BY_STAGE:
        return _BY_STAGE[Stage(attempt.stage)]
    return _without_stage(attempt.answered_at is not None, attempt.rang)


def _without_stage(answered: bool, rang: bool) -> HowFar:
    if answered:
        return HowFar.ANSWERED
    return HowFar.RANG if rang else HowFar.NOT_RUNG


def _people(
    session: Session, wave: Wave, vault: Vault, case_ids: Collection[str]
) -> dict[str, tuple[str, Sequence[str]]]:
    """First name and numbers of those cases; nobody else's contact is opened."""
    found: dict[str, tuple[str, Sequence[str]]] = {}
    for case_id, sealed in contacts.sealed_of_wave(session, wave.id):
        if case_id in case_ids:
            person = vault.open(wave.key_id, case_id, sealed)
            found[case_id] = (person.first_name, [number.e164 for number in person.numbers])
    return found
