"""The webhooks of calls to our number: read the request, ask `calls/`, answer in TwiML. Signed, like all the others.

Their addresses are set at the provider for the number, but for those of the turns (docs/calling-back.md).
"""

from flask import Blueprint, Flask, Response, abort, current_app, request

from voicebot.calls import ringing_in
from voicebot.calls.ringing_in import InboundTurnTaken, Reception, Reply
from voicebot.telephony import twiml
from voicebot.webhooks.urls import LAST_TURN, CallUrls, InboundUrls, is_call, read_failed_url_of_caller
from voicebot.webhooks.voice import as_xml, noted, refuse_the_unsigned, send_back, status_report, the_desk, word

_EXTENSION = "voicebot.inbound"

inbound = Blueprint("inbound", __name__, url_prefix="/voice")
inbound.before_request(refuse_the_unsigned)


def install(app: Flask, reception: Reception) -> None:
    """Serve these webhooks from this application, beside those of our own calls."""
    app.extensions[_EXTENSION] = reception
    app.register_blueprint(inbound)


@inbound.post("/inbound")
def ring_in() -> Response:
    """Somebody rings us."""
    the_desk().board.clock.refresh()
    return _say(ringing_in.ring_in(_reception(), word("CallSid"), request.form.get("From", "")))


@inbound.post(f"/in/<call>/turns/<int(max={LAST_TURN}):number>")
def turn(call: str, number: int) -> Response:
    """A key was pressed, a number keyed in, or neither."""
    if not is_call(call):
        abort(404)
    taken = InboundTurnTaken(call, number, request.form.get("Digits", ""), asked_again="again" in request.args)
    return _say(ringing_in.take_turn(_reception(), taken))


@inbound.post("/inbound/status")
def status() -> Response:
    """A call to us is over."""
    the_desk().board.clock.refresh()
    ringing_in.note_status(the_desk().board, word("CallSid"), status_report())
    return noted()


@inbound.post("/inbound/fallback")
def fallback() -> Response:
    """One of our answers failed. Works without the database."""
    failed = read_failed_url_of_caller(request.form.get("ErrorUrl", ""), the_desk().public_url)
    return send_back(failed, None if failed is None else failed.call)


def _say(reply: Reply | None) -> Response:
    if reply is None:
        return as_xml(twiml.hang_up())
    urls = _urls(reply)
    spoken = reply.spoken
    document = twiml.render(
        spoken.prompt, urls.turn(spoken.next_turn), spoken.first_name, the_desk().shelf.url, reply.number
    )
    return as_xml(document)


def _urls(reply: Reply) -> CallUrls | InboundUrls:
    public_url = the_desk().public_url
    if reply.attempt_id is None:
        return InboundUrls(public_url, reply.call_id)
    return CallUrls(public_url, reply.attempt_id)


def _reception() -> Reception:
    reception: Reception = current_app.extensions[_EXTENSION]
    return reception
