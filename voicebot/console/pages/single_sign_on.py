"""Signing in by a service that vouches for staff, and connecting one's own account to it."""

from flask import flash, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from voicebot.acting import acting_from
from voicebot.console import access, single_sign_on
from voicebot.console.access import after_proof, for_anybody, for_whoever_is_signed_in
from voicebot.console.blueprint import console
from voicebot.console.refusals import back_with
from voicebot.errors import VoicebotError
from voicebot.front.desk import desk
from voicebot.office import accounts, signing_in

_NEXT, _CONNECT = "after signing in elsewhere", "connect to"
_BACK = "/sign-in/elsewhere/back"


@console.get("/sign-in/elsewhere")
@for_anybody
def sign_in_elsewhere() -> Response:
    """Go and sign in there."""
    session.pop(_CONNECT, None)
    session[_NEXT] = access.own_path(request.args.get("next"))
    return _go()


@console.get("/account/elsewhere/connect")
@for_whoever_is_signed_in
@after_proof
def connect_elsewhere() -> Response:
    """Go there, and let whoever one is there be one's own account here."""
    session[_CONNECT] = access.signed_in().account_id
    return _go()


@console.get(_BACK)
@for_anybody
def back_from_elsewhere() -> Response:
    """Come back: signed in, or with one's account connected."""
    connect, then = session.pop(_CONNECT, None), session.pop(_NEXT, None)
    try:
        with acting_from(access.address()):
            subject = single_sign_on.come_back()
            if connect is not None:
                return _connect(connect, subject)
            token = signing_in.sign_in_from_elsewhere(desk().registry, subject=subject)
    except VoicebotError as refusal:
        return back_with(refusal, ".sign_in" if g.staff is None else ".account")
    session.clear()
    return access.keep_token(redirect(access.own_path(then), 303), token)


def _go() -> Response:
    try:
        return single_sign_on.go_there(f"{desk().settings.public_url}{_BACK}")
    except VoicebotError as refusal:
        return back_with(refusal, ".sign_in" if g.staff is None else ".account")


def _connect(account_id: str, subject: str) -> Response:
    """Tie the account that asked for it, if it is still the one that is signed in."""
    member = access.signed_in()
    if member.account_id == account_id:
        accounts.tie(desk().registry, name=member.name, subject=subject, who=member.name)
        flash("Single sign-on is connected to your account.")
    return redirect(url_for(".account"))
