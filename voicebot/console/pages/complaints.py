"""Complaints about calls: those that are open, logging one, and saying what was done about it."""

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from voicebot.console.access import is_allowed, needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.pages.people import find_case_ids
from voicebot.console.refusals import shown_on, told_on
from voicebot.console.words import plain, to_choose
from voicebot.errors import BadInput
from voicebot.front.desk import desk
from voicebot.office import complaints as use_cases
from voicebot.office.complaints import ALWAYS_SERIOUS, LONGEST_NOTE, Action, Category, Details, Ending
from voicebot.staff.permissions import Permission
from voicebot.store import waves as wave_rows
from voicebot.store.engine import reading

_ENDINGS = {
    Ending.RELEASED: "Let the case be called again, by the rules",
    Ending.WITHDRAWN: "Take them out: nobody is called for this case any more",
}


class NewComplaint(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Who complains, and about what."""

    person = StringField(
        "Telephone number or reference",
        [InputRequired("Please say who complains.")],
        description="Of the person who was called. The id of a case does as well.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    wave = SelectField("Wave", description="Only needed if they were drawn for several.")
    category = SelectField("What it is about", choices=to_choose(Category))
    serious = BooleanField(
        "It is serious: pause the batch",
        description=f"Always so for: {', '.join(sorted(map(plain, ALWAYS_SERIOUS)))}.",
    )
    note = TextAreaField(
        "What has to be known (optional)",
        [Length(max=LONGEST_NOTE)],
        description="Keep to what has to be done. No name, no number, and nothing of what happened to them, please.",
        render_kw={"autocomplete": "off", "rows": 4},
    )


class CloseComplaint(FlaskForm):  # type: ignore[misc]
    """What was done, and what becomes of the case."""

    action = SelectField("What was done", choices=to_choose(Action))
    ending = RadioField(
        "What becomes of the case",
        [InputRequired("Please choose one.")],
        choices=[SelectChoice(one.value, words) for one, words in _ENDINGS.items()],
    )


@console.get("/complaints")
@needs(Permission.SEE_COMPLAINTS)
def complaints() -> str:
    """The complaints that are open, and the latest that are closed."""
    with reading(desk().engine) as session:
        opened = use_cases.list_complaints(session, is_open=True)
        closed = use_cases.list_complaints(session, is_open=False)
    return render_template("console/complaints.html", opened=opened, closed=closed)


@console.route("/complaints/new", methods=["GET", "POST"])
@needs(Permission.LOG_COMPLAINTS)
def new_complaint() -> str | Response:
    """Log a complaint: the case is held from now on."""
    form = NewComplaint(person=request.args.get("case"))
    with reading(desk().engine) as session:
        names = [SelectChoice(wave.name) for wave in wave_rows.not_destroyed(session)]
    form.wave.choices = [SelectChoice("", "Any"), *names]
    if form.validate_on_submit():
        with shown_on(form):
            made = _open(form)
            flash("Logged. Nobody is called for this case until the complaint is closed.")
            return redirect(url_for(".complaint", complaint_id=made))
    return render_template(
        "console/form.html",
        form=form,
        heading="Log a complaint",
        introduction=["Nobody is called for the case from now on, until the complaint is closed."],
        submit="Log it",
        trail=[("Complaints", url_for(".complaints")), ("Log a complaint", None)],
    )


@console.get("/complaints/<complaint_id>")
@needs(Permission.SEE_COMPLAINTS)
def complaint(complaint_id: str) -> str:
    """One complaint; its note for those who work on it."""
    return _page(complaint_id, CloseComplaint())


@console.post("/complaints/<complaint_id>/close")
@needs(Permission.LOG_COMPLAINTS)
@told_on(".complaint")
def close_complaint(complaint_id: str) -> str | Response:
    """Say what was done about it."""
    form = CloseComplaint()
    if not form.validate():
        return _page(complaint_id, form)
    use_cases.close_complaint(
        desk().engine,
        desk().clock,
        complaint_id=complaint_id,
        action=Action(form.action.data),
        ending=Ending(form.ending.data),
        who=staff_name(),
    )
    flash("The complaint is closed.")
    return redirect(url_for(".complaint", complaint_id=complaint_id))


def _open(form: NewComplaint) -> str:
    """Log it about the one case that is meant; the id of the complaint."""
    found = find_case_ids(form.person.data, form.wave.data or None)
    if len(found) > 1:
        raise BadInput(f"{len(found)} cases have that: choose the wave")
    made = use_cases.open_complaint(
        desk().engine,
        desk().clock,
        desk().vault,
        case_id=found[0],
        category=Category(form.category.data),
        serious=form.serious.data,
        note=form.note.data or "",
        who=staff_name(),
    )
    return made.id


def _page(complaint_id: str, form: CloseComplaint) -> str:
    return render_template("console/complaint.html", complaint=_seen(complaint_id), form=form)


def _seen(complaint_id: str) -> Details:
    """The complaint as whoever is signed in may see it."""
    if is_allowed(Permission.LOG_COMPLAINTS):
        return use_cases.read_complaint(
            desk().engine, desk().clock, desk().vault, complaint_id=complaint_id, who=staff_name()
        )
    with reading(desk().engine) as session:
        return Details(use_cases.find_complaint(session, complaint_id), note="")
