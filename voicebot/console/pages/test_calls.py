"""Test calls: a telephone of our own staff is rung, so that a questionnaire is heard on a real line."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, TelField
from wtforms.validators import InputRequired

from voicebot.console import choosing
from voicebot.console.access import needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.refusals import shown_on
from voicebot.fieldwork.trial_calls import Trial, Wanted, all_trials, want
from voicebot.front.desk import desk
from voicebot.phone import parse_number
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading


class NewTestCall(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What is to be heard, and on which telephone."""

    words = SelectField("Questionnaire and language")
    number = TelField(
        "Telephone number",
        [InputRequired("Please give the number of a telephone at hand.")],
        description="Of your own staff. It is not kept.",
        render_kw={"autocomplete": "off"},
    )


@console.get("/test-calls")
@needs(Permission.LAUNCH)
def test_calls() -> str:
    """The test calls of now, and the form for another."""
    return _page(_form())


@console.post("/test-calls")
@needs(Permission.LAUNCH, fresh=True)
def ring() -> tuple[str, int] | Response:
    """Ring a telephone."""
    form = _form()
    if form.validate():
        desk().clock.refresh()
        with shown_on(form):
            flow, language = choosing.chosen(form.words.data)
            wanted = Wanted(desk().read_flow(flow), language, parse_number(form.number.data))
            want(desk().trials, wanted, faults=desk().settings.launch_faults(), who=staff_name())
            flash("The telephone rings in a moment. Pick up, and answer by its keys.")
            return redirect(url_for(".test_calls"))
    return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY


@console.get("/test-calls/live")
@needs(Permission.LAUNCH)
def test_calls_live() -> str:
    """The part of the page that changes."""
    return render_template("console/test_calls_live.html", calls=_calls())


def _form() -> NewTestCall:
    form = NewTestCall()
    form.words.choices = choosing.choices()
    if request.method == "GET":
        form.words.data = choosing.choice_of(request.args)
    return form


def _page(form: NewTestCall) -> str:
    return render_template("console/test_calls.html", form=form, calls=_calls())


def _calls() -> list[Trial]:
    with reading(desk().engine) as session:
        return all_trials(session)
