"""What an administrator does to accounts."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from tests.office.conftest import PASSWORD, Staff
from voicebot.errors import BadInput, NotFound, Refused
from voicebot.office import accounts, programs
from voicebot.office.accounts import AccountSummary
from voicebot.office.proving import NotSignedIn
from voicebot.office.signing_in import who_is
from voicebot.staff.permissions import Role
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import StaffAccount

NEW_PASSWORD = "another four words for the gate"


def summaries(staff: Staff) -> dict[str, AccountSummary]:
    with reading(staff.registry.engine) as session:
        return {one.name: one for one in accounts.list_accounts(session)}


def test_an_account_is_listed_with_its_role_and_without_secrets(staff: Staff) -> None:
    staff.has("Ben", Role.AUDITOR)
    staff.has("ada", Role.RESEARCHER)
    found = summaries(staff)
    assert list(found) == ["ada", "Ben"]
    assert found["Ben"].role is Role.AUDITOR
    assert found["Ben"].recovery_codes_left == 10
    assert not found["Ben"].disabled


def test_two_accounts_never_have_the_same_name(staff: Staff) -> None:
    staff.has("Ada")
    for name in ("Ada", "ADA", "  ada ", "ａｄａ"):
        with pytest.raises(Refused, match="choose another name"):
            staff.has(name)
    assert list(summaries(staff)) == ["Ada"]


def test_a_name_has_a_few_letters(staff: Staff) -> None:
    for name in ("", "   ", "x" * 41, "a\nb", "a\0b"):
        with pytest.raises(BadInput, match="1 to 40 letters"):
            staff.has(name)


def test_nobody_is_called_what_stands_in_the_trail_for_nobody(staff: Staff) -> None:
    for name in ("system", "System "):
        with pytest.raises(BadInput, match="audit trail"):
            staff.has(name)


def test_of_two_who_add_the_same_name_at_once_one_does(staff: Staff) -> None:
    def add(_nth: int) -> bool:
        try:
            accounts.add(staff.registry, name="Ada", role=Role.AUDITOR, password=PASSWORD, who="system")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as adding:
        assert sum(adding.map(add, range(4))) == 1


ENDING: dict[str, Callable[[Staff], object]] = {
    "disabled": lambda staff: accounts.disable(staff.registry, name="Ada", who="cleo"),
    "given another role": lambda staff: accounts.change_role(
        staff.registry, name="Ada", role=Role.RESEARCHER, who="cleo"
    ),
    "reset": lambda staff: accounts.reset(staff.registry, name="Ada", password=NEW_PASSWORD, who="cleo"),
}


@pytest.mark.parametrize("act", ENDING.values(), ids=ENDING)
def test_sessions_and_tokens_end_when_an_account_is(staff: Staff, act: Callable[[Staff], object]) -> None:
    for name in ("Ada", "Ben"):
        staff.has(name)
    token, other = staff.signs_in("Ada"), staff.signs_in("Ben")
    program = programs.make_token(staff.registry, name="Ada", label="figures", role=None, days=1, who="Ada")
    act(staff)
    assert who_is(staff.registry, token) is None
    with pytest.raises(NotSignedIn):
        programs.who_bears(staff.registry, program)
    assert who_is(staff.registry, other) is not None


def test_a_disabled_account_can_be_taken_into_use_again(staff: Staff) -> None:
    staff.has("Ada")
    accounts.disable(staff.registry, name="ada", who="cleo")
    with pytest.raises(NotSignedIn):
        staff.signs_in("Ada")
    accounts.enable(staff.registry, name="ada", who="cleo")
    assert staff.signs_in("Ada")


def test_a_reset_account_has_another_password_other_codes_and_other_recovery_codes(staff: Staff) -> None:
    before = staff.has("Ada")
    old_code = staff.code("Ada")
    staff.secrets["Ada"] = accounts.reset(staff.registry, name="Ada", password=NEW_PASSWORD, who="cleo")
    for password, code in (
        (PASSWORD, None),
        (NEW_PASSWORD, old_code),
        (NEW_PASSWORD, before.recovery_codes[0]),
    ):
        with pytest.raises(NotSignedIn):
            staff.signs_in("Ada", password=password, code=code)
    assert staff.signs_in("Ada", password=NEW_PASSWORD)


def test_the_last_administrator_stays(staff: Staff) -> None:
    staff.has("Cleo", Role.ADMINISTRATOR)
    staff.has("Dan", Role.ADMINISTRATOR)
    accounts.disable(staff.registry, name="Dan", who="Cleo")
    with pytest.raises(Refused, match="last administrator"):
        accounts.disable(staff.registry, name="Cleo", who="Cleo")
    with pytest.raises(Refused, match="last administrator"):
        accounts.change_role(staff.registry, name="Cleo", role=Role.AUDITOR, who="Cleo")
    accounts.change_role(staff.registry, name="Cleo", role=Role.ADMINISTRATOR, who="Cleo")
    accounts.enable(staff.registry, name="Dan", who="Cleo")
    accounts.disable(staff.registry, name="Cleo", who="Dan")


def test_two_administrators_who_disable_each_other_do_not_both_succeed(staff: Staff) -> None:
    for name in ("Cleo", "Dan"):
        staff.has(name, Role.ADMINISTRATOR)
    together = threading.Barrier(2, timeout=10)

    def disable(name: str) -> bool:
        together.wait()
        try:
            accounts.disable(staff.registry, name=name, who="system")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as disabling:
        assert sorted(disabling.map(disable, ("Cleo", "Dan"))) == [False, True]


def test_one_subject_of_another_service_is_tied_to_one_account(staff: Staff) -> None:
    for name in ("Ada", "Ben"):
        staff.has(name)
    accounts.tie(staff.registry, name="Ada", subject="directory|17", who="cleo")
    with pytest.raises(Refused, match="another account"):
        accounts.tie(staff.registry, name="Ben", subject="directory|17", who="cleo")
    accounts.tie(staff.registry, name="Ada", subject=None, who="cleo")
    accounts.tie(staff.registry, name="Ben", subject="directory|17", who="cleo")
    assert [one.signs_in_elsewhere for one in summaries(staff).values()] == [False, True]


def test_whoever_is_not_there_is_not_found(staff: Staff) -> None:
    for act in (accounts.disable, accounts.enable):
        with pytest.raises(NotFound, match="staff list"):
            act(staff.registry, name="nobody", who="cleo")


def test_every_act_stands_in_the_trail_with_who_did_it(staff: Staff) -> None:
    made = staff.has("Ada")
    for act in ENDING.values():
        act(staff)
    accounts.enable(staff.registry, name="Ada", who="cleo")
    accounts.tie(staff.registry, name="Ada", subject="directory|17", who="cleo")
    actions = ("staff_disabled", "staff_role_changed", "staff_reset", "staff_enabled", "staff_tied")
    entries = [entry for action in actions for entry in staff.trail(action)]
    assert [entry.action for entry in entries] == list(actions)
    assert {(entry.who, entry.subject, entry.details["name"]) for entry in entries} == {("cleo", made.id, "Ada")}
    assert entries[1].details | {"role": "researcher", "before": "supervisor"} == entries[1].details
    assert "directory" not in str(entries)
    assert staff.trail("staff_added")[0].subject == made.id


def test_codes_sealed_for_one_account_are_no_use_to_another(staff: Staff) -> None:
    """Whoever can write to the database still can't give somebody else's account their own codes."""
    for name in ("Ada", "Ben"):
        staff.has(name)
    with transaction(staff.registry.engine) as session:
        sealed = session.query(StaffAccount).filter_by(name="Ben").one().code_secret
        session.execute(update(StaffAccount).where(StaffAccount.name == "Ada").values(code_secret=sealed))
    with pytest.raises(Refused, match="reset the account"):
        staff.signs_in("Ada", code=staff.code("Ben"))
