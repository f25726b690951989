"""What follows an attempt: another one, when, to which number, or none any more. Pure.

How a call is turned into a `Result` is decided where the call is settled; what a `Result` means for the person is
decided here, and asked again where the next call is placed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from voicebot.clock import in_london
from voicebot.fieldwork.hours import DayPart, day_part, is_open, next_opening, next_opening_in
from voicebot.fieldwork.rules import CallingRules
from voicebot.fieldwork.slots import KEPT_FOR
from voicebot.outcomes import Result

_SPREAD_DAYS = 8
"""How long a call may be put off for a better part of the week: each part comes once a week, holidays aside."""
_GOOD_PARTS = frozenset({DayPart.EVENING, DayPart.WEEKEND})


class _Way(Enum):
    """How a case goes on after a result."""

    CLOSE = auto()  # never again
    SPREAD = auto()  # the next day or later, in another part of the week
    BUSY = auto()  # soon, once a day
    HUNG_UP = auto()  # one more attempt, days later
    DROPPED = auto()  # days later, since we failed the person
    ONE_MORE = auto()  # once agreed: one more attempt
    ONE_MORE_LATER = auto()  # the same, after the wait of a dropped call
    ANOTHER_TIME = auto()  # as often as the rules honour it
    NEXT_NUMBER = auto()


_WAYS: Mapping[Result, _Way] = {
    Result.COMPLETE: _Way.CLOSE,
    Result.PARTIAL: _Way.CLOSE,
    Result.BREAK_OFF: _Way.CLOSE,
    Result.FELL_SILENT: _Way.ONE_MORE,
    Result.LINE_FAILED: _Way.ONE_MORE_LATER,
    Result.OPTED_OUT_BEFORE: _Way.CLOSE,
    Result.OPTED_OUT: _Way.CLOSE,
    Result.NOT_THIS_TIME: _Way.CLOSE,
    Result.WITHDRAWN: _Way.CLOSE,
    Result.HUNG_UP_BEFORE: _Way.HUNG_UP,
    Result.HUNG_UP: _Way.CLOSE,
    Result.NO_CONSENT: _Way.CLOSE,
    Result.NOT_FREE: _Way.ANOTHER_TIME,
    Result.ANOTHER_TIME: _Way.ANOTHER_TIME,
    Result.WRONG_PERSON: _Way.CLOSE,
    Result.UNDER_AGE: _Way.CLOSE,
    Result.NO_REPLY: _Way.SPREAD,
    Result.NOTHING_HEARD: _Way.SPREAD,
    Result.EXCLUDED: _Way.CLOSE,
    Result.STOPPED: _Way.DROPPED,
    Result.MACHINE: _Way.SPREAD,
    Result.DROPPED: _Way.DROPPED,
    Result.BUSY: _Way.BUSY,
    Result.NO_ANSWER: _Way.SPREAD,
    Result.DEAD_NUMBER: _Way.NEXT_NUMBER,
    Result.BLOCKED: _Way.SPREAD,
    Result.TECHNICAL: _Way.SPREAD,
    Result.NOT_PLACED: _Way.SPREAD,  # cancelled while it rang; what never rang is as if it had not been
    Result.TAKEN_OUT: _Way.CLOSE,
    Result.QUOTA_FILLED: _Way.CLOSE,
    Result.UNKNOWN: _Way.SPREAD,
}
INTERVIEWS = frozenset({Result.COMPLETE, Result.PARTIAL, Result.BREAK_OFF})
"""Calls in which questions were answered and that the person ended; such a case is closed, unless it was put off."""
_COUNTED_UNRUNG = frozenset({Result.BUSY, Result.UNKNOWN})
"""Count as attempts though no ringing was seen: the line was engaged, or nobody can tell."""


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """What matters later of an attempt that is over. `at`: when it was placed; `rang`: ringing was seen.

    `inbound`: the person rang us. What was said then counts like any other answer; that it was said takes up none of
    the few calls that we may place.
    """

    result: Result
    at: datetime
    day_part: DayPart
    rang: bool = True
    position: int = 0  # which of the person's numbers
    inbound: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is one of the few that a person may get."""
        return not self.inbound and (self.rang or self.result in _COUNTED_UNRUNG)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for in an earlier call.

    `appointment_at`: to be rung at that time. `resumes`: to go on at another time with an interview that was begun.
    """

    appointment_at: datetime | None = None
    resumes: bool = False


NO_WISH = Wish()


@dataclass(frozen=True, slots=True)
class Next:
    """Either another attempt at `due_at`, or the case is closed, for the result that settled it."""

    due_at: datetime | None = None
    closed_for: Result | None = None


@dataclass(frozen=True, slots=True)
class _Wait:
    """How long to wait at least, and whether another part of the week is worth waiting for."""

    until: datetime
    spread: bool


def after(
    rules: CallingRules, history: Sequence[PastAttempt], now: datetime, numbers: int = 1, wish: Wish = NO_WISH
) -> Next:
    """What follows for a person with that many numbers, after all attempts so far in order, none of them open.

    The next attempt comes at the appointment. Without one it lies in the part of the week tried least (evening and
    weekend before the day), if the rules on waiting and the wave leave one within a few days; else at the first
    opening.
    """
    wait = _wait(rules, _as_put_off(history, wish), now, numbers)
    if wait is None:
        return _closed(history)
    if (appointment := open_appointment(rules, history, now, wish)) is not None:
        return Next(due_at=max(appointment, now))
    since = max(wait.until, now)
    due_at = (_in_best_part(rules, history, since) if wait.spread else None) or next_opening(rules, since)
    return Next(due_at=due_at) if due_at is not None else _closed(history)


def may_be_called(
    rules: CallingRules, history: Sequence[PastAttempt], now: datetime, numbers: int = 1, wish: Wish = NO_WISH
) -> bool:
    """Whether every rule on waiting and limits allows a call now; opening hours are asked beside it.

    An appointment overrides the waiting, not the limits (facts on dialling).
    """
    wait = _wait(rules, _as_put_off(history, wish), now, numbers)
    appointment = open_appointment(rules, history, now, wish)
    return wait is not None and (wait.until <= now or (appointment is not None and appointment <= now))


def may_be_put_off(  # noqa: PLR0913 - what any rule on a next call may look at
    rules: CallingRules,
    history: Sequence[PastAttempt],
    now: datetime,
    numbers: int = 1,
    wish: Wish = NO_WISH,
    *,
    inbound: bool = False,
) -> bool:
    """Whether the rules would leave another attempt if the person who is on the phone now asked for another time."""
    asked = PastAttempt(Result.ANOTHER_TIME, now, day_part(now), inbound=inbound)
    return _wait(rules, [*_as_put_off(history, wish), asked], now, numbers) is not None


def open_appointment(rules: CallingRules, history: Sequence[PastAttempt], now: datetime, wish: Wish) -> datetime | None:
    """The appointment that is still to be kept: its hour is not over, and nobody has called for it yet."""
    at = wish.appointment_at
    if at is None or now >= at + KEPT_FOR or any(past.at >= at for past in _tried(history)):
        return None
    return at if is_open(rules, at) else None


def number_to_call(history: Sequence[PastAttempt], numbers: int) -> int | None:
    """The position of the person's first number that is not known to be dead; None if all are."""
    dead = {past.position for past in history if past.result is Result.DEAD_NUMBER}
    return next((position for position in range(numbers) if position not in dead), None)


def _as_put_off(history: Sequence[PastAttempt], wish: Wish) -> Sequence[PastAttempt]:
    """An interview that the person wanted to go on with was put off, and is not over."""
    if not wish.resumes:
        return history
    return [replace(past, result=Result.ANOTHER_TIME) if past.result in INTERVIEWS else past for past in history]


def _closed(history: Sequence[PastAttempt]) -> Next:
    return Next(closed_for=history[-1].result if history else Result.NOT_PLACED)


def _wait(rules: CallingRules, history: Sequence[PastAttempt], now: datetime, numbers: int) -> _Wait | None:
    """Until when the person is left alone by the rules; None for good."""
    tried = _tried(history)
    if _is_used_up(rules, tried) or number_to_call(tried, numbers) is None:
        return None
    if not tried:
        return _Wait(now, spread=False)
    if any(_ends_it(rules, tried[: nth + 1], later=tried[nth + 1 :]) for nth in range(len(tried))):
        return None
    return _Wait(max(_until(rules, tried[: nth + 1]) for nth in range(len(tried))), _is_spread(tried))


def _tried(history: Sequence[PastAttempt]) -> list[PastAttempt]:
    return [past for past in history if past.rang or past.result is not Result.NOT_PLACED]


def _is_used_up(rules: CallingRules, tried: Sequence[PastAttempt]) -> bool:
    """Attempts that never rang are free for the person, but have an end too."""
    placed = [past for past in tried if not past.inbound]
    counted = sum(past.counts for past in placed)
    return counted >= rules.attempts or len(placed) - counted >= rules.attempts


def _ends_it(rules: CallingRules, so_far: Sequence[PastAttempt], later: Sequence[PastAttempt]) -> bool:
    """Whether the last of those so far, given what came later, leaves no further attempt."""
    match _WAYS[so_far[-1].result]:
        case _Way.CLOSE:
            return True
        case _Way.HUNG_UP | _Way.ONE_MORE | _Way.ONE_MORE_LATER:
            return any(past.counts for past in later)
        case _Way.ANOTHER_TIME:
            asked = sum(_WAYS[past.result] is _Way.ANOTHER_TIME and not past.inbound for past in so_far)
            return asked > rules.another_time_at_most
        case _:
            return False


def _until(rules: CallingRules, so_far: Sequence[PastAttempt]) -> datetime:
    """Until when the last of those so far bars another one."""
    last = so_far[-1]
    match _WAYS[last.result]:
        case _Way.NEXT_NUMBER if not last.rang:
            return last.at
        case _Way.BUSY if not _was_busy_that_day(so_far[:-1], last):
            return last.at + timedelta(minutes=rules.busy_minutes)
        case _Way.HUNG_UP:
            return last.at + timedelta(hours=rules.hours_after_hang_up)
        case _Way.DROPPED | _Way.ONE_MORE_LATER:
            return last.at + timedelta(hours=rules.hours_after_dropped)
        case _:
            return last.at + timedelta(hours=rules.hours_between)


def _was_busy_that_day(earlier: Sequence[PastAttempt], last: PastAttempt) -> bool:
    day = in_london(last.at).date()
    return any(past.result is Result.BUSY and in_london(past.at).date() == day for past in earlier)


def _is_spread(tried: Sequence[PastAttempt]) -> bool:
    """A busy line and a dead number are tried again as soon as may be; all else is spread over the week."""
    return _WAYS[tried[-1].result] not in {_Way.BUSY, _Way.NEXT_NUMBER}


def _in_best_part(rules: CallingRules, history: Sequence[PastAttempt], since: datetime) -> datetime | None:
    """The first opening in the part tried least; of several the good ones, of these the sooner."""
    tried = [past.day_part for past in _tried(history) if not past.inbound]
    openings = [
        (tried.count(part), part not in _GOOD_PARTS, opening)
        for part in DayPart
        if (opening := next_opening_in(rules, part, since, _SPREAD_DAYS)) is not None
    ]
    return min(openings)[2] if openings else None
