"""Staff: who has an account, and the tokens of their programs. Changing any of it is for people, on the pages."""

from voicebot.api.operation import get
from voicebot.api.paging import Page, Paging, page_of
from voicebot.front.desk import desk
from voicebot.office import accounts
from voicebot.office.accounts import AccountSummary
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading


@get("/staff", Permission.SEE_STAFF)
def list_accounts(asked: Paging) -> Page[AccountSummary]:
    """Everybody who has an account, by name."""
    with reading(desk().engine) as session:
        return page_of(accounts.list_accounts(session), asked, lambda account: account.id)


@get("/staff/{account}", Permission.SEE_STAFF)
def show_account(account: str) -> AccountSummary:
    """One account."""
    with reading(desk().engine) as session:
        return accounts.find_account(session, account)
