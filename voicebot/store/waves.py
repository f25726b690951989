"""What is asked of the waves."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voicebot.store.states import WaveState
from voicebot.store.tables import Case, Wave, WaveArm


def by_name(session: Session, name: str) -> Wave | None:
    """The wave of that name."""
    return session.scalar(select(Wave).where(Wave.name == name))


def locked(session: Session, name: str) -> Wave | None:
    """The wave of that name, to be changed, drawn for or destroyed by nobody else until the transaction ends."""
    return session.scalar(select(Wave).where(Wave.name == name).with_for_update())


def all_waves(session: Session) -> Sequence[Wave]:
    """Every wave, the newest first."""
    return session.scalars(select(Wave).order_by(Wave.created_at.desc(), Wave.name)).all()


def open_ones(session: Session) -> Sequence[Wave]:
    """The waves for which people may be called."""
    return session.scalars(select(Wave).where(Wave.state == WaveState.OPEN).order_by(Wave.created_at)).all()


def not_destroyed(session: Session) -> Sequence[Wave]:
    """The waves whose contacts may still be kept, the newest first."""
    statement = select(Wave).where(Wave.state != WaveState.DESTROYED)
    return session.scalars(statement.order_by(Wave.created_at.desc(), Wave.name)).all()


def versions_by_arm(session: Session, wave_id: str) -> Mapping[str, str]:
    """The questionnaire version of each arm of the wave's experiment, once they are fixed."""
    rows = session.execute(select(WaveArm.arm, WaveArm.version).where(WaveArm.wave_id == wave_id))
    return dict(rows.all())


def cases_by_arm(session: Session, wave_id: str) -> Mapping[str, int]:
    """How many cases of the wave each arm of its experiment has."""
    rows = session.execute(
        select(Case.arm, func.count()).where(Case.wave_id == wave_id, Case.arm.is_not(None)).group_by(Case.arm)
    )
    return {arm: cases for arm, cases in rows if arm is not None}
