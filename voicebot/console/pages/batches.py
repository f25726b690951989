"""Batches: dry run, approval, launch, and the live page of one that runs; and the button that stops everything."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from voicebot.console.access import needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.refusals import back_with, shown_on
from voicebot.console.words import ended
from voicebot.errors import VoicebotError
from voicebot.fieldwork import batches as use_cases
from voicebot.fieldwork.batch_status import BatchStatus
from voicebot.fieldwork.launching import launch_batch
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.watching import watch
from voicebot.front.desk import desk
from voicebot.outcomes import Result
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading

_STOPPED = {
    0: "No batch was running. Calls that nobody answered yet are cancelled.",
    1: "Stopped. One batch is paused; it goes on when it is resumed.",
}


class NewBatch(FlaskForm):  # type: ignore[misc]  # the library has no types
    """How large a batch is."""

    size = IntegerField(
        "How many cases",
        [Optional(), NumberRange(min=1, message="A batch has at least one case.")],
        description="Leave it empty for all that are left.",
    )


class Launch(FlaskForm):  # type: ignore[misc]
    """What a launch asks."""

    first = IntegerField(
        "Pause for review after so many calls",
        [Optional(), NumberRange(min=1, message="A review comes after at least one call.")],
        description="Leave it empty to go on without a review.",
    )
    sure = BooleanField("I have read the questionnaire and the dry run.", [InputRequired("Please tick the box.")])


class Pause(FlaskForm):  # type: ignore[misc]
    """Why a batch is paused."""

    reason = StringField(
        "Why",
        [InputRequired("Please say why."), Length(max=200)],
        description="It is shown with the batch and kept in the audit trail: no names, no numbers.",
    )


class StopAll(FlaskForm):  # type: ignore[misc]
    """How abruptly everything is stopped: each way has a button of its own."""

    at_once = BooleanField()


@console.route("/waves/<name>/batches/new", methods=["GET", "POST"])
@needs(Permission.PREPARE)
def new_batch(name: str) -> str | Response:
    """Make a batch."""
    form = NewBatch()
    if form.validate_on_submit():
        with shown_on(form):
            made = use_cases.create(desk().engine, desk().clock, wave_name=name, size=form.size.data, who=staff_name())
            return redirect(url_for(".batch", batch_id=made.id))
    return render_template("console/new_batch.html", form=form, name=name)


@console.get("/batches/<batch_id>")
@needs(Permission.SEE_WAVES)
def batch(batch_id: str) -> str:
    """One batch: its dry run before the launch, how it gets on afterwards."""
    return _page(batch_id)


@console.get("/batches/<batch_id>/live")
@needs(Permission.SEE_WAVES)
def batch_live(batch_id: str) -> str:
    """The part of the page that changes while calls are made."""
    return _page(batch_id, "console/batch_live.html")


@console.post("/batches/<batch_id>/approve")
@needs(Permission.APPROVE)
def approve_batch(batch_id: str) -> Response:
    """Say that it may be launched."""
    return _do(batch_id, use_cases.approve, "Approved. It can be launched now.")


@console.post("/batches/<batch_id>/launch")
@needs(Permission.LAUNCH, fresh=True)
def launch(batch_id: str) -> tuple[str, int] | Response:
    """Let the dialler call it."""
    form = Launch()
    if not form.validate():
        return _page(batch_id, launch=form), HTTPStatus.UNPROCESSABLE_ENTITY
    do = partial(
        launch_batch, read_flow=desk().read_wave_flow, faults=desk().settings.launch_faults(), first=form.first.data
    )
    return _do(batch_id, do, "Launched. Calls are made as soon as the hours of calling allow.")


@console.post("/batches/<batch_id>/pause")
@needs(Permission.STOP)
def pause_batch(batch_id: str) -> tuple[str, int] | Response:
    """Place no more calls."""
    form = Pause()
    if not form.validate():
        return _page(batch_id, pause=form), HTTPStatus.UNPROCESSABLE_ENTITY
    do = partial(use_cases.pause, reason=form.reason.data)
    return _do(batch_id, do, "Paused. Conversations end by themselves.")


@console.post("/batches/<batch_id>/resume")
@needs(Permission.LAUNCH)
def resume_batch(batch_id: str) -> Response:
    """Let it go on."""
    return _do(batch_id, use_cases.resume, "It goes on.")


@console.post("/batches/<batch_id>/stop")
@needs(Permission.STOP)
def stop_batch(batch_id: str) -> Response:
    """End it for good."""
    return _do(batch_id, use_cases.stop, "Stopped for good.")


@console.route("/stop-all", methods=["GET", "POST"])
@needs(Permission.STOP)
def stop_all() -> str | Response:
    """Stop all calling, now."""
    form = StopAll()
    if form.validate_on_submit():
        paused = use_cases.stop_all(desk().engine, desk().clock, at_once=form.at_once.data, who=staff_name())
        flash(_STOPPED.get(paused, f"Stopped. {paused} batches are paused; each goes on when it is resumed."))
        return redirect(url_for(".waves"))
    return render_template("console/stop_all.html", form=form)


def _page(batch_id: str, template: str = "console/batch.html", **forms: FlaskForm) -> str:
    """The batch as it stands, with the forms that were not taken, or empty ones."""
    settings = desk().settings
    limits = PaceLimits(settings.calls_per_second, settings.concurrent_calls)
    desk().clock.refresh()
    with reading(desk().engine) as session:
        watched = watch(session, batch_id, desk().clock.now(), limits)
    given = {"launch": Launch(), "pause": Pause()} | forms
    return render_template(
        template,
        watch=watched,
        batch=watched.status,
        launch_faults=settings.launch_faults(),
        results=_in_words(watched.status.results),
        **given,
    )


def _in_words(results: Mapping[Result, int]) -> Mapping[str, int]:
    """How calls ended, the commonest first."""
    return {ended(result): calls for result, calls in sorted(results.items(), key=lambda pair: -pair[1])}


def _do(batch_id: str, act: Callable[..., BatchStatus], done: str) -> Response:
    """Do it to the batch and say so on its page, or say why not."""
    try:
        act(desk().engine, desk().clock, batch_id=batch_id, who=staff_name())
    except VoicebotError as refusal:
        return back_with(refusal, ".batch", batch_id=batch_id)
    flash(done)
    return redirect(url_for(".batch", batch_id=batch_id))
