"""Programs that act on behalf of somebody, and requests of theirs that come twice."""

import pytest

from tests.office.conftest import Staff
from voicebot.errors import BadInput, Busy, NotFound, Refused
from voicebot.office import accounts, programs
from voicebot.office.proving import NotSignedIn
from voicebot.staff.permissions import NOT_FOR_PROGRAMS, ROLES, Permission, Role
from voicebot.staff.replies import Reply
from voicebot.store.engine import reading

MADE = Reply(201, '{"id": "mfzwizlt"}')
REQUEST, ANOTHER = "1" * 64, "2" * 64


def make(staff: Staff, role: Role | None = None, days: int = 30, label: str = "figures") -> str:
    return programs.make_token(staff.registry, name="Ada", label=label, role=role, days=days, who="Ada")


@pytest.mark.parametrize("limit", [None, Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_program_may_do_what_both_roles_may(staff: Staff, limit: Role | None) -> None:
    staff.has("Ada", Role.SUPERVISOR)
    bearer = programs.who_bears(staff.registry, make(staff, limit))
    assert bearer.permissions == (ROLES[Role.SUPERVISOR] & ROLES[limit or Role.SUPERVISOR]) - NOT_FOR_PROGRAMS
    assert (bearer.name, bearer.role) == ("Ada", Role.SUPERVISOR)


def test_no_program_of_an_administrator_manages_staff(staff: Staff) -> None:
    staff.has("Ada", Role.ADMINISTRATOR)
    assert not programs.who_bears(staff.registry, make(staff)).may(Permission.MANAGE_STAFF)


def test_a_program_proves_itself_with_every_request(staff: Staff) -> None:
    staff.has("Ada")
    token = make(staff)
    staff.wall_clock.pass_(days=3)
    assert programs.who_bears(staff.registry, token).has_just_proved_it(staff.wall_clock.now())


def test_a_token_can_be_told_from_other_secrets_and_is_never_the_same(staff: Staff) -> None:
    staff.has("Ada")
    tokens = {make(staff) for _ in range(3)}
    assert len(tokens) == 3
    assert all(token.startswith("vb_") and len(token) == 46 for token in tokens)


def test_a_token_ends_on_its_day(staff: Staff) -> None:
    staff.has("Ada")
    token = make(staff, days=30)
    staff.wall_clock.pass_(days=30, seconds=-1)
    assert programs.who_bears(staff.registry, token)
    staff.wall_clock.pass_(seconds=1)
    with pytest.raises(NotSignedIn):
        programs.who_bears(staff.registry, token)


def test_it_is_seen_on_which_day_a_token_was_last_used(staff: Staff) -> None:
    staff.has("Ada")
    token = make(staff)
    used_on = [_used_on(staff)]
    for _ in range(2):
        programs.who_bears(staff.registry, token)
        used_on.append(_used_on(staff))
        staff.wall_clock.pass_(days=1)
    assert used_on == [None, "2026-03-02", "2026-03-03"]


def test_tokens_are_taken_back_by_label_or_all_together(staff: Staff) -> None:
    staff.has("Ada")
    figures, *others = make(staff), make(staff, label="backup"), make(staff, label="checks")
    take_back = programs.take_back_tokens
    assert take_back(staff.registry, name="Ada", label="figures", who="Ada") == 1
    with pytest.raises(NotSignedIn):
        programs.who_bears(staff.registry, figures)
    assert all(programs.who_bears(staff.registry, token) for token in others)
    assert take_back(staff.registry, name="Ada", label=None, who="Ada") == 2
    assert [entry.details["tokens"] for entry in staff.trail("staff_tokens_taken_back")] == [1, 2]


def test_a_token_lasts_up_to_a_year_and_says_what_it_is_for(staff: Staff) -> None:
    staff.has("Ada")
    for days, label in ((0, "figures"), (-1, "figures"), (367, "figures"), (1, ""), (1, "x" * 41), (1, "a\nb")):
        with pytest.raises(BadInput, match="token"):
            make(staff, days=days, label=label)


def test_nobody_disabled_or_unknown_gets_a_token(staff: Staff) -> None:
    with pytest.raises(NotFound):
        make(staff)
    staff.has("Ada")
    accounts.disable(staff.registry, name="Ada", who="cleo")
    with pytest.raises(Refused, match="enable it"):
        make(staff)


def test_the_trail_says_that_a_token_was_made_but_not_which(staff: Staff) -> None:
    staff.has("Ada")
    token = make(staff, Role.AUDITOR)
    (entry,) = staff.trail("staff_token_made")
    assert (entry.who, entry.details["role"], entry.details["days"]) == ("Ada", "auditor", 30)
    assert token not in str(entry)


def test_a_session_token_is_no_program_token(staff: Staff) -> None:
    staff.has("Ada")
    with pytest.raises(NotSignedIn):
        programs.who_bears(staff.registry, staff.signs_in("Ada"))


class Asked:
    """A request that makes something, and how often it did."""

    def __init__(self, staff: Staff, account_id: str) -> None:
        self.staff, self.account_id, self.done = staff, account_id, 0

    def __call__(self, key: str = "k1", request: str = REQUEST, refused: bool = False) -> Reply:
        def do() -> Reply:
            self.done += 1
            if refused:
                raise Refused("no case is left")
            return MADE

        return programs.do_once(self.staff.registry, account_id=self.account_id, key=key, request=request, do=do)


@pytest.fixture
def ask(staff: Staff) -> Asked:
    return Asked(staff, staff.has("Ada").id)


def test_a_request_that_comes_twice_is_done_once(ask: Asked) -> None:
    assert [ask(), ask(), ask(key="k2")] == [MADE, MADE, MADE]
    assert ask.done == 2


def test_a_key_is_for_one_request(ask: Asked) -> None:
    ask()
    with pytest.raises(Refused, match="another request"):
        ask(request=ANOTHER)
    assert ask.done == 1


def test_two_accounts_may_choose_the_same_key(staff: Staff, ask: Asked) -> None:
    ask()
    assert Asked(staff, staff.has("Ben").id)(request=ANOTHER) == MADE


def test_what_was_refused_may_be_asked_again(ask: Asked) -> None:
    with pytest.raises(Refused, match="no case"):
        ask(refused=True)
    assert ask() == MADE


def test_what_was_cut_off_is_not_done_again(staff: Staff, ask: Asked) -> None:
    def cut_off() -> Reply:
        raise RuntimeError("the process ends here")

    with pytest.raises(RuntimeError):
        programs.do_once(staff.registry, account_id=ask.account_id, key="k1", request=REQUEST, do=cut_off)
    with pytest.raises(Refused, match="cut off"):
        ask()
    assert ask.done == 0


def test_what_may_have_been_kept_is_not_done_again(staff: Staff, ask: Asked) -> None:
    def lost() -> Reply:
        raise Busy("the commit lost its connection")

    with pytest.raises(Busy):
        programs.do_once(staff.registry, account_id=ask.account_id, key="k1", request=REQUEST, do=lost)
    with pytest.raises(Refused, match="cut off"):
        ask()
    assert ask.done == 0


def test_a_reply_is_kept_for_a_day(staff: Staff, ask: Asked) -> None:
    ask()
    staff.wall_clock.pass_(hours=24, seconds=1)
    ask(request=ANOTHER)
    assert ask.done == 2


def test_a_key_is_short_and_plain(ask: Asked) -> None:
    for key in ("", "x" * 65, "a\nb", "ключ"):
        with pytest.raises(BadInput, match="printable ASCII"):
            ask(key=key)


def _used_on(staff: Staff) -> str | None:
    with reading(staff.registry.engine) as session:
        (account,) = accounts.list_accounts(session)
    (token,) = account.tokens
    return None if token.used_on is None else token.used_on.isoformat()
