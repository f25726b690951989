"""Signing in and out, giving the password once more, and changing it."""

from flask import flash, g, redirect, render_template, request, session, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from voicebot.acting import acting_from
from voicebot.console import access, single_sign_on
from voicebot.console.access import for_anybody, for_whoever_is_signed_in
from voicebot.console.blueprint import console
from voicebot.console.refusals import shown_on
from voicebot.front.desk import desk
from voicebot.office import signing_in as use_cases
from voicebot.staff.passwords import LONGEST, SHORTEST

_PASSWORD_NOW = {"autocomplete": "current-password"}


class SignIn(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Who somebody is, and how they prove it."""

    name = StringField("Name", [InputRequired("Please give your name.")], render_kw={"autocomplete": "username"})
    password = PasswordField("Password", [InputRequired("Please give your password.")], render_kw=_PASSWORD_NOW)
    code = StringField(
        "Code",
        [InputRequired("Please give the code.")],
        description="The six figures that your telephone shows now, or one of your recovery codes.",
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )


class Prove(FlaskForm):  # type: ignore[misc]
    """The password once more."""

    password = PasswordField("Your password", [InputRequired("Please give your password.")], render_kw=_PASSWORD_NOW)


class ChangePassword(FlaskForm):  # type: ignore[misc]
    """A new password for one's own account."""

    password = PasswordField("Your password now", [InputRequired("Please give it.")], render_kw=_PASSWORD_NOW)
    new = PasswordField(
        "New password",
        [InputRequired("Please give a new one."), Length(max=LONGEST)],
        description=f"At least {SHORTEST} characters; a few words that only you put together are good.",
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "New password, once more",
        [EqualTo("new", "The two are not the same.")],
        render_kw={"autocomplete": "new-password"},
    )


@console.route("/sign-in", methods=["GET", "POST"])
@for_anybody
def sign_in() -> str | Response | tuple[str, int]:
    """Sign in with name, password and code."""
    if g.staff is not None:
        return redirect(access.own_path(request.args.get("next")))
    form = SignIn()
    if form.validate_on_submit():
        with shown_on(form), acting_from(access.address()):
            token = use_cases.sign_in(
                desk().registry,
                name=form.name.data,
                password=form.password.data,
                code=form.code.data,
                address=access.address(),
            )
            return go_on_signed_in(token)
    page = render_template("console/sign_in.html", form=form, elsewhere=single_sign_on.is_set_up())
    return page, 401 if form.is_submitted() else 200


@console.post("/sign-out")
@for_anybody
def sign_out() -> Response:
    """End the session."""
    with acting_from(access.address()):
        use_cases.sign_out(desk().registry, access.session_token())
    session.clear()
    flash("You are signed out.")
    return access.forget_token(redirect(url_for(".sign_in")))


@console.route("/prove", methods=["GET", "POST"])
@for_whoever_is_signed_in
def prove() -> str | Response:
    """Give the password once more, before something that can't be undone."""
    form = Prove()
    if form.validate_on_submit():
        with shown_on(form):
            token = use_cases.prove_again(
                desk().registry,
                token=access.session_token(),
                password=form.password.data,
                address=access.address(),
            )
            return access.keep_token(redirect(access.own_path(request.args.get("next")), 303), token)
    return render_template(
        "console/form.html",
        form=form,
        heading="Your password once more",
        introduction=["It is asked for before calls are launched, cases are exported or anything is destroyed."],
        submit="Go on",
    )


@console.route("/password", methods=["GET", "POST"])
@for_whoever_is_signed_in
def change_password() -> str | Response:
    """Change one's own password."""
    form = ChangePassword()
    if form.validate_on_submit():
        with shown_on(form):
            token = use_cases.change_password(
                desk().registry,
                token=access.session_token(),
                password=form.password.data,
                new_password=form.new.data,
                address=access.address(),
            )
            flash("Your password is changed. You are signed out everywhere else.")
            return access.keep_token(redirect(url_for(".waves"), 303), token)
    return render_template("console/form.html", form=form, heading="Change your password", submit="Change it")


def go_on_signed_in(token: str) -> Response:
    """To where they wanted to go, with nothing left of whoever was here before."""
    session.clear()
    return access.keep_token(redirect(access.own_path(request.args.get("next")), 303), token)
