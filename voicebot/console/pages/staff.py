"""Staff: who has an account, and what an administrator does to one. What is secret is shown once."""

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from voicebot.console.access import needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.refusals import back_with, shown_on, told_on
from voicebot.console.words import to_choose
from voicebot.errors import VoicebotError
from voicebot.front.desk import desk
from voicebot.office import accounts, programs
from voicebot.office.accounts import AccountSummary
from voicebot.staff.names import LONGEST_NAME
from voicebot.staff.passwords import handed_over
from voicebot.staff.permissions import Permission, Role
from voicebot.store.engine import reading

_ROLES = to_choose(Role)
_CODES_HANDED_OVER = 2


class NewAccount(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Whom an account is for."""

    name = StringField(
        "Name",
        [InputRequired("Please give a name."), Length(max=LONGEST_NAME)],
        description="What they sign in with, and what the audit trail calls them, such as j.smith.",
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    role = SelectField("Role", choices=_ROLES)


class ChangeRole(FlaskForm):  # type: ignore[misc]
    """What somebody is to the survey from now on."""

    role = SelectField("Role", choices=_ROLES)


@console.get("/staff")
@needs(Permission.SEE_STAFF)
def staff() -> str:
    """Everybody who has an account."""
    with reading(desk().engine) as session:
        found = accounts.list_accounts(session)
    return render_template("console/staff.html", accounts=found)


@console.route("/staff/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_STAFF, fresh=True)
def new_account() -> str:
    """Make an account."""
    form = NewAccount()
    if form.validate_on_submit():
        with shown_on(form):
            password = handed_over()
            made = accounts.add(
                desk().registry,
                name=form.name.data,
                role=Role(form.role.data),
                password=password,
                who=staff_name(),
            )
            codes = made.recovery_codes[:_CODES_HANDED_OVER]
            return render_template("console/handed_over.html", name=made.name, password=password, codes=codes)
    return render_template(
        "console/form.html",
        form=form,
        heading="Make an account",
        submit="Make it",
        trail=[("Staff", url_for(".staff")), ("Make an account", None)],
    )


@console.get("/staff/<account_id>")
@needs(Permission.SEE_STAFF)
def staff_member(account_id: str) -> str:
    """One account."""
    found = _account(account_id)
    return _page(found, ChangeRole(role=found.role.value))


@console.post("/staff/<account_id>/role")
@needs(Permission.MANAGE_STAFF, fresh=True)
def change_role(account_id: str) -> str | Response:
    """Give somebody another role."""
    form = ChangeRole()
    if not form.validate():
        return _page(_account(account_id), form)
    role = Role(form.role.data)
    return _do(account_id, partial(accounts.change_role, role=role), f"Now {role}; they have to sign in again.")


@console.post("/staff/<account_id>/disable")
@needs(Permission.MANAGE_STAFF)
def disable_account(account_id: str) -> Response:
    """Take an account out of use."""
    return _do(account_id, accounts.disable, "They are signed out, and can't sign in any more.")


@console.post("/staff/<account_id>/enable")
@needs(Permission.MANAGE_STAFF, fresh=True)
def enable_account(account_id: str) -> Response:
    """Take an account into use again."""
    return _do(account_id, accounts.enable, "They can sign in again.")


@console.post("/staff/<account_id>/reset")
@needs(Permission.MANAGE_STAFF, fresh=True)
@told_on(".staff_member")
def reset_account(account_id: str) -> str | Response:
    """Give somebody what they need to sign in once, and make a password and codes of their own."""
    password = handed_over()
    renewed = accounts.reset(desk().registry, name=_account(account_id).name, password=password, who=staff_name())
    codes = renewed.recovery_codes[:_CODES_HANDED_OVER]
    return render_template("console/handed_over.html", name=renewed.name, password=password, codes=codes)


@console.post("/staff/<account_id>/tokens/take-back")
@needs(Permission.MANAGE_STAFF)
def take_back_tokens(account_id: str) -> Response:
    """Take back all tokens of somebody's programs."""
    return _do(account_id, partial(programs.take_back_tokens, label=None), "The tokens are taken back.")


@console.post("/staff/<account_id>/untie")
@needs(Permission.MANAGE_STAFF)
def untie_account(account_id: str) -> Response:
    """Let nobody sign in as this account by single sign-on any more."""
    return _do(account_id, partial(accounts.tie, subject=None), "Single sign-on is cut off from this account.")


def _page(account: AccountSummary, form: ChangeRole) -> str:
    return render_template("console/staff_member.html", account=account, form=form)


def _account(account_id: str) -> AccountSummary:
    with reading(desk().engine) as session:
        return accounts.find_account(session, account_id)


def _do(account_id: str, act: Callable[..., object], done: str) -> Response:
    """Do it to the account and say so on its page, or say why not."""
    try:
        act(desk().registry, name=_account(account_id).name, who=staff_name())
    except VoicebotError as refusal:
        return back_with(refusal, ".staff_member", account_id=account_id)
    flash(done)
    return redirect(url_for(".staff_member", account_id=account_id))
