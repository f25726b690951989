"""How a call can end, and the AAPOR code of each end (Standard Definitions, 10th edition).

What a result means for the next call is a rule of `fieldwork/`; the outcome of a case over all its attempts is
`reporting/`'s.
"""

from collections.abc import Mapping
from enum import StrEnum


class Result(StrEnum):
    """How one attempt ended, finer than its AAPOR code where what follows differs."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    BREAK_OFF = "break_off"  # hung up after the first answer
    FELL_SILENT = "fell_silent"  # agreed, then two questions in a row unanswered
    LINE_FAILED = "line_failed"  # agreed, then the line or our service failed
    OPTED_OUT_BEFORE = "opted_out_before"  # key 0 before the person is known
    OPTED_OUT = "opted_out"  # key 0 by the person
    NOT_THIS_TIME = "not_this_time"
    WITHDRAWN = "withdrawn"  # the person had the answers deleted
    HUNG_UP_BEFORE = "hung_up_before"  # a human hung up before gate 1
    HUNG_UP = "hung_up"  # from gate 2 to the first answer
    NO_CONSENT = "no_consent"  # the person fell silent before agreeing
    NOT_FREE = "not_free"
    ANOTHER_TIME = "another_time"
    WRONG_PERSON = "wrong_person"
    UNDER_AGE = "under_age"
    NO_REPLY = "no_reply"  # a key was pressed, but none that answers gate 1
    NOTHING_HEARD = "nothing_heard"  # picked up, no key, no verdict
    EXCLUDED = "excluded"  # on the exclusion list by the time it was picked up
    STOPPED = "stopped"  # ended by staff
    MACHINE = "machine"
    DROPPED = "dropped"  # we failed the person who picked up
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    DEAD_NUMBER = "dead_number"
    BLOCKED = "blocked"
    TECHNICAL = "technical"
    NOT_PLACED = "not_placed"  # cancelled before it rang: no attempt
    TAKEN_OUT = "taken_out"  # closed by staff, or no longer eligible by a newer frame
    QUOTA_FILLED = "quota_filled"  # only with hard quotas
    UNKNOWN = "unknown"  # nobody can tell whether it rang: counts as an attempt


INTERVIEWS = (Result.COMPLETE, Result.PARTIAL)
"""What counts as an interview."""
OPT_OUTS = (Result.OPTED_OUT, Result.OPTED_OUT_BEFORE)
"""What puts a number on the exclusion list."""

AAPOR: Mapping[Result, str] = {
    Result.COMPLETE: "1.1",
    Result.PARTIAL: "1.2",
    Result.BREAK_OFF: "2.12",
    Result.FELL_SILENT: "2.12",
    Result.LINE_FAILED: "2.12",
    Result.OPTED_OUT_BEFORE: "2.111",
    Result.OPTED_OUT: "2.112",
    Result.NOT_THIS_TIME: "2.112",
    Result.WITHDRAWN: "2.112",
    Result.HUNG_UP_BEFORE: "2.111",
    Result.HUNG_UP: "2.112",
    Result.NO_CONSENT: "2.112",
    Result.NOT_FREE: "2.21",
    Result.ANOTHER_TIME: "2.21",
    Result.WRONG_PERSON: "2.36",
    Result.UNDER_AGE: "4.70",
    Result.NO_REPLY: "2.20",
    Result.NOTHING_HEARD: "3.90",
    Result.EXCLUDED: "2.111",
    Result.STOPPED: "3.90",
    Result.MACHINE: "3.14",
    Result.DROPPED: "3.16",
    Result.BUSY: "3.12",
    Result.NO_ANSWER: "3.13",
    Result.DEAD_NUMBER: "4.32",
    Result.BLOCKED: "3.15",
    Result.TECHNICAL: "3.16",
    Result.NOT_PLACED: "3.11",
    Result.TAKEN_OUT: "3.11",
    Result.QUOTA_FILLED: "4.80",
    Result.UNKNOWN: "3.90",
}
"""The code of an attempt. A dead number is 4.32 here; headline rates count it as a non-contact of a named person."""
