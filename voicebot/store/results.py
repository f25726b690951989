"""What results are worked out from: the rows of one sample, as many at a time as there are; queries only.

Cases of replicates that are not released yet are in none of them.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from voicebot.store.samples import SampleState
from voicebot.store.tables import Answer, Attempt, CallHour, Case, Margin, QuestionTally, Sample, Wave, WaveArm

Rows = Iterator[tuple[Any, ...]]
"""Read as they are asked for, while the session is open."""
_AT_ONCE = 5_000


def cases(session: Session, sample: Sample) -> Rows:
    """The released cases in the order of their random ids.

    id, area, victim_group, codes (JSON), arm, replicate, probability, multiplicity, state, closed_for.
    """
    columns = (
        *(Case.id, Case.area, Case.victim_group, Case.codes, Case.arm, Case.replicate),
        *(Case.probability, Case.multiplicity, Case.state, Case.closed_for),
    )
    return _rows(session, select(*columns).where(*_released(sample)).order_by(Case.id))


def attempts(session: Session, sample: Sample, results: Collection[str] | None = None) -> Rows:
    """The settled attempts of released cases, those with some results or all; case by case, the earliest first.

    case, ordinal, result, version, language, claimed_at, day_part, stage, step, rang, answered, seconds, price,
    currency, inbound.
    """
    columns = (
        *(Attempt.case_id, Attempt.ordinal, Attempt.result, Attempt.version, Attempt.language, Attempt.claimed_at),
        *(Attempt.day_part, Attempt.stage, Attempt.step, Attempt.rang, Attempt.answered_at.is_not(None)),
        *(Attempt.seconds, Attempt.price, Attempt.currency, Attempt.inbound),
    )
    statement = select(*columns).join(Case, Case.id == Attempt.case_id)
    wanted = Attempt.result.is_not(None) if results is None else Attempt.result.in_(results)
    return _rows(session, statement.where(*_released(sample), wanted).order_by(Attempt.case_id, Attempt.ordinal))


def answers(session: Session, sample: Sample, questions: Sequence[str] | None = None) -> Rows:
    """The answers of released cases, those to some questions or to all: case, question, status, code, first, second."""
    columns = (Answer.case_id, Answer.question, Answer.status, Answer.code, Answer.first, Answer.second)
    statement = select(*columns).join(Case, Case.id == Answer.case_id).where(*_released(sample))
    if questions is not None:
        statement = statement.where(Answer.question.in_(questions))
    return _rows(session, statement.order_by(Answer.case_id, Answer.question))


def cases_by_replicate(session: Session, sample_id: str) -> Rows:
    """How many cases each stratum has in each replicate: area, victim_group, replicate, cases."""
    by = (Case.area, Case.victim_group, Case.replicate)
    return _rows(session, select(*by, func.count()).where(Case.sample_id == sample_id).group_by(*by).order_by(*by))


def margins(session: Session, sample_id: str) -> Rows:
    """The margins of the frame: variable, category, persons."""
    columns = (Margin.variable, Margin.category, Margin.persons)
    return _rows(session, select(*columns).where(Margin.sample_id == sample_id).order_by(*columns[:2]))


def hours(session: Session, wave_id: str) -> Rows:
    """When the calls of a destroyed wave were: weekday, hour, placed, answered, interviewed."""
    columns = (CallHour.weekday, CallHour.hour, CallHour.placed, CallHour.answered, CallHour.interviewed)
    return _rows(session, select(*columns).where(CallHour.wave_id == wave_id).order_by(*columns[:2]))


def tallies(session: Session, wave_id: str) -> Sequence[QuestionTally]:
    """What happened at each prompt of each version."""
    return session.scalars(
        select(QuestionTally)
        .where(QuestionTally.wave_id == wave_id)
        .order_by(QuestionTally.version, QuestionTally.step)
    ).all()


def arms(session: Session, wave_id: str) -> Sequence[tuple[str, str]]:
    """The arms of a wave's experiment with their versions."""
    rows = session.execute(select(WaveArm.arm, WaveArm.version).where(WaveArm.wave_id == wave_id).order_by(WaveArm.arm))
    return [(arm, version) for arm, version in rows]


def names_of_waves_before(session: Session, wave_id: str) -> Sequence[str]:
    """The waves of the same survey whose sample has an earlier reference date, the latest first."""
    this, sample = aliased(Wave), aliased(Sample)
    is_drawn, was_drawn = sample.state == SampleState.DRAWN, Sample.state == SampleState.DRAWN
    statement = (
        select(Wave.name)
        .join(Sample, (Sample.wave_id == Wave.id) & was_drawn)
        .join(this, this.flow == Wave.flow)
        .join(sample, (sample.wave_id == this.id) & is_drawn)
        .where(this.id == wave_id, Sample.reference_date < sample.reference_date)
        .order_by(Sample.reference_date.desc(), Wave.name)
    )
    return session.scalars(statement).all()


def _rows(session: Session, statement: Select[*tuple[Any, ...]]) -> Rows:
    """Of the connection, in pieces: half a million rows at once, and of mapped classes, would take too much."""
    found = session.connection().execute(statement, execution_options={"yield_per": _AT_ONCE})
    yield from (tuple(row) for row in found)


def _released(sample: Sample) -> tuple[ColumnElement[bool], ...]:
    return Case.sample_id == sample.id, Case.replicate <= sample.released
