from itertools import permutations

import pytest

from tests.factories import NOON, attempt
from voicebot.fieldwork import attempts
from voicebot.fieldwork.attempts import Heard, StatusReport
from voicebot.outcomes import Result
from voicebot.store.engine import transaction
from voicebot.store.tables import Attempt

EVENTS = [
    StatusReport("initiated", NOON),
    StatusReport("ringing", NOON),
    StatusReport("in-progress", NOON),
    StatusReport("completed", NOON, seconds=42, sip_code=200),
    StatusReport("in-progress", NOON, answered_by="human"),
    StatusReport("queued", NOON),
]


def facts(row):
    return (row.state, row.status, row.rang, row.answered_at, row.ended_at, row.seconds, row.sip_code, row.answered_by)


def told(engine, reports):
    """The facts of a fresh attempt after these reports."""
    with transaction(engine) as session:
        row = attempt(session, state="placing")
        for report in reports:
            attempts.note_status(row, report)
        return facts(row)


@pytest.fixture
def row(engine):
    with transaction(engine) as session:
        return attempt(session)


def note(engine, row, *reports):
    with transaction(engine) as session:
        return [attempts.note_status(session.get_one(Attempt, row.id), report) for report in reports]


def kept(engine, row):
    with transaction(engine) as session:
        return session.get_one(Attempt, row.id)


@pytest.mark.slow
def test_all_orders_of_six_events_lead_to_one_state(sqlite_engine):
    with transaction(sqlite_engine) as session:
        row = attempt(session, state="placing")
        fresh = facts(row)
        outcomes = set()
        for order in permutations(EVENTS):
            (
                row.state,
                row.status,
                row.rang,
                row.answered_at,
                row.ended_at,
                row.seconds,
                row.sip_code,
                row.answered_by,
            ) = fresh
            for report in order:
                attempts.note_status(row, report)
            outcomes.add(facts(row))
    assert outcomes == {("ended", "completed", True, NOON, NOON, 42, 200, "human")}


def test_events_that_come_twice_lead_to_the_same_state(engine):
    assert told(engine, [*EVENTS, *EVENTS]) == told(engine, EVENTS) == told(engine, EVENTS[::-1] * 2)


@pytest.mark.parametrize("final", ["completed", "busy", "failed", "no-answer", "canceled"])
def test_a_final_word_absorbs_all_others(engine, final):
    others = ["queued", "initiated", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"]
    state, status, *_ = told(engine, [StatusReport(word, NOON) for word in (final, *others)])
    assert (state, status) == ("ended", final)


@pytest.mark.parametrize(
    ("word", "rang"),
    [
        ("initiated", False),
        ("ringing", True),
        ("busy", False),
        ("failed", False),
        ("no-answer", True),
        ("canceled", False),
    ],
)
def test_only_some_words_mean_that_the_telephone_rang(engine, word, rang):
    assert told(engine, [StatusReport(word, NOON)])[2] is rang


def test_a_report_that_tells_nothing_new_says_so(engine, row):
    ringing = StatusReport("ringing", NOON)
    assert note(engine, row, ringing, ringing, StatusReport("queued", NOON)) == [True, False, False]


def test_an_unknown_word_is_kept_for_staff_and_changes_no_state(engine, row):
    assert note(engine, row, StatusReport("teleported", NOON)) == [True]
    after = kept(engine, row)
    assert (after.state, after.status) == ("placed", None)
    assert "teleported" in after.error


def test_a_settled_attempt_changes_no_more(engine, row):
    with transaction(engine) as session:
        session.get_one(Attempt, row.id).state = "settled"
    assert note(engine, row, StatusReport("completed", NOON)) == [False]
    assert kept(engine, row).status is None


def test_the_last_news_is_remembered_even_if_it_is_no_news(engine, row):
    note(engine, row, StatusReport("queued", NOON), StatusReport("queued", NOON.replace(hour=13)))
    assert kept(engine, row).heard_at == NOON.replace(hour=13)


@pytest.mark.parametrize(("before", "after"), [("placing", "placed"), ("uncertain", "placed"), ("ended", "ended")])
def test_binding_makes_a_doubtful_attempt_a_placed_one(engine, before, after):
    with transaction(engine) as session:
        row = attempt(session, state=before)
        assert attempts.bind(session, row, "CA1")
        assert (row.state, row.sid) == (after, "CA1")


def test_an_attempt_is_bound_once(engine, row):
    with transaction(engine) as session:
        bound = session.get_one(Attempt, row.id)
        attempts.bind(session, bound, "CA1")
        assert not attempts.bind(session, bound, "CA1")
        assert not attempts.bind(session, bound, "CA2")
        assert bound.sid == "CA1"


@pytest.mark.parametrize("state", ["ended", "settled"])
def test_an_attempt_that_is_over_is_not_ended_again(engine, state):
    with transaction(engine) as session:
        row = attempt(session, state=state, result="no_answer")
        attempts.end(row, Result.UNKNOWN, NOON, "too late")
        assert (row.state, row.result) == (state, "no_answer")


@pytest.mark.parametrize("state", ["placed", "ended", "settled"])
@pytest.mark.parametrize("change", [lambda _session, row: attempts.doubt(row, "why"), attempts.take_back])
def test_what_is_known_to_be_placed_is_neither_doubted_nor_taken_back(engine, state, change):
    with transaction(engine) as session:
        row = attempt(session, state=state)
        change(session, row)
        session.flush()
        assert session.get_one(Attempt, row.id).state == state


def test_what_is_heard_of_several_calls_is_taken_in_in_its_order(engine):
    with transaction(engine) as session:
        one, other = attempt(session, state="placing"), attempt(session, state="uncertain")
    heard = [
        Heard(one.id, "CA1"),
        Heard(other.id, "CA2", StatusReport("completed", NOON)),
        Heard(one.id, "CA1", StatusReport("ringing", NOON)),
        Heard("c" * 24, "CA3", StatusReport("ringing", NOON)),  # no call of ours
    ]
    with transaction(engine) as session:
        attempts.take_in(session, heard)
    assert [(kept(engine, row).sid, kept(engine, row).state, kept(engine, row).status) for row in (one, other)] == [
        ("CA1", "placed", "ringing"),
        ("CA2", "ended", "completed"),
    ]
