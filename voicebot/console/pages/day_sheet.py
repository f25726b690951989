"""The day sheet: what was done on one day, what the next shift has to know, and its notes. It prints well."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from voicebot.console.access import is_allowed, needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.refusals import shown_on
from voicebot.fieldwork import day as use_cases
from voicebot.front.desk import desk
from voicebot.office import complaints, notes
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading

_FIRST_DAY = date(2000, 1, 1)


class NewNote(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What the next shift has to know."""

    text = TextAreaField(
        "A note for the next shift",
        [InputRequired("Please write something."), Length(max=notes.LONGEST)],
        description="No names, no numbers, nothing about a person. It is kept for 90 days.",
        render_kw={"rows": 3},
    )


@console.get("/day")
@needs(Permission.SEE_WAVES)
def day_sheet() -> str:
    """The sheet of a day, today's unless another is asked for."""
    return _page(NewNote())


@console.post("/day/notes")
@needs(Permission.WRITE_NOTES)
def write_note() -> str | Response:
    """Write a note for the next shift."""
    form = NewNote()
    if form.validate():
        with shown_on(form):
            notes.write_note(desk().engine, desk().clock, text=form.text.data, who=staff_name())
            flash("The note is on the sheet.")
            return redirect(url_for(".day_sheet"))
    return _page(form)


def _page(form: NewNote) -> str:
    desk().clock.refresh()
    today = use_cases.today(desk().clock.now())
    on = _day_asked_for(today)
    with reading(desk().engine) as session:
        sheet = use_cases.day(session, on)
        written = notes.notes_on(session, on)
        complained = complaints.on_day(session, on) if is_allowed(Permission.SEE_COMPLAINTS) else None
    return render_template(
        "console/day_sheet.html",
        sheet=sheet,
        notes=written,
        complaints=complained,
        today=today,
        before=on - timedelta(days=1),
        after=on + timedelta(days=1) if on < today else None,
        form=form,
    )


def _day_asked_for(today: date) -> date:
    """The day in the address; today if that is none, or is yet to come."""
    try:
        on = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return today
    return on if _FIRST_DAY <= on <= today else today
