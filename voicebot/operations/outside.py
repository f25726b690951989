"""What can only be checked from outside: how the provider reaches us, and what it says about us."""

import secrets
from base64 import b32encode

import requests

from voicebot.operations.findings import Deployment, Finding, fail, ok
from voicebot.operations.inside import by_drift
from voicebot.telephony.signature import sign

_SECONDS_TO_ANSWER = 10
_FORM = {"CallSid": "a call that never was", "Digits": "", "FromCity": "Zürich & + = %"}
"""An empty value and characters that a proxy might write otherwise."""


def public_url(of: Deployment) -> Finding:
    """Our web server answers there."""
    address = of.settings.public_url
    try:
        answer = requests.get(f"{address}/healthz", timeout=_SECONDS_TO_ANSWER, allow_redirects=False)
    except requests.exceptions.SSLError:
        return fail("its certificate is not valid", f"renew it, for the name in {address}")
    except requests.RequestException:
        return fail("nobody answers", f"start the web server, and let the proxy at {address} pass on to it")
    if answer.is_redirect:
        return fail("answers with a redirect, in which a POST is lost", "set VOICEBOT_PUBLIC_URL to where that leads")
    if (answer.status_code, answer.text) != (200, "ok\n"):
        return fail(f"something else answers (HTTP {answer.status_code})", f"let {address} lead to the web server")
    return ok("reaches a web server of ours")


def signature(of: Deployment) -> Finding:
    """A webhook arrives as it was signed. It is about a call that never was, so that it changes nothing."""
    tokens = of.settings.webhook_tokens
    if not tokens:
        return ok("no account: nothing is signed")
    call = b32encode(secrets.token_bytes(15)).decode().lower()
    url = f"{of.settings.public_url}/voice/calls/{call}/turns/1?again=1"
    try:
        genuine = _post(url, sign(tokens[0], url, _FORM))
        forged = _post(url, sign("a token of nobody", url, _FORM))
    except requests.RequestException:
        return fail("nobody answers", "see the public URL above")
    if forged != 403:
        return fail(
            f"a forged one is answered with HTTP {forged}", "let VOICEBOT_PUBLIC_URL lead to our own web server"
        )
    return _by_answer(genuine)


def _by_answer(status: int) -> Finding:
    if status == 200:
        return ok("holds on its way to the web server")
    if status == 403:
        return fail(
            "does not hold on its way to the web server",
            "let the proxy pass path, query and body on as they are, and give the web server the same "
            "VOICEBOT_PUBLIC_URL and TWILIO_AUTH_TOKEN as this command",
        )
    return fail(f"a signed request is answered with HTTP {status}", "see the web server's log")


def _post(url: str, signature_: str) -> int:
    headers = {"X-Twilio-Signature": signature_}
    return requests.post(
        url, data=_FORM, headers=headers, timeout=_SECONDS_TO_ANSWER, allow_redirects=False
    ).status_code


def provider_clock(of: Deployment) -> Finding:
    """Our clock shows what the provider's does."""
    if of.account is None:
        return ok("a rehearsal: there is no provider to ask")
    return by_drift(abs(of.account.time_there() - of.clock.now()), "the provider's")


def caller_number(of: Deployment) -> Finding:
    """We may show our number, and our credentials hold."""
    if of.account is None:
        return ok("a rehearsal: there is no provider to ask")
    if of.account.may_show(of.settings.caller_id or ""):
        return ok("belongs to the account")
    return fail(
        "does not belong to the account", "buy or verify it at the provider, or set TWILIO_CALLER_ID to one of its"
    )
