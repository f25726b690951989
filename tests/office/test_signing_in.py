"""Signing in and out, and who is signed in."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from tests.office.conftest import ELSEWHERE, HERE, PASSWORD, Staff
from voicebot.errors import BadInput
from voicebot.office import accounts, signing_in
from voicebot.office.proving import NOT_RIGHT, NotSignedIn
from voicebot.office.registry import Registry
from voicebot.office.signing_in import change_password, prove_again, sign_out, who_is
from voicebot.staff.passwords import Passwords
from voicebot.staff.permissions import Permission, Role
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import StaffAccount, StaffSession

NEW_PASSWORD = "another four words for the gate"


def test_whoever_has_the_password_and_the_code_is_signed_in(staff: Staff) -> None:
    made = staff.has("Ada", Role.SUPERVISOR)
    found = who_is(staff.registry, staff.signs_in("Ada"))
    assert found is not None
    assert (found.account_id, found.name, found.role) == (made.id, "Ada", Role.SUPERVISOR)
    assert found.may(Permission.LAUNCH)
    assert not found.may(Permission.MANAGE_STAFF)


def test_a_name_is_known_however_its_letters_are_cased(staff: Staff) -> None:
    staff.has("Zoë")
    assert signing_in.sign_in(staff.registry, name=" ZOË ", password=PASSWORD, code=staff.code("Zoë"), address=HERE)


def test_whatever_is_wrong_the_answer_is_the_same(staff: Staff) -> None:
    for name in ("Ada", "Ben"):
        staff.has(name)
    accounts.disable(staff.registry, name="Ben", who="system")
    tries = [
        {"name": "Ada", "password": "wrong", "code": staff.code("Ada")},
        {"name": "Ada", "password": PASSWORD, "code": "000000"},
        {"name": "Ada", "password": PASSWORD + " " * 200, "code": staff.code("Ada")},
        {"name": "Ben", "password": PASSWORD, "code": staff.code("Ben")},
        {"name": "nobody", "password": PASSWORD, "code": "000000"},
        {"name": "no\0body", "password": PASSWORD, "code": "०००००० and more"},
        {"name": "", "password": "", "code": ""},
    ]
    for typed in tries:
        with pytest.raises(NotSignedIn) as refused:
            signing_in.sign_in(staff.registry, **typed, address=HERE)
        assert str(refused.value) == NOT_RIGHT
    with reading(staff.registry.engine) as session:
        assert session.scalars(select(StaffSession)).all() == []


def test_an_unknown_name_takes_as_much_work_as_a_known_one(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    staff.has("Ada")
    verified: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str, password: bytes) -> bool:
        verified.append(kept)
        return bool(verify(self, kept, password))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for name in ("Ada", "nobody"):
        with pytest.raises(NotSignedIn):
            staff.signs_in(name, password="wrong", code="000000")
    known, unknown = verified
    assert known.rpartition("$")[0].rpartition("$")[0] == unknown.rpartition("$")[0].rpartition("$")[0]


def test_a_code_is_used_once_also_with_spaces(staff: Staff) -> None:
    staff.has("Ada")
    code = staff.code("Ada")
    staff.signs_in("Ada", code=code)
    for again in (code, f"{code[:3]} {code[3:]}", f" {code}"):
        with pytest.raises(NotSignedIn):
            staff.signs_in("Ada", code=again)
    staff.wall_clock.pass_(seconds=60)
    assert staff.signs_in("Ada", code=" ".join(staff.code("Ada")))


def test_a_code_of_an_earlier_step_is_not_taken_after_a_later_one(staff: Staff) -> None:
    staff.has("Ada")
    staff.signs_in("Ada")
    with pytest.raises(NotSignedIn):
        staff.signs_in("Ada", code=staff.code("Ada", -1))


def test_a_telephone_may_be_wrong_by_half_a_minute_and_no_more(staff: Staff) -> None:
    staff.has("Ada")
    for steps_off in (-2, 2):
        with pytest.raises(NotSignedIn):
            staff.signs_in("Ada", code=staff.code("Ada", steps_off))
    for steps_off in (-1, 0, 1):
        assert staff.signs_in("Ada", code=staff.code("Ada", steps_off))


def test_a_recovery_code_is_used_once_however_it_is_typed(staff: Staff) -> None:
    code = staff.has("Ada").recovery_codes[3]
    assert staff.signs_in("Ada", code=code.upper().replace("-", " "))
    with pytest.raises(NotSignedIn):
        staff.signs_in("Ada", code=code)
    assert [entry.details["by"] for entry in staff.trail("signed_in")] == ["recovery code"]
    with reading(staff.registry.engine) as session:
        assert [one.recovery_codes_left for one in accounts.list_accounts(session)] == [9]


def test_a_recovery_code_is_no_use_to_another_account(staff: Staff) -> None:
    staff.has("Ada")
    of_ben = staff.has("Ben").recovery_codes[0]
    with pytest.raises(NotSignedIn):
        staff.signs_in("Ada", code=of_ben)


def test_a_code_is_not_used_up_by_a_wrong_password(staff: Staff) -> None:
    staff.has("Ada")
    with pytest.raises(NotSignedIn):
        staff.signs_in("Ada", password="wrong")
    assert staff.signs_in("Ada")


def test_a_hash_by_older_parameters_is_made_anew_at_the_next_sign_in(staff: Staff) -> None:
    staff.has("Ada")
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    of = staff.registry
    staff.registry = Registry(of.engine, of.clock, of.wall_clock, dearer, of.seal)
    assert dearer.is_outdated(_hash(staff))
    staff.signs_in("Ada")
    assert not dearer.is_outdated(_hash(staff))
    staff.wall_clock.pass_(minutes=1)
    assert staff.signs_in("Ada")


def test_a_session_ends_after_twenty_idle_minutes(staff: Staff) -> None:
    staff.has("Ada")
    token = staff.signs_in("Ada")
    for _ in range(3):
        staff.wall_clock.pass_(minutes=20)
        assert who_is(staff.registry, token) is not None
    staff.wall_clock.pass_(minutes=20, seconds=1)
    assert who_is(staff.registry, token) is None


def test_a_page_that_asks_by_itself_keeps_no_session_alive(staff: Staff) -> None:
    staff.has("Ada")
    token = staff.signs_in("Ada")
    staff.wall_clock.pass_(minutes=20)
    assert who_is(staff.registry, token, at_work=False) is not None
    staff.wall_clock.pass_(seconds=1)
    assert who_is(staff.registry, token) is None


def test_a_session_ends_after_ten_hours_whatever_is_done(staff: Staff) -> None:
    staff.has("Ada")
    token = staff.signs_in("Ada")
    for _ in range(40):
        staff.wall_clock.pass_(minutes=15)
        assert who_is(staff.registry, token) is not None
    staff.wall_clock.pass_(seconds=1)
    assert who_is(staff.registry, token) is None


def test_sessions_that_are_long_over_are_forgotten_when_somebody_signs_in(staff: Staff) -> None:
    staff.has("Ada")
    staff.signs_in("Ada")
    staff.wall_clock.pass_(hours=11)
    staff.signs_in("Ada")
    with reading(staff.registry.engine) as session:
        assert len(session.scalars(select(StaffSession)).all()) == 1


def test_each_sign_in_has_a_token_of_its_own_and_signing_out_ends_one(staff: Staff) -> None:
    staff.has("Ada")
    first = staff.signs_in("Ada")
    staff.wall_clock.pass_(minutes=1)
    second = staff.signs_in("Ada")
    sign_out(staff.registry, first)
    sign_out(staff.registry, first)
    assert who_is(staff.registry, first) is None
    assert who_is(staff.registry, second) is not None
    assert len(staff.trail("signed_out")) == 1


def test_nobody_is_signed_in_by_a_token_that_was_never_given(staff: Staff) -> None:
    assert who_is(staff.registry, "made up") is None
    sign_out(staff.registry, "made up")
    with pytest.raises(NotSignedIn):
        prove_again(staff.registry, token="made up", password=PASSWORD, address=HERE)


def test_no_token_password_or_code_is_kept_as_it_is(staff: Staff) -> None:
    made = staff.has("Ada")
    token = staff.signs_in("Ada")
    with reading(staff.registry.engine) as session:
        account, signed_in = session.scalars(select(StaffAccount)).one(), session.scalars(select(StaffSession)).one()
    kept = " ".join(map(str, [*vars(account).values(), *vars(signed_in).values()]))
    secret = made.code_address.partition("secret=")[2].partition("&")[0]
    for hidden in (token, PASSWORD, secret, *made.recovery_codes, *(c.replace("-", "") for c in made.recovery_codes)):
        assert hidden not in kept
        assert hidden not in repr(made)


def test_a_password_counts_as_just_given_for_ten_minutes(staff: Staff) -> None:
    staff.has("Ada")
    token = staff.signs_in("Ada")
    staff.wall_clock.pass_(minutes=10)
    assert _has_just_proved_it(staff, token)
    staff.wall_clock.pass_(seconds=1)
    assert not _has_just_proved_it(staff, token)
    renewed = prove_again(staff.registry, token=token, password=PASSWORD, address=HERE)
    assert _has_just_proved_it(staff, renewed)


def test_a_password_given_again_renews_the_token_but_not_the_ten_hours(staff: Staff) -> None:
    staff.has("Ada")
    token = staff.signs_in("Ada")
    staff.wall_clock.pass_(minutes=15)
    renewed = prove_again(staff.registry, token=token, password=PASSWORD, address=HERE)
    assert who_is(staff.registry, token) is None
    with reading(staff.registry.engine) as session:
        (signed_in,) = session.scalars(select(StaffSession))
    assert staff.wall_clock.now() - signed_in.begun_at == (signed_in.seen_at - signed_in.begun_at)
    assert who_is(staff.registry, renewed) is not None


def test_a_wrong_password_given_again_proves_nothing_and_counts(staff: Staff) -> None:
    staff.has("Ada")
    token = staff.signs_in("Ada")
    staff.wall_clock.pass_(minutes=11)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            prove_again(staff.registry, token=token, password="wrong", address=HERE)
    with pytest.raises(NotSignedIn):
        prove_again(staff.registry, token=token, password=PASSWORD, address=HERE)
    assert not _has_just_proved_it(staff, token)


def test_a_new_password_ends_other_sessions_and_the_old_password(staff: Staff) -> None:
    staff.has("Ada")
    other = staff.signs_in("Ada")
    staff.wall_clock.pass_(minutes=1)
    mine = staff.signs_in("Ada")
    renewed = change_password(staff.registry, token=mine, password=PASSWORD, new_password=NEW_PASSWORD, address=HERE)
    assert [who_is(staff.registry, one) is None for one in (other, mine, renewed)] == [True, True, False]
    staff.wall_clock.pass_(minutes=1)
    with pytest.raises(NotSignedIn):
        staff.signs_in("Ada")
    assert staff.signs_in("Ada", password=NEW_PASSWORD)
    assert [entry.who for entry in staff.trail("password_changed")] == ["Ada"]


def test_a_new_password_does_not_lengthen_the_ten_hours(staff: Staff) -> None:
    staff.has("Ada")
    token = staff.signs_in("Ada")
    for _ in range(39):
        staff.wall_clock.pass_(minutes=15)
        assert who_is(staff.registry, token) is not None
    token = change_password(staff.registry, token=token, password=PASSWORD, new_password=NEW_PASSWORD, address=HERE)
    staff.wall_clock.pass_(minutes=16)
    assert who_is(staff.registry, token) is None


def test_half_a_character_is_no_code_and_no_fault(staff: Staff) -> None:
    staff.has("Ada")
    with pytest.raises(NotSignedIn):
        staff.signs_in("Ada", code="\ud800")


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\0b"])
def test_nobody_is_vouched_for_under_nothing_or_what_no_service_says(staff: Staff, subject: str) -> None:
    staff.has("Ada")
    with pytest.raises(BadInput):
        accounts.tie(staff.registry, name="Ada", subject=subject, who="system")
    with pytest.raises(NotSignedIn):
        signing_in.sign_in_from_elsewhere(staff.registry, subject=subject)


def test_a_bad_new_password_changes_nothing(staff: Staff) -> None:
    staff.has("Ada")
    token = staff.signs_in("Ada")
    with pytest.raises(BadInput):
        change_password(staff.registry, token=token, password=PASSWORD, new_password="short", address=HERE)
    assert who_is(staff.registry, token) is not None


def test_whoever_another_service_vouches_for_is_signed_in_as_the_account_that_is_tied_to_them(staff: Staff) -> None:
    staff.has("Ada")
    accounts.tie(staff.registry, name="Ada", subject="directory|17", who="system")
    found = who_is(staff.registry, signing_in.sign_in_from_elsewhere(staff.registry, subject="directory|17"))
    assert found is not None
    assert found.name == "Ada"
    assert [entry.details["by"] for entry in staff.trail("signed_in")] == ["single sign-on"]


def test_nobody_is_signed_in_from_elsewhere_without_an_account_in_use(staff: Staff) -> None:
    staff.has("Ada")
    accounts.tie(staff.registry, name="Ada", subject="directory|17", who="system")
    accounts.disable(staff.registry, name="Ada", who="system")
    for subject in ("directory|17", "directory|18"):
        with pytest.raises(NotSignedIn):
            signing_in.sign_in_from_elsewhere(staff.registry, subject=subject)


def test_a_disabled_account_is_signed_in_nowhere_even_if_its_session_were_left(staff: Staff) -> None:
    staff.has("Ada")
    token = staff.signs_in("Ada")
    with transaction(staff.registry.engine) as session:
        session.execute(update(StaffAccount).values(disabled=True))
    assert who_is(staff.registry, token) is None


def test_the_trail_goes_by_the_clock_of_everything_else(staff: Staff) -> None:
    staff.has("Ada")
    staff.signs_in("Ada", address=ELSEWHERE)
    assert [entry.at for entry in staff.trail("signed_in")] == [staff.registry.clock.now()]


def _hash(staff: Staff) -> str:
    with reading(staff.registry.engine) as session:
        return session.scalars(select(StaffAccount.password_hash)).one()


def _has_just_proved_it(staff: Staff, token: str) -> bool:
    found = who_is(staff.registry, token)
    assert found is not None
    return found.has_just_proved_it(staff.wall_clock.now())
