"""What has to hold of every wave once it has been called, whatever went wrong meanwhile (PROMISES 1-6, 12, 16)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise

from tests.whole_wave.replay import what_was_said
from tests.whole_wave.wave import Wave
from voicebot.clock import in_london
from voicebot.interview.state import Answer, Status
from voicebot.outcomes import Result
from voicebot.privacy import exclusion
from voicebot.questionnaire.model import APPOINTMENT
from voicebot.reporting.outcomes import LABELS
from voicebot.store.answers import answers_of
from voicebot.store.engine import reading
from voicebot.store.states import AttemptState, BatchState, CaseState
from voicebot.store.tables import Attempt, Base, Batch, Errand, Exclusion, Turn
from voicebot.telephony.status import CallStatus

Promise = Callable[[Wave], None]
MOST_ATTEMPTS = 5
SHORTEST_WAIT = timedelta(hours=24)
OTHER_WAITS: Mapping[str | None, timedelta] = {
    Result.BUSY: timedelta(minutes=15),
    Result.HUNG_UP_BEFORE: timedelta(hours=72),
    Result.DROPPED: timedelta(hours=72),
    Result.LINE_FAILED: timedelta(hours=72),
}
"""After these results (facts on calling); after any other it is a day."""
LAST_PLACING = {4: time(16, 58), 5: time(17, 58), 6: time(17, 58)}
"""By weekday, Monday 0; on the other days 20:28."""

SHORTEST_TELLING_NAME = 5


def has_nothing_left_to_do(wave: Wave) -> None:
    assert {batch.state for batch in wave.rows(Batch)} == {BatchState.FINISHED}
    assert {case.state for case in wave.cases.values()} == {CaseState.CLOSED}
    assert {attempt.state for attempt in wave.rows(Attempt)} == {AttemptState.SETTLED}
    assert wave.rows(Turn) == []
    assert [errand.kind for errand in wave.rows(Errand) if errand.done_at is None] == []
    assert [call.sid for call in wave.calls if not call.deleted] == []


def gave_everybody_one_outcome(wave: Wave) -> None:
    assert len(wave.cases) == wave.summary.cases == wave.size
    assert sum(wave.summary.outcomes.values()) == wave.size
    assert wave.summary.outcomes.keys() <= LABELS.keys()
    assert None not in {attempt.result for attempt in wave.rows(Attempt)}


def kept_what_was_pressed_and_nothing_else(wave: Wave) -> None:
    said = what_was_said(wave)
    wrong = [case_id for case_id in wave.cases if _kept(wave, case_id) not in [one.answers for one in said[case_id]]]
    assert wrong == []
    assert any(_kept(wave, case_id) for case_id in wave.cases), "nobody has answered anything, so nothing was shown"


def never_rang_after_an_opt_out(wave: Wave) -> None:
    """Who pressed `0` and did not undo it is on the list, and nobody else; the replay sees that no call followed."""
    said = what_was_said(wave)
    certain = {case_id for case_id, ends in said.items() if all(end.opted_out for end in ends)}
    possible = {case_id for case_id, ends in said.items() if any(end.opted_out for end in ends)}
    with reading(wave.parts.engine) as session:
        listed = {one for one in wave.cases if exclusion.excluded(session, _prints(wave, one))}
    assert certain, "nobody has opted out, so nothing was shown"
    assert certain <= listed <= possible
    assert {row.print for row in wave.rows(Exclusion)} == {print_ for one in listed for print_ in _prints(wave, one)}


def rang_nobody_too_often(wave: Wave) -> None:
    assert wave.state["rung_twice_at_once"] == 0
    often = [case_id for case_id, dialled in _dialled(wave).items() if _rang(wave, dialled) > MOST_ATTEMPTS]
    assert often == []
    hasty = [
        (before.result, after.claimed_at - before.claimed_at)
        for dialled in _dialled(wave).values()
        for before, after in pairwise(dialled)
        if not _was_wanted(before)
        and after.claimed_at - before.claimed_at < OTHER_WAITS.get(before.result, SHORTEST_WAIT)
    ]
    assert hasty == []
    days = [
        [in_london(after.claimed_at).date() for before, after in pairwise([None, *dialled]) if not _was_wanted(before)]
        for dialled in _dialled(wave).values()
    ]
    assert max(days_of_one.count(day) for days_of_one in days for day in days_of_one) <= 2


def placed_every_call_once(wave: Wave) -> None:
    """A call of the network is one attempt of ours, to a number of that person."""
    owners = {attempt.sid: attempt.case_id for attempt in wave.rows(Attempt) if attempt.sid is not None}
    assert owners.keys() == wave.call_of.keys()
    astray = [sid for sid, case_id in owners.items() if wave.call_of[sid].number not in _numbers(wave, case_id)]
    assert astray == []


def rang_in_calling_hours_only(wave: Wave) -> None:
    late = [at for attempt in wave.rows(Attempt) if not _is_calling_hour(at := in_london(attempt.claimed_at))]
    assert late == []


def used_the_network_without_a_fault(wave: Wave) -> None:
    assert [(error["code"], error["message"]) for error in wave.errors] == []


def tells_nobody_who_was_called(wave: Wave) -> None:
    """No name, number or reference in a log, a row, a file of the database or the report."""
    written = wave.log + repr(wave.summary) + repr(wave)
    kept = b"".join(path.read_bytes() for path in wave.folder.glob("*.db*")) + "\n".join(_rows(wave)).encode()
    assert [marker for marker in markers(wave) if marker in written] == []
    assert [marker for marker in markers(wave) if marker.encode() in kept] == []


ALWAYS: Sequence[Promise] = (
    has_nothing_left_to_do,
    gave_everybody_one_outcome,
    kept_what_was_pressed_and_nothing_else,
    never_rang_after_an_opt_out,
    rang_nobody_too_often,
    placed_every_call_once,
    rang_in_calling_hours_only,
    tells_nobody_who_was_called,
)
UNDISTURBED: Sequence[Promise] = (*ALWAYS, used_the_network_without_a_fault)


def name(promise: Promise) -> str:
    """The promise as it stands in the name of a test."""
    return promise.__name__


def markers(wave: Wave) -> Iterator[str]:
    """What must be nowhere. A shorter name may be there by chance, in what is sealed or in a random id; so may a number
    that somebody made up shares with us, who show ours.
    """
    ours = wave.parts.settings.caller_id
    for person in wave.people.values():
        yield from (person.reference, *(number.e164[3:] for number in person.numbers if number.e164 != ours))
        if len(person.first_name) >= SHORTEST_TELLING_NAME:
            yield person.first_name


def outcomes(wave: Wave) -> Mapping[str, tuple[Sequence[str | None], Mapping[str, Answer]]]:
    """How the calls to each person ended and what was answered, by number."""
    return {
        _numbers(wave, case_id)[0]: ([attempt.result for attempt in wave.attempts[case_id]], _kept(wave, case_id))
        for case_id in wave.cases
    }


def _kept(wave: Wave, case_id: str) -> Mapping[str, Answer]:
    with reading(wave.parts.engine) as session:
        rows = answers_of(session, case_id)
    return {row.question: Answer(Status(row.status), row.code, row.first) for row in rows}


def _numbers(wave: Wave, case_id: str) -> Sequence[str]:
    return [number.e164 for number in wave.people[case_id].numbers]


def _prints(wave: Wave, case_id: str) -> set[bytes]:
    return {wave.parts.prints.of(number) for number in wave.people[case_id].numbers}


def _dialled(wave: Wave) -> Mapping[str, Sequence[Attempt]]:
    """For each case the attempts that the network has dialled."""
    return {
        case_id: [one for one in attempts if one.sid is not None and wave.call_of[one.sid].attempt]
        for case_id, attempts in wave.attempts.items()
    }


def _was_wanted(before: Attempt | None) -> bool:
    """Whether the person asked in the call before for the next one, at a time of their own."""
    return before is not None and before.step == APPOINTMENT


def _rang(wave: Wave, dialled: Sequence[Attempt]) -> int:
    """How often a telephone rang: not where the line failed before it could."""
    return sum(wave.call_of[one.sid or ""].status != CallStatus.FAILED for one in dialled)


def _is_calling_hour(at: datetime) -> bool:
    return time(10) <= at.time() < LAST_PLACING.get(at.weekday(), time(20, 28))


def _rows(wave: Wave) -> Iterator[str]:
    """Every row of every table as text."""
    for mapper in Base.registry.mappers:
        for row in wave.rows(mapper.class_):
            yield repr([getattr(row, column.key) for column in mapper.column_attrs])
