"""A running batch as staff watch it."""

from tests import factories
from tests.fieldwork.conftest import Office
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.watching import Watch, watch
from voicebot.outcomes import Result
from voicebot.store.engine import reading, transaction
from voicebot.store.states import AttemptState, CaseState
from voicebot.store.tables import Attempt, Case

LIMITS = PaceLimits(1, 20)


def _watched(office: Office, batch_id: str) -> Watch:
    with reading(office.engine) as session:
        return watch(session, batch_id, office.clock.now(), LIMITS)


def _called(office: Office, batch_id: str, result: Result, error: str | None = None) -> None:
    with transaction(office.engine) as session:
        case = session.query(Case).filter_by(batch_id=batch_id, state=CaseState.WAITING).first()
        assert case is not None
        case.state = CaseState.CLOSED
        factories.attempt(
            session,
            case_id=case.id,
            batch_id=batch_id,
            state=AttemptState.SETTLED,
            claimed_at=office.clock.now(),
            result=result,
            error=error,
            seconds=60,
        )


def test_interviews_opt_outs_and_calls_a_minute_are_told(office: Office) -> None:
    batch_id = office.running_batch(people=10)
    for result in (Result.COMPLETE, Result.PARTIAL, Result.OPTED_OUT, Result.NO_ANSWER, Result.BUSY):
        _called(office, batch_id, result)

    seen = _watched(office, batch_id)

    assert (seen.interviews, seen.opt_outs, seen.per_minute, seen.worked) == (2, 1, 1.0, 5)
    assert seen.to_come.cases == 5


def test_calls_of_longer_ago_are_in_no_rate(office: Office) -> None:
    batch_id = office.running_batch(people=1)
    _called(office, batch_id, Result.COMPLETE)
    office.clock.pass_(minutes=6)

    assert _watched(office, batch_id).per_minute == 0


def test_errors_are_told_in_words_the_newest_first(office: Office) -> None:
    batch_id = office.running_batch(people=2)
    _called(office, batch_id, Result.TECHNICAL, "the line was down")
    office.clock.pass_(minutes=1)
    _called(office, batch_id, Result.TECHNICAL, "the line was down again")

    assert [error for _, error in _watched(office, batch_id).errors] == ["the line was down again", "the line was down"]


def test_nobody_is_left_to_call_once_every_case_is_closed(office: Office) -> None:
    batch_id = office.running_batch(people=1)
    _called(office, batch_id, Result.COMPLETE)

    expected = _watched(office, batch_id).to_come

    assert (expected.cases, expected.calls, expected.first_call) == (0, 0, None)
    with reading(office.engine) as session:
        assert session.query(Attempt).count() == 1
