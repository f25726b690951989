"""The telephone on a page: a call is heard, and answered by its keys, without ringing anybody. Nothing of it is kept.

How a call goes is `console/preview.py`; the page carries the call from one key to the next.
"""

from dataclasses import dataclass
from http import HTTPStatus

from flask import current_app, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from voicebot.console import choosing, preview
from voicebot.console.access import needs
from voicebot.console.blueprint import console
from voicebot.console.preview import HANG_UP, KEYS, SILENCE, Caller, Heard, Preview
from voicebot.errors import BadInput, Refused
from voicebot.front import flows
from voicebot.front.desk import desk
from voicebot.questionnaire.model import Line
from voicebot.questionnaire.timing import spoken_seconds
from voicebot.staff.permissions import Permission

_ACTS = frozenset({*KEYS, SILENCE, HANG_UP})
_LONGEST_NUMBER = 15
_CALLERS = {
    Caller.WE_RING: "We ring somebody",
    Caller.INVITED: "Somebody rings us back",
    Caller.SHOWN: "Somebody rings us whom we never rang",
    Caller.WITHHELD: "Somebody rings us and withholds the number",
}
_DONE = {SILENCE: "You said nothing", HANG_UP: "You hung up", "*": "You pressed star", "#": "You pressed hash"}


class Call(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What is to be heard."""

    words = SelectField("Questionnaire and language")
    caller = SelectField("Who rings", choices=[SelectChoice(*one) for one in _CALLERS.items()])


@dataclass(frozen=True, slots=True)
class OnTheLine:
    """A call in progress, or one that is over. `number`: the keys of a number that is being keyed in."""

    preview: Preview
    heard: Heard
    number: str = ""

    @property
    def carried(self) -> str:
        """The call as the page carries it."""
        return preview.sign(self.preview, _secret())


@console.route("/phone", methods=["GET", "POST"])
@needs(Permission.SEE_WAVES)
def phone() -> str | tuple[str, int]:
    """The telephone: before the call; after the call button; after each key."""
    form = _form()
    try:
        line = _on_the_line(form)
    except (Refused, BadInput) as refusal:
        form.form_errors = [str(refusal)]
        return _page(form, None), HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(form, line)


@console.post("/phone/script")
@needs(Permission.SEE_WAVES)
def phone_script() -> Response:
    """The call as a test script."""
    call = preview.read(request.form.get("carried", ""), _secret())
    questionnaire = flows.compiled(call.flow)
    script = preview.saved(questionnaire, call, _hear(call), request.form.get("title", ""))
    name = f"{call.flow}-{call.language}.call"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(script, mimetype="text/plain", headers=disposition)


def _form() -> Call:
    form = Call()
    form.words.choices = choosing.choices()
    if request.method == "GET":
        form.words.data = choosing.choice_of(request.args)
    return form


def _on_the_line(form: Call) -> OnTheLine | None:
    """The call that this request begins or goes on with; None if it does neither.

    Raises:
        Refused, BadInput: it can do neither.
    """
    if request.method == "GET":
        return None
    if "carried" in request.form:
        return _gone_on()
    if not form.validate():
        raise BadInput("Choose what you would like to hear.")
    flow, language = choosing.chosen(form.words.data)
    begun = Preview(flow, flows.compiled(flow).digest, language, Caller(form.caller.data))
    return OnTheLine(begun, _hear(begun))


def _gone_on() -> OnTheLine:
    """The call that the page carries, after what was just done in it."""
    call = preview.read(request.form["carried"], _secret())
    act, number = request.form.get("act", ""), _digits(request.form.get("number", ""))
    heard = _hear(call)
    if act not in _ACTS or heard.result is not None:
        return OnTheLine(call, heard, number)
    return _key_number(call, heard, number, act) if heard.keys_number and act != HANG_UP else _after(call, act)


def _key_number(call: Preview, heard: Heard, number: str, act: str) -> OnTheLine:
    """Keys are gathered until a hash, or until none comes any more, as the provider gathers them."""
    if act not in ("#", SILENCE):
        return OnTheLine(call, heard, _digits(number + act))
    if number:
        return _after(call, f"{number}#")
    return _after(call, act) if act == SILENCE else OnTheLine(call, heard)


def _after(call: Preview, act: str) -> OnTheLine:
    """The call after one more thing was done in it."""
    gone_on = call.then(act)
    return OnTheLine(gone_on, _hear(gone_on))


def _hear(call: Preview) -> Heard:
    questionnaire = flows.compiled(call.flow)
    if questionnaire.digest != call.version:
        raise Refused("The questionnaire was changed since this call was begun. Please call once more.")
    return preview.hear(questionnaire, desk().inbound_flow(), call)


def _digits(text: str) -> str:
    return "".join(key for key in text if key in KEYS and key != "#")[:_LONGEST_NUMBER]


def _page(form: Call, line: OnTheLine | None) -> str:
    return render_template(
        "console/phone.html",
        form=form,
        line=line,
        keys=KEYS,
        silence=SILENCE,
        hang_up=HANG_UP,
        act_in_words=_act_in_words,
        seconds=_seconds,
        recording=_recording,
    )


def _act_in_words(act: str) -> str:
    if act in _DONE:
        return _DONE[act]
    if len(act) > 1:
        return "You keyed in a number"
    return f"You pressed {act}" if act else "The call begins"


def _seconds(lines: tuple[Line, ...]) -> int:
    """How long it takes to say them, for a browser that can't speak."""
    return round(spoken_seconds(*lines))


def _recording(line: Line) -> str:
    return desk().recording_path(line.recording) or "" if line.recording else ""


def _secret() -> bytes:
    secret = current_app.secret_key
    return secret if isinstance(secret, bytes) else str(secret).encode()
