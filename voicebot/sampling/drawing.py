"""The use cases: draw the sample of a wave, discard it.

The long work (check, rules, draw, seal) is done before the transaction, so that calls go on meanwhile; what could have
changed under it is asked again in the transaction.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock, in_london
from voicebot.errors import BadInput, NotFound, Refused
from voicebot.phone import PhoneNumber
from voicebot.privacy import audit, exclusion
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.sampling.checking import CheckedFrame, check_frame, write_rejects
from voicebot.sampling.comparison import Profile, odd_differences, profile_of
from voicebot.sampling.draw import Design
from voicebot.sampling.eligibility import Lists
from voicebot.sampling.frame import Frame
from voicebot.sampling.keeping import to_keep
from voicebot.sampling.rules import EligibilityRules
from voicebot.sampling.selection import Selection, select_persons
from voicebot.sampling.split import Split
from voicebot.sampling.summary import SampleSummary, summarise
from voicebot.sampling.waves import require_wave
from voicebot.store import samples, waves
from voicebot.store.engine import reading, transaction
from voicebot.store.samples import DrawnPerson, SampleState
from voicebot.store.states import WaveState
from voicebot.store.tables import Margin, Sample, Stratum, Wave, new_id

_ANY_NUMBER = PhoneNumber("+447700900000")


@dataclass(frozen=True, slots=True)
class DrawOrder:
    """What is to be drawn.

    Attributes:
        wave: its name.
        frame: as `read_frame` reads it; whoever uploaded it has to delete it afterwards.
        design: size, seed, method, replicates.
        rules: the wave's own (`WaveRules.eligibility`).
        forbidden: whether a first name holds a word that may not be spoken before the gates, in any language.
        languages: tags (`pl-PL`) in which the wave's questionnaire can be heard.
        reference_date: from which window and ages are counted; today in London if none is given, never later.
        rejects: where to write the bad rows (row, column, reason), if anywhere; also when the draw is then refused.
        accept: asked, before anything is kept, whether to draw though the frame differs oddly from the last one.
        first_only: release the first replicate only, the others one by one; else all of them at once.
        arms: of the wave's experiment, with their shares of the cases; none if there is no experiment.
    """

    wave: str
    frame: Frame
    design: Design
    rules: EligibilityRules
    forbidden: Callable[[str], bool]
    languages: Collection[str] = ()
    reference_date: date | None = None
    rejects: Path | None = None
    accept: Callable[[Sequence[str]], bool] = lambda _differences: False
    first_only: bool = False
    arms: Mapping[str, float] = field(default_factory=dict)


def draw_sample(  # noqa: PLR0913 - what it is drawn with, and by whom
    engine: Engine, clock: Clock, vault: Vault, prints: Prints, order: DrawOrder, *, who: str
) -> SampleSummary:
    """Draw the sample of a wave and keep it: cases without a batch, sealed contacts, prints, strata, margins.

    Raises:
        NotFound: there is no such wave, or its key is gone.
        Refused: the wave is not open or has a sample, fewer may be drawn than are wanted, a list changed meanwhile, or
            the frame's differences are not accepted.
        BadFrame: the frame holds flags or victim groups that the rules do not name.
        BadInput: a day to come, numbers that do not fit the strata, or a path that can't be written to.
        KeysRefused, Busy: the keys of the prints were rotated meanwhile; the database did not answer in time.
    """
    day, rules = _reference_day(order.reference_date, clock), order.rules
    recently = _month(clock.now(), before=rules.months_between_draws)
    with reading(engine) as session:
        found = require_drawable(session, order.wave)
        key_id, last = found.key_id, _last_profile(session)
        lists = Lists(samples.excluded_prints(session), samples.prints_drawn_since(session, recently))

    checked = _checked(order, day)
    selection = select_persons(checked, rules, day, lists, prints.of, order.design)
    profile = profile_of(order.frame, checked, selection.waterfall, rules, day)
    odd = _require_accepted(profile, last, order.accept)
    persons = to_keep(selection.persons, key_id, vault, prints, order.languages, Split(order.arms, order.design.seed))

    with transaction(engine) as session:
        held = _drawable(session, order.wave, waves.locked(session, order.wave))
        _require_unlisted(session, prints, persons, recently)
        sample = _record(held, clock, day, order, lists, selection)
        sample.profile, sample.accepted_by = profile.to_json(), who if odd else None
        _keep(session, sample, selection, persons)
        _note(session, sample, "sample_drawn", clock, who, differences_accepted=len(odd), **_arms(session, held))
        return summarise(session, order.wave, sample, (*order.frame.notes, *selection.notes))


def discard_sample(engine: Engine, *, wave: str, clock: Clock, who: str) -> SampleSummary:
    """Undo the draw of a wave: its cases and contacts are deleted, and those drawn may be drawn again.

    What it was drawn by is kept, so that it can be seen that there was one.

    Raises:
        NotFound: there is no such wave, or it has no sample.
        Refused: a case of it is in a batch.
    """
    with transaction(engine) as session:
        held = require_wave(wave, waves.locked(session, wave))
        sample = samples.drawn_sample(session, held.id)
        if sample is None:
            raise NotFound(f"{wave} has no sample that could be discarded")
        if samples.is_any_case_in_a_batch(session, sample.id):
            raise Refused("a case of this sample is in a batch: a sample can't be discarded once work on it has begun")
        samples.delete_persons(session, sample.id)
        sample.state = SampleState.DISCARDED
        _note(session, sample, "sample_discarded", clock, who)
        return summarise(session, wave, sample)


def require_drawable(session: Session, name: str) -> Wave:
    """The wave of that name, if a sample can be drawn for it.

    Raises:
        NotFound: there is no such wave.
        Refused: it is not open, or has a sample.
    """
    return _drawable(session, name, waves.by_name(session, name))


def _drawable(session: Session, name: str, wave: Wave | None) -> Wave:
    found = require_wave(name, wave)
    if found.state != WaveState.OPEN:
        raise Refused(f"the wave {name} is {found.state}: nobody is called for it any more")
    if samples.drawn_sample(session, found.id) is not None:
        raise Refused(f"{name} has a sample already: discard it first, as long as no batch was made from it")
    return found


def _checked(order: DrawOrder, day: date) -> CheckedFrame:
    """The frame after the check, its bad rows written down first."""
    checked = check_frame(order.frame, day, order.forbidden)
    if order.rejects is not None:
        write_rejects(checked.rejects, order.rejects)
    return checked


def _last_profile(session: Session) -> Profile | None:
    """That of the frame that was drawn from last, for any wave."""
    kept = (Profile.from_json(text) for _, _, text in samples.profiles(session))
    return next((profile for profile in kept if profile is not None), None)


def _require_accepted(profile: Profile, last: Profile | None, accept: Callable[[Sequence[str]], bool]) -> Sequence[str]:
    """The odd differences from the last frame, once somebody has accepted them."""
    odd = () if last is None else odd_differences(profile, last)
    if odd and not accept(odd):
        raise Refused("nothing is drawn, since the frame differs from the last one: " + "; ".join(odd))
    return odd


def _require_unlisted(session: Session, prints: Prints, persons: Sequence[DrawnPerson], recently: str) -> None:
    """Nobody drawn has got on a list since the lists were read."""
    prints.of(_ANY_NUMBER)  # refuses if the keys were rotated since these prints were made
    numbers = _linked(persons)
    if exclusion.excluded(session, numbers) or samples.drawn_since_among(session, numbers, recently):
        raise Refused("somebody was put on the exclusion list or drawn for another wave meanwhile: draw again")


def _record(  # noqa: PLR0913 - all that a draw is known by
    wave: Wave, clock: Clock, day: date, order: DrawOrder, lists: Lists, selection: Selection
) -> Sample:
    design = order.design
    return Sample(
        id=new_id(),
        wave_id=wave.id,
        state=SampleState.DRAWN,
        drawn_at=clock.now(),
        reference_date=day,
        seed=design.seed,
        method=design.method,
        size=design.size,
        frame_digest=order.frame.digest,
        rules_digest=order.rules.digest,
        lists_digest=lists.digest,
        rows_read=order.frame.rows_read,
        rows_rejected=selection.rows_rejected,
        waterfall=json.dumps(selection.waterfall),
        replicates=design.replicates,
        released=1 if order.first_only else design.replicates,
    )


def _keep(session: Session, sample: Sample, selection: Selection, persons: Sequence[DrawnPerson]) -> None:
    session.add(sample)
    session.flush()
    session.add_all(Stratum(sample_id=sample.id, **row) for row in selection.strata.iter_rows(named=True))
    session.add_all(Margin(sample_id=sample.id, **row) for row in selection.margins.iter_rows(named=True))
    samples.add_persons(session, sample, persons)
    samples.remember_drawn(session, _linked(persons), _month(sample.drawn_at), sample.id)
    session.flush()


def _arms(session: Session, wave: Wave) -> Mapping[str, Mapping[str, int]]:
    """What the record of a draw says of an experiment: how many cases each arm has."""
    cases = waves.cases_by_arm(session, wave.id)
    return {"arms": cases} if cases else {}


def _linked(persons: Sequence[DrawnPerson]) -> frozenset[bytes]:
    return frozenset[bytes]().union(*(person.linked_prints for person in persons))


def _note(session: Session, sample: Sample, action: str, clock: Clock, who: str, **more: object) -> None:
    details = {"size": sample.size, "frame": sample.frame_digest, "rules": sample.rules_digest, **more}
    audit.append(session, at=clock.now(), who=who, action=action, subject=sample.id, wave=sample.wave_id, **details)


def _reference_day(given: date | None, clock: Clock) -> date:
    today = in_london(clock.now()).date()
    if given is not None and given > today:
        raise BadInput("the reference date has not come yet: ages counted from it would be too high for a call today")
    return given or today


def _month(instant: datetime, *, before: int = 0) -> str:
    """The month, `2025-11`, in which London was so many months before."""
    day = in_london(instant)
    year, month = divmod(day.year * 12 + day.month - 1 - before, 12)
    return f"{year:04}-{month + 1:02}"
