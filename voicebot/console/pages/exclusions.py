"""The exclusion list: look a number up, put some on, take one off, count. The list itself is never shown."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from voicebot.console.access import needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.refusals import shown_on
from voicebot.errors import BadInput, BadNumber
from voicebot.fieldwork import exclusions as use_cases
from voicebot.fieldwork.exclusions import Origin
from voicebot.fieldwork.number_list import read_numbers
from voicebot.front.desk import desk
from voicebot.phone import PhoneNumber, parse_number
from voicebot.privacy import exclusion
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading

_FAULTS_SHOWN = 20
_TRAIL = "Exclusions"


class Number(FlaskForm):  # type: ignore[misc]  # the library has no types
    """One telephone number."""

    number = StringField(
        "Telephone number",
        [InputRequired("Please give the number.")],
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )


class Numbers(FlaskForm):  # type: ignore[misc]
    """Numbers, one a line."""

    numbers = TextAreaField(
        "Telephone numbers",
        [InputRequired("Please give at least one number.")],
        description="One a line.",
        render_kw={"autocomplete": "off", "rows": 4},
    )


class NumbersInAFile(FlaskForm):  # type: ignore[misc]
    """The same in a file."""

    file = FileField("File", [FileRequired("Please choose a file.")], description="A text file with one number a line.")


class TakeOff(Number):
    """One number that may be called again, and why."""

    reason = StringField(
        "Why",
        [InputRequired("Please say why."), Length(max=200)],
        description="It stays in the audit trail for good, so give no number and no name.",
    )


@console.get("/exclusions")
@needs(Permission.EXCLUDE)
def exclusions() -> str:
    """How many numbers are on the list, and what can be done to it."""
    return _page(Number(), Numbers())


@console.post("/exclusions/check")
@needs(Permission.EXCLUDE)
def check_exclusion() -> str | Response:
    """Tell whether a number is on the list."""
    form = Number()
    if form.validate():
        with shown_on(form):
            print_ = desk().prints.of(read_number(form))
            is_listed = use_cases.count_excluded(desk().engine, [print_]) > 0
            flash(f"That number is {'' if is_listed else 'not '}on the list.", "info")
            return redirect(url_for(".exclusions"))
    return _page(form, Numbers())


@console.post("/exclusions/add")
@needs(Permission.EXCLUDE)
def add_exclusions() -> str | Response:
    """Put numbers on the list."""
    form = Numbers()
    if form.validate():
        with shown_on(form):
            _exclude(form.numbers.data.splitlines(), Origin.STAFF)
            return redirect(url_for(".exclusions"))
    return _page(Number(), form)


@console.route("/exclusions/import", methods=["GET", "POST"])
@needs(Permission.EXCLUDE)
def import_exclusions() -> str | Response:
    """Put the numbers of a file on the list."""
    form = NumbersInAFile()
    if form.validate_on_submit():
        with shown_on(form):
            text = form.file.data.read().decode("utf-8-sig", errors="replace")
            _exclude(text.splitlines(), Origin.IMPORT)
            return redirect(url_for(".exclusions"))
    return render_template(
        "console/form.html",
        form=form,
        heading="Import a list of numbers",
        introduction=["Nobody on it is ever called again, in any survey. Lines that begin with # are passed over."],
        submit="Put them on the list",
        trail=[(_TRAIL, url_for(".exclusions")), ("Import a list", None)],
    )


@console.route("/exclusions/remove", methods=["GET", "POST"])
@needs(Permission.REMOVE_EXCLUSION)
def remove_exclusion() -> str | Response:
    """Take a number off the list."""
    form = TakeOff()
    if form.validate_on_submit():
        with shown_on(form):
            print_ = desk().prints.of(read_number(form))
            use_cases.readmit(desk().engine, desk().clock, print_=print_, reason=form.reason.data, who=staff_name())
            flash("The number is off the list. Cases that were closed because of it stay closed.")
            return redirect(url_for(".exclusions"))
    return render_template(
        "console/form.html",
        form=form,
        heading="Take a number off the list",
        introduction=["Only when the person who has the number asks to be called again."],
        submit="Take it off",
        trail=[(_TRAIL, url_for(".exclusions")), ("Take a number off", None)],
    )


def read_number(form: Number) -> PhoneNumber:
    """The number that was typed.

    Raises:
        BadNumber: it can't be called, in a sentence that says why.
    """
    try:
        return parse_number(form.number.data)
    except BadNumber as fault:
        raise BadNumber(f"That {fault}.") from None


def _page(check: Number, add: Numbers) -> str:
    with reading(desk().engine) as session:
        listed = exclusion.count(session)
    return render_template("console/exclusions.html", listed=listed, check=check, add=add)


def _exclude(lines: Iterable[str], origin: Origin) -> None:
    """Put all that can be read on the list, then tell what can't: a bad line is no reason to call the others.

    Raises:
        BadInput: some lines can't be read.
        NotFound: there is no number at all.
    """
    given = read_numbers(lines)
    if given.found:
        done = use_cases.exclude(
            desk().engine,
            desk().clock,
            prints=[desk().prints.of(number) for number in given.found],
            origin=origin,
            who=staff_name(),
        )
        flash(f"New on the list: {done.added} numbers. Closed because of it: {done.cases_closed} cases.")
    if given.faults:
        shown, more = given.faults[:_FAULTS_SHOWN], len(given.faults) - _FAULTS_SHOWN
        raise BadInput(*shown, *([f"and {more} more lines"] if more > 0 else []))
