"""The webhooks of test calls: the same words as in a call of a wave, at addresses of their own. Signed, like all."""

from flask import Blueprint, Flask, Response, abort, request

from voicebot.calls import trial_calls
from voicebot.calls.switchboard import Spoken
from voicebot.calls.turn import TurnTaken
from voicebot.telephony import twiml
from voicebot.webhooks.urls import LAST_TURN, TrialUrls, is_call
from voicebot.webhooks.voice import as_xml, noted, refuse_the_unsigned, send_back, status_report, the_desk, word

trial = Blueprint("trial", __name__, url_prefix="/voice/trial")
trial.before_request(refuse_the_unsigned)


def install(app: Flask) -> None:
    """Serve these webhooks from this application, beside those of real calls."""
    app.register_blueprint(trial)


@trial.before_request
def refuse_what_names_no_call() -> None:
    """404 before the database is asked for what can't be an id of ours."""
    if not is_call((request.view_args or {}).get("call", "")):
        abort(404)


@trial.post("/<call>/start")
def start(call: str) -> Response:
    """Somebody picked up."""
    the_desk().board.clock.refresh()
    return _say(call, trial_calls.answer(the_desk().board, call, word("CallSid")))


@trial.post(f"/<call>/turns/<int(max={LAST_TURN}):number>")
def turn(call: str, number: int) -> Response:
    """A key was pressed, or none came."""
    taken = TurnTaken(call, number, request.form.get("Digits", ""))
    return _say(call, trial_calls.take_turn(the_desk().board, taken))


@trial.post("/<call>/status")
def status(call: str) -> Response:
    """The call's status changed."""
    the_desk().board.clock.refresh()
    trial_calls.note_status(the_desk().board, call, word("CallSid"), status_report())
    return noted()


@trial.post("/<call>/fallback")
def fallback(call: str) -> Response:  # noqa: ARG001 - part of the address
    """One of our answers failed: goodbye. Works without the database."""
    return send_back(None, None)


def _say(call: str, spoken: Spoken | None) -> Response:
    if spoken is None:
        return as_xml(twiml.hang_up())
    action = TrialUrls(the_desk().public_url, call).turn(spoken.next_turn)
    return as_xml(twiml.render(spoken.prompt, action, spoken.first_name, the_desk().shelf.url))
