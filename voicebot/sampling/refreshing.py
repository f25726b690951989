"""A newer frame held against those drawn but not called yet: who may not be called any more is taken out.

A frame grows old: people die, ask to be left alone, or turn out to be at risk. Nobody is added, no number is changed.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock, in_london
from voicebot.errors import NotFound
from voicebot.privacy import audit
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Person, Vault
from voicebot.sampling.checking import CheckedFrame, check_frame
from voicebot.sampling.eligibility import Lists, reasons_against
from voicebot.sampling.frame import Frame
from voicebot.sampling.rules import EligibilityRules
from voicebot.sampling.waves import require_wave
from voicebot.store import samples, waves
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Refresh, Sample, Wave, new_id

NOT_THERE = "not on the newer frame"
OTHER_NUMBERS = "with other numbers on the newer frame"


@dataclass(frozen=True, slots=True)
class RefreshSummary:
    """What a refresh did. `left` are those who stay although something about them is worth knowing, by what it is."""

    id: str
    wave: str
    at: datetime
    frame_digest: str
    looked_at: int
    taken_out: Mapping[str, int]
    left: Mapping[str, int]


def refresh_sample(  # noqa: PLR0913 - all that decides who may still be called
    engine: Engine,
    *,
    wave: str,
    frame: Frame,
    rules: EligibilityRules,
    clock: Clock,
    vault: Vault,
    prints: Prints,
    who: str,
    forbidden: Callable[[str], bool],
) -> RefreshSummary:
    """Apply the rules anew, by a newer frame, to everybody drawn who was not called yet.

    The parameters are those of `draw_sample`. Contacts are opened to find their rows; the audit trail has that.

    Raises:
        NotFound: there is no such wave, it has no sample, or its key is gone.
        BadFrame: the frame holds flags or victim groups that the rules do not name.
    """
    with reading(engine) as session:
        held, sample = _held(session, wave)
        people = {
            case_id: vault.open(held.key_id, case_id, sealed)
            for case_id, sealed in samples.undialled(session, sample.id)
        }
        lists = Lists(samples.excluded_prints(session), frozenset())
    today = in_london(clock.now()).date()
    checked = check_frame(frame, today, forbidden)
    against = reasons_against(checked, rules, today, lists, prints.of)
    out = _by_reason(people, against)
    left = _left(people, against, checked)

    with transaction(engine) as session:
        _, sample = _held(session, wave)
        taken = +Counter({why: samples.take_out(session, case_ids) for why, case_ids in out.items()})
        row = Refresh(
            id=new_id(),
            sample_id=sample.id,
            at=clock.now(),
            frame_digest=frame.digest,
            looked_at=len(people),
            withdrawn=json.dumps(taken),
        )
        session.add(row)
        audit.append(
            session,
            at=clock.now(),
            who=who,
            action="sample_refreshed",
            subject=sample.id,
            frame=frame.digest,
            contacts_opened=len(people),
            taken_out=taken.total(),
        )
    return RefreshSummary(row.id, wave, row.at, frame.digest, len(people), dict(taken), left)


def _by_reason(people: Mapping[str, Person], against: Mapping[str, str | None]) -> Mapping[str, list[str]]:
    """The cases that may not be called any more, by the reason."""
    out: dict[str, list[str]] = {}
    for case_id, person in people.items():
        if (why := against.get(person.reference)) is not None:
            out.setdefault(why, []).append(case_id)
    return out


def _held(session: Session, name: str) -> tuple[Wave, Sample]:
    wave = require_wave(name, waves.by_name(session, name))
    sample = samples.drawn_sample(session, wave.id)
    if sample is None:
        raise NotFound(f"{name} has no sample that could be refreshed")
    return wave, sample


def _left(people: Mapping[str, Person], against: Mapping[str, str | None], checked: CheckedFrame) -> Mapping[str, int]:
    known = checked.rows.select("reference", "numbers").drop_nulls("reference")
    numbers: dict[str, set[str]] = {}
    for reference, of_row in known.iter_rows():
        numbers.setdefault(reference, set()).update(of_row)
    missing = [person for person in people.values() if person.reference not in against]
    changed = [
        person
        for person in people.values()
        if person.reference in numbers and not {one.e164 for one in person.numbers} <= numbers[person.reference]
    ]
    counts = {NOT_THERE: len(missing), OTHER_NUMBERS: len(changed)}
    return {what: count for what, count in counts.items() if count}
