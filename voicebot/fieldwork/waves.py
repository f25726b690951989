"""Waves: one survey in one period, with its rules and its key. Making, showing and freezing them.

Destroying one is `destroying.py`'s; drawing its sample, `sampling/`'s.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import BadInput, Refused
from voicebot.fieldwork import outbox
from voicebot.fieldwork.reasons import good_reason
from voicebot.fieldwork.rules import WaveRules
from voicebot.privacy import audit
from voicebot.privacy.keystore import KeyStore
from voicebot.questionnaire.source import Source
from voicebot.sampling.waves import require_wave
from voicebot.store import attempts as attempt_rows
from voicebot.store import batches as batch_rows
from voicebot.store import cases as case_rows
from voicebot.store import waves as wave_rows
from voicebot.store.engine import transaction
from voicebot.store.states import ON_THEIR_WAY, BatchState, CaseState, WaveState
from voicebot.store.tables import Wave, new_id

ReadFlow = Callable[[str, Collection[str]], Source]
"""Reads the questionnaire of that name with those translations; with all that may be spoken, if none is named."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")


@dataclass(frozen=True, slots=True)
class Arm:
    """An arm of a wave's experiment, called after its questionnaire.

    `version` is None until the first launch; `cases` are those drawn.
    """

    name: str
    share: float
    version: str | None
    cases: int


@dataclass(frozen=True, slots=True)
class WaveSummary:
    """A wave as it is shown; without an experiment it has no arms."""

    id: str
    name: str
    flow: str
    state: WaveState
    version: str | None
    created_at: datetime
    last_day: date | None
    cases: Mapping[CaseState, int]
    batches: Mapping[str, BatchState]
    arms: Sequence[Arm]


def create_wave(  # noqa: PLR0913 - what a wave is made of
    engine: Engine, clock: Clock, keys: KeyStore, *, name: str, flow: str, rules: WaveRules, who: str
) -> WaveSummary:
    """Make a wave with its own key; its rules stay as they are now, defaults included.

    Raises:
        BadInput: the name can't be one.
        Refused: there is a wave of that name.
    """
    if not _NAME.fullmatch(name):
        raise BadInput("a wave's name has 1 to 40 letters, digits, spaces, dots, dashes and underscores")
    with transaction(engine) as session:
        if wave_rows.by_name(session, name) is not None:
            raise Refused(f"there is a wave called {name} already: choose another name")
        wave = Wave(
            id=new_id(),
            name=name,
            flow=flow,
            rules=rules.to_json(),
            state=WaveState.OPEN,
            key_id=new_id(),
            created_at=clock.now(),
        )
        # Before the wave can be seen: a key too many harms nobody, a wave without one can't be drawn for.
        keys.make_wave_key(wave.key_id)
        session.add(wave)
        audit.append(session, at=clock.now(), who=who, action="wave_created", subject=wave.id, **_made_of(wave, rules))
        session.flush()
        return summary(session, wave)


def _made_of(wave: Wave, rules: WaveRules) -> Mapping[str, object]:
    """What the record of a new wave says of it."""
    experiment = {"experiment": dict(rules.experiment)} if rules.experiment else {}
    return {"name": wave.name, "flow": wave.flow, **experiment}


def find_wave(session: Session, name: str) -> Wave:
    """The wave of that name.

    Raises:
        NotFound: there is none.
    """
    return require_wave(name, wave_rows.by_name(session, name))


def list_waves(session: Session) -> Sequence[WaveSummary]:
    """All waves, the newest first."""
    return [summary(session, wave) for wave in wave_rows.all_waves(session)]


def summary(session: Session, wave: Wave) -> WaveSummary:
    """A wave with its counts."""
    return WaveSummary(
        id=wave.id,
        name=wave.name,
        flow=wave.flow,
        state=WaveState(wave.state),
        version=wave.version,
        created_at=wave.created_at,
        last_day=rules_of(wave).calling.last_day,
        cases=case_rows.states_in_wave(session, wave.id),
        batches={batch.id: BatchState(batch.state) for batch in batch_rows.of_wave(session, wave.id)},
        arms=_arms(session, wave),
    )


def _arms(session: Session, wave: Wave) -> Sequence[Arm]:
    versions, cases = wave_rows.versions_by_arm(session, wave.id), wave_rows.cases_by_arm(session, wave.id)
    shares = rules_of(wave).arms(wave.flow)
    return [Arm(name, share, versions.get(name), cases.get(name, 0)) for name, share in shares.items()]


def rules_of(wave: Wave) -> WaveRules:
    """The rules that the wave was made with."""
    return parse_rules(wave.rules)


def source_of(wave: Wave, read_flow: ReadFlow) -> Source:
    """The questionnaire of the wave as it is now, in the languages that the wave offers."""
    return read_flow(wave.flow, rules_of(wave).languages)


@lru_cache(maxsize=64)
def parse_rules(text: str) -> WaveRules:
    """Rules as they are kept; the same text is read once."""
    return WaveRules.from_json(text)


def freeze_wave(engine: Engine, clock: Clock, *, name: str, reason: str, who: str) -> WaveSummary:
    """Stop everything about a wave at once: its calls, and the destruction of its contacts; until it is unfrozen.

    Its running batches are paused, calls that nobody answered yet are cancelled, conversations end by themselves.

    Raises:
        BadInput: no reason is given, or it holds a number.
        NotFound: there is no such wave.
        Refused: it is not open.
    """
    why = good_reason(reason)
    with transaction(engine) as session:
        wave = find_wave(session, name)
        require_open(wave)
        wave.state = WaveState.FROZEN
        for batch in batch_rows.running_locked(session):
            if batch.wave_id == wave.id:
                batch.state, batch.reason = BatchState.PAUSED, f"the wave is frozen: {why}"
        outbox.end_calls(session, attempt_rows.in_wave(session, wave.id, ON_THEIR_WAY), clock.now())
        audit.append(session, at=clock.now(), who=who, action="wave_frozen", subject=wave.id, reason=why)
        session.flush()
        return summary(session, wave)


def unfreeze_wave(engine: Engine, clock: Clock, *, name: str, who: str) -> WaveSummary:
    """Let a frozen wave go on; its batches stay paused until each is resumed.

    Raises:
        NotFound: there is no such wave.
        Refused: it is not frozen.
    """
    with transaction(engine) as session:
        wave = find_wave(session, name)
        if wave.state != WaveState.FROZEN:
            raise Refused(f"the wave {wave.name} is {wave.state}, not frozen")
        wave.state = WaveState.OPEN
        audit.append(session, at=clock.now(), who=who, action="wave_unfrozen", subject=wave.id)
        session.flush()
        return summary(session, wave)


def require_open(wave: Wave) -> None:
    """Go on only if people may be called for the wave.

    Raises:
        Refused: it is frozen or destroyed.
    """
    if wave.state != WaveState.OPEN:
        raise Refused(f"the wave {wave.name} is {wave.state}: nobody is called for it")
