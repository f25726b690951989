"""Guessing passwords: every guess is counted, and the next has to wait longer and longer."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests.office.conftest import ELSEWHERE, HERE, Staff
from voicebot.office import accounts
from voicebot.office.proving import NOT_RIGHT, NotSignedIn
from voicebot.staff import throttle
from voicebot.store.engine import reading
from voicebot.store.tables import FailedSignIn


def guess(staff: Staff, name: str = "Ada", address: str = HERE) -> None:
    with pytest.raises(NotSignedIn) as refused:
        staff.signs_in(name, password="wrong", code="000000", address=address)
    assert str(refused.value) == NOT_RIGHT


def counts(staff: Staff) -> list[int]:
    with reading(staff.registry.engine) as session:
        return sorted(session.scalars(select(FailedSignIn.failures)))


def test_after_five_wrong_guesses_the_right_password_has_to_wait(staff: Staff) -> None:
    staff.has("Ada")
    for _ in range(throttle.FREE_TRIES):
        guess(staff)
    with pytest.raises(NotSignedIn) as refused:
        staff.signs_in("Ada")
    assert str(refused.value) == NOT_RIGHT
    staff.wall_clock.pass_(seconds=30)
    assert staff.signs_in("Ada")


def test_each_further_guess_doubles_the_wait_up_to_a_quarter_of_an_hour(staff: Staff) -> None:
    staff.has("Ada")
    for _ in range(throttle.FREE_TRIES):
        guess(staff)
    for wait in (30, 60, 120, 240, 480, 900, 900):
        staff.wall_clock.pass_(seconds=wait - 1)
        before = counts(staff)
        guess(staff)
        assert counts(staff) == before, "what comes too early is not even counted"
        staff.wall_clock.pass_(seconds=1)
        guess(staff)


def test_a_password_verified_too_early_is_not_verified_at_all(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    staff.has("Ada")
    for _ in range(throttle.FREE_TRIES):
        guess(staff)
    monkeypatch.setattr(staff.registry.passwords, "is_right", None)
    guess(staff)


def test_guesses_at_a_name_wait_from_wherever_they_come(staff: Staff) -> None:
    staff.has("Ada")
    for nth in range(throttle.FREE_TRIES):
        guess(staff, address=f"198.51.100.{nth}")
    with pytest.raises(NotSignedIn):
        staff.signs_in("Ada", address=ELSEWHERE)


def test_guesses_from_an_address_wait_at_whatever_name_they_are(staff: Staff) -> None:
    staff.has("Ada")
    for nth in range(throttle.FREE_TRIES_OF_AN_ADDRESS):
        guess(staff, name=f"nobody {nth}")
    with pytest.raises(NotSignedIn):
        staff.signs_in("Ada")
    assert staff.signs_in("Ada", address=ELSEWHERE)


def test_a_name_that_nobody_has_waits_as_one_that_somebody_has(staff: Staff) -> None:
    staff.has("Ada")
    for name, address in (("Ada", HERE), ("nobody", ELSEWHERE)):
        for _ in range(throttle.FREE_TRIES):
            guess(staff, name=name, address=address)
    first, second, *others = counts(staff)
    assert (first, second, others) == (5, 5, [5, 5])


def test_guesses_at_once_are_counted_one_by_one(staff: Staff) -> None:
    staff.has("Ada")
    with ThreadPoolExecutor(8) as guessing:
        list(guessing.map(lambda _nth: guess(staff), range(12)))
    assert counts(staff) == [throttle.FREE_TRIES, throttle.FREE_TRIES]


def test_a_code_that_is_typed_in_two_places_at_once_signs_in_one(staff: Staff) -> None:
    staff.has("Ada")
    code = staff.code("Ada")

    def try_it(nth: int) -> bool:
        try:
            return bool(staff.signs_in("Ada", code=code, address=f"192.0.2.{nth}"))
        except NotSignedIn:
            return False

    with ThreadPoolExecutor(4) as trying:
        assert sum(trying.map(try_it, range(4))) == 1


def test_a_failure_that_another_server_counted_a_moment_later_keeps_nobody_waiting(staff: Staff) -> None:
    staff.has("Ada")
    guess(staff)
    staff.wall_clock.pass_(seconds=-1)
    assert staff.signs_in("Ada")


def test_signing_in_ends_the_count_of_the_name_but_not_of_the_address(staff: Staff) -> None:
    staff.has("Ada")
    for _ in range(3):
        guess(staff)
    staff.signs_in("Ada")
    assert counts(staff) == [3]


def test_failures_are_forgotten_after_a_day(staff: Staff) -> None:
    staff.has("Ada")
    for _ in range(throttle.FREE_TRIES):
        guess(staff)
    staff.wall_clock.pass_(hours=24, seconds=1)
    guess(staff, name="nobody")
    assert counts(staff) == [1, 1]


def test_the_trail_has_one_entry_a_minute_and_one_when_guesses_are_slowed_down(staff: Staff) -> None:
    made = staff.has("Ada")
    for _ in range(throttle.FREE_TRIES + 3):
        guess(staff)
    staff.wall_clock.pass_(minutes=2)
    guess(staff)
    failed, slowed_down = staff.trail("sign_in_failed"), staff.trail("sign_ins_slowed_down")
    assert [(entry.who, entry.subject, entry.details["failures"]) for entry in failed] == [
        ("system", made.id, 1),
        ("system", made.id, 6),
    ]
    assert [entry.details["failures"] for entry in slowed_down] == [5]


def test_a_name_that_nobody_has_stands_nowhere(staff: Staff) -> None:
    """It may be a password that was typed into the wrong field."""
    guess(staff, name="my secret password")
    assert staff.trail("sign_in_failed") == []
    with reading(staff.registry.engine) as session:
        assert all(len(subject) == 64 for subject in session.scalars(select(FailedSignIn.subject)))


def test_a_password_that_is_changed_while_it_is_verified_signs_in_nobody(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff.has("Ada")
    code = staff.code("Ada")

    def changed_meanwhile(_password: str, _kept: str | None) -> bool:
        staff.secrets["Ada"] = accounts.reset(staff.registry, name="Ada", password="quite another one", who="cleo")
        return True

    monkeypatch.setattr(staff.registry.passwords, "is_right", changed_meanwhile)
    for typed in (code, None):
        with pytest.raises(NotSignedIn):
            staff.signs_in("Ada", code=typed)
