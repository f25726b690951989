"""Accounts whose secrets somebody else has seen, and how their owners make them their own."""

from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from tests.office.conftest import PASSWORD, Staff
from voicebot.errors import BadInput, Refused
from voicebot.office import accounts, programs
from voicebot.office.proving import NotSignedIn
from voicebot.office.renewing import Renewed, offered_address, renew
from voicebot.office.signing_in import who_is
from voicebot.staff.permissions import ROLES, Role
from voicebot.staff.sessions import StaffMember

GIVEN, OWN = "four words that eva has typed", "four words that nobody has seen"


def is_reset(staff: Staff, name: str = "Ada") -> str:
    """Their account is reset by an administrator, and they sign in with what they were given; their token."""
    staff.secrets[name] = accounts.reset(staff.registry, name=name, password=GIVEN, who="eva")
    return staff.signs_in(name, password=GIVEN)


def offered_code(staff: Staff, token: str) -> str:
    (secret,) = parse_qs(urlsplit(offered_address(staff.registry, token)).query)["secret"]
    return pyotp.TOTP(secret).at(staff.wall_clock.now())


def renews(staff: Staff, token: str, password: str = OWN) -> Renewed:
    return renew(staff.registry, token=token, password=password, code=offered_code(staff, token))


def member(staff: Staff, token: str) -> StaffMember:
    found = who_is(staff.registry, token)
    assert found is not None
    return found


def test_whoever_is_given_an_account_may_do_nothing_until_they_have_renewed_it(staff: Staff) -> None:
    staff.has("Ada", Role.SUPERVISOR)
    assert member(staff, staff.signs_in("Ada")).permissions == ROLES[Role.SUPERVISOR]
    token = is_reset(staff)
    assert member(staff, token).permissions == frozenset()
    renewed = renews(staff, token)
    assert member(staff, renewed.token).permissions == ROLES[Role.SUPERVISOR]
    assert who_is(staff.registry, token) is None


def test_an_account_that_another_made_is_renewed_too_and_one_made_at_the_terminal_is_not(staff: Staff) -> None:
    for name, who in (("Ben", "eva"), ("Cleo", "system")):
        staff.secrets[name] = accounts.add(staff.registry, name=name, role=Role.SUPERVISOR, password=PASSWORD, who=who)
    assert [member(staff, staff.signs_in(name)).must_renew for name in ("Ben", "Cleo")] == [True, False]


def test_what_the_administrator_knew_is_worth_nothing_afterwards(staff: Staff) -> None:
    staff.has("Ada")
    token = is_reset(staff)
    given, shown = staff.secrets["Ada"], offered_address(staff.registry, token)
    renewed = renews(staff, token)
    staff.wall_clock.pass_(seconds=30)
    for code in (staff.code("Ada"), given.recovery_codes[0]):
        with pytest.raises(NotSignedIn):
            staff.signs_in("Ada", password=GIVEN, code=code)
        with pytest.raises(NotSignedIn):
            staff.signs_in("Ada", password=OWN, code=code)
    (secret,) = parse_qs(urlsplit(shown).query)["secret"]
    assert staff.signs_in("Ada", password=OWN, code=pyotp.TOTP(secret).at(staff.wall_clock.now()))
    assert staff.signs_in("Ada", password=OWN, code=renewed.recovery_codes[0])


def test_the_code_that_confirmed_the_telephone_is_used_up(staff: Staff) -> None:
    staff.has("Ada")
    token = is_reset(staff)
    code = offered_code(staff, token)
    renews(staff, token)
    with pytest.raises(NotSignedIn):
        staff.signs_in("Ada", password=OWN, code=code)


def test_the_password_that_was_given_can_not_be_kept(staff: Staff) -> None:
    staff.has("Ada")
    token = is_reset(staff)
    with pytest.raises(BadInput, match="already"):
        renews(staff, token, password=GIVEN)
    assert member(staff, token).must_renew


def test_a_telephone_that_has_not_read_the_picture_confirms_nothing(staff: Staff) -> None:
    staff.has("Ada")
    token = is_reset(staff)
    with pytest.raises(BadInput, match="picture"):
        renew(staff.registry, token=token, password=OWN, code=staff.code("Ada"))
    assert member(staff, token).must_renew


def test_each_session_is_offered_codes_of_its_own_and_always_the_same(staff: Staff) -> None:
    staff.has("Ada")
    first = staff.signs_in("Ada")
    staff.wall_clock.pass_(seconds=30)
    second = staff.signs_in("Ada")
    offered = [offered_address(staff.registry, token) for token in (first, first, second)]
    assert offered[0] == offered[1] != offered[2]
    with pytest.raises(NotSignedIn):
        offered_address(staff.registry, "nobody's")


def test_nobody_resets_their_own_account(staff: Staff) -> None:
    staff.has("Eva", Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="another administrator"):
        accounts.reset(staff.registry, name=" eva", password=GIVEN, who="Eva")


def test_a_program_is_nobody_while_the_account_is_to_be_renewed(staff: Staff) -> None:
    staff.has("Ada")
    is_reset(staff)
    program = programs.make_token(staff.registry, name="Ada", label="figures", role=None, days=1, who="eva")
    with pytest.raises(NotSignedIn):
        programs.who_bears(staff.registry, program)


def test_a_renewal_stands_in_the_trail_and_shows_no_secret(staff: Staff) -> None:
    staff.has("Ada")
    renewed = renews(staff, is_reset(staff))
    assert [entry.who for entry in staff.trail("staff_renewed")] == ["Ada"]
    assert renewed.token not in repr(renewed)
    assert renewed.recovery_codes[0] not in repr(renewed)
