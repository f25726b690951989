"""Batches: dry run, approval, launch, and the live page of one that runs; and the button that stops everything."""

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from voicebot.console.access import needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.desk import desk
from voicebot.console.refusals import back_with, shown_on
from voicebot.errors import VoicebotError
from voicebot.fieldwork import batches as use_cases
from voicebot.fieldwork.batch_status import BatchStatus
from voicebot.fieldwork.launching import launch_batch
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.watching import Watch, watch
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading
from voicebot.store.states import BatchState


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

    reason = StringField("Why", [InputRequired("Please say why."), Length(max=200)])


class StopAll(FlaskForm):  # type: ignore[misc]
    """How abruptly everything is stopped."""

    at_once = BooleanField("End conversations too", description="Otherwise they end by themselves.")


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
    watched = _watch(batch_id)
    return render_template(
        "console/batch.html", watch=watched, batch=watched.status, launch=Launch(), pause=Pause(), state=BatchState
    )


@console.get("/batches/<batch_id>/live")
@needs(Permission.SEE_WAVES)
def batch_live(batch_id: str) -> str:
    """The part of the page that changes while calls are made."""
    watched = _watch(batch_id)
    return render_template("console/batch_live.html", watch=watched, batch=watched.status)


@console.post("/batches/<batch_id>/approve")
@needs(Permission.APPROVE)
def approve_batch(batch_id: str) -> Response:
    """Say that it may be launched."""
    return _do(batch_id, use_cases.approve, "Approved. It can be launched now.")


@console.post("/batches/<batch_id>/launch")
@needs(Permission.LAUNCH, fresh=True)
def launch(batch_id: str) -> str | Response:
    """Let the dialler call it."""
    form = Launch()
    if not form.validate():
        watched = _watch(batch_id)
        page = render_template(
            "console/batch.html", watch=watched, batch=watched.status, launch=form, pause=Pause(), state=BatchState
        )
        return Response(page, 422)
    do = partial(
        launch_batch, read_flow=desk().read_wave_flow, faults=desk().settings.launch_faults(), first=form.first.data
    )
    return _do(batch_id, do, "Launched. Calls are made as soon as the hours of calling allow.")


@console.post("/batches/<batch_id>/pause")
@needs(Permission.STOP)
def pause_batch(batch_id: str) -> Response:
    """Place no more calls."""
    reason = Pause().reason.data or "paused by staff"
    return _do(batch_id, partial(use_cases.pause, reason=reason), "Paused. Conversations end by themselves.")


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
        flash(f"Stopped. {paused} running batches are paused, and no new call is placed. Each goes on when resumed.")
        return redirect(url_for(".waves"))
    return render_template("console/stop_all.html", form=form)


def _watch(batch_id: str) -> Watch:
    settings = desk().settings
    limits = PaceLimits(settings.calls_per_second, settings.concurrent_calls)
    desk().clock.refresh()
    with reading(desk().engine) as session:
        return watch(session, batch_id, desk().clock.now(), limits)


def _do(batch_id: str, act: Callable[..., BatchStatus], done: str) -> Response:
    """Do it to the batch and say so on its page, or say why not."""
    try:
        act(desk().engine, desk().clock, batch_id=batch_id, who=staff_name())
    except VoicebotError as refusal:
        return back_with(refusal, ".batch", batch_id=batch_id)
    flash(done)
    return redirect(url_for(".batch", batch_id=batch_id))
