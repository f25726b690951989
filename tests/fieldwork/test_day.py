"""The day sheet."""

from datetime import date, timedelta

from tests import factories
from tests.fieldwork.office import Office
from voicebot.fieldwork import batches
from voicebot.fieldwork.day import Day, RangUs, day, today
from voicebot.outcomes import Result
from voicebot.privacy import audit
from voicebot.store.engine import reading, transaction

WEDNESDAY = date(2026, 11, 25)


def _sheet(office: Office, on: date = WEDNESDAY) -> Day:
    with reading(office.engine) as session:
        return day(session, on)


def _attempt(office: Office, batch_id: str, **columns: object) -> None:
    with transaction(office.engine) as session:
        case = factories.case(session, wave_id=office.batch(batch_id).wave_id, batch_id=batch_id)
        factories.attempt(session, case_id=case.id, batch_id=batch_id, **columns)


def test_the_sheet_counts_the_calls_of_that_day_in_london_and_of_no_other(office: Office) -> None:
    batch_id, noon = office.running_batch(), office.clock.now()
    _attempt(office, batch_id, claimed_at=noon, result=Result.COMPLETE, answered_at=noon)
    _attempt(office, batch_id, claimed_at=noon, result=Result.NO_ANSWER)
    _attempt(office, batch_id, claimed_at=noon)
    _attempt(office, batch_id, claimed_at=noon - timedelta(days=1), result=Result.COMPLETE)

    sheet = _sheet(office)

    assert (sheet.calls, sheet.answered, sheet.interviews, sheet.unsettled) == (3, 1, 1, 1)
    assert sheet.results == {Result.COMPLETE: 1, Result.NO_ANSWER: 1}


def test_people_who_rang_us_are_shown_apart_from_the_calls_that_we_made(office: Office) -> None:
    batch_id, noon = office.running_batch(), office.clock.now()
    _attempt(office, batch_id, claimed_at=noon, result=Result.NO_ANSWER)
    for result in (Result.COMPLETE, Result.NOT_FREE, None):
        _attempt(office, batch_id, claimed_at=noon, answered_at=noon, result=result, inbound=True)

    sheet = _sheet(office)

    assert (sheet.calls, sheet.answered, sheet.interviews, sheet.unsettled) == (1, 0, 0, 0)
    assert sheet.rang_us == RangUs(3, {Result.COMPLETE: 1, Result.NOT_FREE: 1}, unsettled=1, interviews=1)


def test_the_sheet_tells_which_calls_may_have_been_placed(office: Office) -> None:
    batch_id = office.running_batch()
    _attempt(office, batch_id, state="uncertain", claimed_at=office.clock.now())
    assert [at for _, at in _sheet(office).uncertain] == [office.clock.now()]


def test_the_sheet_tells_why_a_batch_paused_itself_and_that_it_waits(office: Office) -> None:
    batch_id = office.running_batch()
    with transaction(office.engine) as session:
        batch = session.merge(office.batch(batch_id))
        batches.pause_by_itself(session, batch, "too many wrong persons", office.clock.now())

    sheet = _sheet(office)

    assert [why for _, why in sheet.brakes] == ["too many wrong persons"]
    assert [(one.id, one.state, one.reason) for one in sheet.batches] == [
        (batch_id, "paused", "too many wrong persons")
    ]


def test_an_opt_out_that_was_undone_is_not_counted(office: Office) -> None:
    with transaction(office.engine) as session:
        for action in ("opt_out", "opt_out", "opt_out_undone"):
            audit.append(session, at=office.clock.now(), who=audit.SYSTEM, action=action)
    assert _sheet(office).opt_outs == 1


def test_the_sheet_tells_the_appointments_of_the_day_and_the_next(office: Office) -> None:
    now = office.clock.now()
    with transaction(office.engine) as session:
        for hours in (1, 25, 49):
            factories.case(session, appointment_at=now + timedelta(hours=hours))
    sheet = _sheet(office)
    assert list(sheet.appointments) == [now + timedelta(hours=1)]
    assert list(sheet.appointments_next_day) == [now + timedelta(hours=25)]


def test_today_is_the_day_in_london(office: Office) -> None:
    assert today(office.clock.now()) == WEDNESDAY
