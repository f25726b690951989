"""The webhooks of a call: read the request, ask `calls/`, answer in TwiML. Nothing is believed that is not signed."""

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, current_app, request

from voicebot.calls import answering, progress
from voicebot.calls.switchboard import Spoken, Switchboard
from voicebot.calls.turn import TurnTaken, take_turn
from voicebot.fieldwork.attempts import StatusReport
from voicebot.logs import about_attempt
from voicebot.telephony import twiml
from voicebot.telephony.signature import Verifier
from voicebot.webhooks.audio import Shelf
from voicebot.webhooks.cut_offs import CutOffs
from voicebot.webhooks.urls import LAST_TURN, CallUrls, FailedUrl, is_call, read_failed_url

LARGEST_FORM = 32 * 1024
"""Bytes; a webhook of Twilio has about one thousand."""
_LONGEST_WORD = 64
_SENT_BACK_AT_MOST = 2
_EXTENSION = "voicebot.voice"

voice = Blueprint("voice", __name__, url_prefix="/voice")


@dataclass(frozen=True, slots=True)
class VoiceDesk:
    """What the webhooks are given: how calls are held, whom to believe, and what is said when all else fails."""

    board: Switchboard
    verifier: Verifier
    public_url: str
    goodbye: str  # TwiML that needs nothing else, least of all the database
    cut_offs: CutOffs
    shelf: Shelf


def install(app: Flask, desk: VoiceDesk) -> None:
    """Serve the webhooks from this application."""
    app.extensions[_EXTENSION] = desk
    app.register_blueprint(voice)


@voice.before_request
def refuse_the_unsigned() -> Response | None:
    """403 unless the provider signed exactly this URL and form; 413 and 400 for what can't be a webhook."""
    if request.content_length is None or request.content_length > LARGEST_FORM:
        request.max_content_length = LARGEST_FORM  # a shorter form is not counted again while it is read
    signed_url = request.environ["PATH_INFO"] + (f"?{query}" if (query := request.environ["QUERY_STRING"]) else "")
    if the_desk().verifier.valid(signed_url, request.form, request.headers.get("X-Twilio-Signature")):
        return None
    return Response(
        "This address answers signed requests of the telephony provider only.\n", 403, mimetype="text/plain"
    )


@voice.before_request
def refuse_what_names_no_call() -> None:
    """404 before the database is asked for what can't be an id of ours."""
    call = (request.view_args or {}).get("call", "")
    if not is_call(call):
        abort(404)
    about_attempt(call)


@voice.post("/calls/<call>/start")
def start(call: str) -> Response:
    """Somebody picked up."""
    the_desk().board.clock.refresh()
    return _say(call, answering.answer(the_desk().board, call, word("CallSid")))


@voice.post(f"/calls/<call>/turns/<int(max={LAST_TURN}):number>")
def turn(call: str, number: int) -> Response:
    """A key was pressed, or none came."""
    taken = TurnTaken(call, number, request.form.get("Digits", ""), asked_again="again" in request.args)
    return _say(call, take_turn(the_desk().board, taken))


@voice.post("/calls/<call>/status")
def status(call: str) -> Response:
    """The call's status changed."""
    the_desk().board.clock.refresh()
    progress.note_status(the_desk().board, call, word("CallSid"), status_report())
    return noted()


@voice.post("/calls/<call>/machine")
def machine(call: str) -> Response:
    """The provider has made up its mind whether a person picked up."""
    progress.note_machine(the_desk().board, call, word("AnsweredBy"))
    return noted()


@voice.post("/calls/<call>/fallback")
def fallback(call: str) -> Response:
    """One of our answers failed: send the call back there twice, then say goodbye. Works without the database."""
    failed = read_failed_url(request.form.get("ErrorUrl", ""), the_desk().public_url, call)
    return send_back(failed, call)


def send_back(failed: FailedUrl | None, call: str | None) -> Response:
    """To where our answer failed, or else a goodbye to that call of ours, where it is one."""
    desk = the_desk()
    if failed is not None and failed.tries < _SENT_BACK_AT_MOST:
        return as_xml(twiml.redirect(failed.once_more(desk.public_url)))
    if call is not None:
        desk.cut_offs.note(call)
    return as_xml(desk.goodbye)


def status_report() -> StatusReport:
    """What a status callback tells."""
    return StatusReport(
        status=request.form.get("CallStatus", ""),
        at=the_desk().board.clock.now(),
        seconds=_number("CallDuration"),
        sip_code=_number("SipResponseCode"),
    )


def the_desk() -> VoiceDesk:
    """What this application's webhooks were given."""
    desk: VoiceDesk = current_app.extensions[_EXTENSION]
    return desk


def _say(call: str, spoken: Spoken | None) -> Response:
    if spoken is None:
        return as_xml(twiml.hang_up())
    desk = the_desk()
    action = CallUrls(desk.public_url, call).turn(spoken.next_turn)
    return as_xml(twiml.render(spoken.prompt, action, spoken.first_name, desk.shelf.url))


def as_xml(document: str) -> Response:
    """An answer in TwiML."""
    return Response(document, content_type="text/xml; charset=utf-8")


def noted() -> Response:
    """An answer to news."""
    return Response(status=204)


def word(name: str) -> str:
    """A word of the form that has to be there, and that the database can hold."""
    word = request.form.get(name, "")
    if not (0 < len(word) <= _LONGEST_WORD and word.isprintable()):
        abort(400)
    return word


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
