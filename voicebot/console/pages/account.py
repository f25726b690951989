"""One's own account: password, codes, tokens for programs, and single sign-on. What is secret is shown once."""

from urllib.parse import parse_qs, urlsplit

import segno
from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import IntegerField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, NumberRange

from voicebot.console import access, single_sign_on
from voicebot.console.access import after_proof, for_whoever_is_signed_in, staff_name
from voicebot.console.blueprint import console
from voicebot.console.refusals import shown_on
from voicebot.console.words import to_choose
from voicebot.front.desk import desk
from voicebot.office import accounts, programs, renewing
from voicebot.office.accounts import AccountSummary
from voicebot.staff.passwords import LONGEST, SHORTEST
from voicebot.staff.permissions import Role
from voicebot.store.engine import reading

_NEW_PASSWORD = {"autocomplete": "new-password"}
_TRAIL = "Your account"
_LONGEST_TOKEN = 366


class Renew(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A password and codes that nobody else has seen."""

    password = PasswordField(
        "New password",
        [InputRequired("Please give a new one."), Length(max=LONGEST)],
        description=f"At least {SHORTEST} characters; a few words that only you put together are good.",
        render_kw=_NEW_PASSWORD,
    )
    again = PasswordField(
        "New password, once more", [EqualTo("password", "The two are not the same.")], render_kw=_NEW_PASSWORD
    )
    code = StringField(
        "Code",
        [InputRequired("Please give the code.")],
        description="The six figures that your telephone shows once it has read the picture.",
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class NewToken(FlaskForm):  # type: ignore[misc]
    """What a token is made of."""

    label = StringField("Which program it is for", [InputRequired("Please name the program."), Length(max=40)])
    role = SelectField("It allows at most what this role may", choices=to_choose(Role))
    days = IntegerField(
        "For how many days",
        [InputRequired("Please give a number of days."), NumberRange(1, _LONGEST_TOKEN, "Between 1 and 366 days.")],
        default=90,
    )


@console.get("/account")
@for_whoever_is_signed_in
def account() -> str:
    """What one's own account is like."""
    return render_template("console/account.html", account=_own(), elsewhere=single_sign_on.is_set_up())


@console.route("/account/renew", methods=["GET", "POST"])
@for_whoever_is_signed_in
@after_proof
def renew() -> str | Response:
    """Make a password and codes anew."""
    form, token = Renew(), access.session_token()
    if form.validate_on_submit():
        with shown_on(form):
            renewed = renewing.renew(desk().registry, token=token, password=form.password.data, code=form.code.data)
            page = Response(
                render_template("console/recovery_codes.html", codes=renewed.recovery_codes), mimetype="text/html"
            )
            return access.keep_token(page, renewed.token)
    address = renewing.offered_address(desk().registry, token)
    picture = segno.make_qr(address).svg_data_uri(scale=5, light="#fff", title="Picture for the code app")
    return render_template(
        "console/renew.html", form=form, picture=picture, secret=_secret(address), must=access.signed_in().must_renew
    )


@console.route("/account/tokens/new", methods=["GET", "POST"])
@for_whoever_is_signed_in
@after_proof
def new_token() -> str:
    """Make a token for a program."""
    form = NewToken(role=access.signed_in().role.value) if request.method == "GET" else NewToken()
    if form.validate_on_submit():
        with shown_on(form):
            token = programs.make_token(
                desk().registry,
                name=staff_name(),
                label=form.label.data.strip(),
                role=Role(form.role.data),
                days=form.days.data,
                who=staff_name(),
            )
            return render_template("console/token.html", label=form.label.data, token=token)
    return render_template(
        "console/form.html",
        form=form,
        heading="Make a token",
        introduction=[
            "A program that bears it does what you may do, but never manages staff or destroys anything.",
            "It is shown once, on the next page.",
        ],
        submit="Make it",
        trail=[(_TRAIL, url_for(".account")), ("Make a token", None)],
    )


@console.post("/account/tokens/take-back")
@for_whoever_is_signed_in
def take_back_own_tokens() -> Response:
    """Take back one's own tokens with that label."""
    count = programs.take_back_tokens(
        desk().registry, name=staff_name(), label=request.form.get("label", ""), who=staff_name()
    )
    flash(f"Taken back: {count} tokens.")
    return redirect(url_for(".account"))


@console.post("/account/elsewhere/untie")
@for_whoever_is_signed_in
def untie_own_account() -> Response:
    """Let nobody sign in as oneself by single sign-on any more."""
    accounts.tie(desk().registry, name=staff_name(), subject=None, who=staff_name())
    flash("Single sign-on is cut off from your account.")
    return redirect(url_for(".account"))


def _secret(address: str) -> str:
    """The letters of an address of codes, in fours: for whoever can't read pictures."""
    (letters,) = parse_qs(urlsplit(address).query)["secret"]
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _own() -> AccountSummary:
    with reading(desk().engine) as session:
        return accounts.find_account(session, access.signed_in().account_id)
