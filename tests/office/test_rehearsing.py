"""The staff made up for a rehearsal."""

import pytest

from tests.office.conftest import Staff
from voicebot.errors import Refused
from voicebot.office import accounts
from voicebot.office.rehearsing import PEOPLE, make_up_staff
from voicebot.office.signing_in import who_is
from voicebot.staff.permissions import Permission
from voicebot.store import system
from voicebot.store.engine import reading, transaction


@pytest.fixture
def rehearsal(staff: Staff) -> Staff:
    with transaction(staff.registry.engine) as session:
        system.mark_rehearsal(session)
    return staff


def test_made_up_staff_sign_in_and_can_do_everything_between_them(rehearsal: Staff) -> None:
    may: set[Permission] = set()
    for one in make_up_staff(rehearsal.registry):
        found = who_is(rehearsal.registry, rehearsal.signs_in(one.name, password=one.password, code=one.codes[0]))
        assert found is not None
        may |= found.permissions
        assert one.password not in repr(one)
    assert may == set(Permission)


def test_a_second_start_makes_nobody_twice_but_new_passwords(rehearsal: Staff) -> None:
    before = make_up_staff(rehearsal.registry)
    accounts.disable(rehearsal.registry, name="ada", who="cleo")
    after = make_up_staff(rehearsal.registry)
    assert not {one.password for one in before} & {one.password for one in after}
    with reading(rehearsal.registry.engine) as session:
        found = {one.name: (one.role, one.disabled) for one in accounts.list_accounts(session)}
    assert found == {name: (role, False) for name, role in PEOPLE.items()}


def test_where_people_are_really_called_no_staff_is_made_up(staff: Staff) -> None:
    with pytest.raises(Refused, match="only a rehearsal"):
        make_up_staff(staff.registry)
