"""One person: why they were called, taking them out, what is held of them, and erasing it.

Numbers and references come by POST and stand in no URL; a case is named by our own random id.
"""

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import AnyOf, InputRequired, Length

from voicebot.console.access import needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.pages.exclusions import Number, read_number
from voicebot.console.refusals import shown_on, told_on
from voicebot.fieldwork import finding, subject_access, withdrawing
from voicebot.fieldwork.why import why
from voicebot.front.desk import desk
from voicebot.staff.permissions import Permission

_TRAIL = "People"
_WORD = "erase"


class Person(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Somebody by a number or a reference."""

    person = StringField(
        "Telephone number or reference",
        [InputRequired("Please give a number or a reference.")],
        description="The incident's reference, or any number of theirs. The id of a case does as well.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class Withdraw(FlaskForm):  # type: ignore[misc]
    """Why somebody is taken out."""

    reason = StringField(
        "Why",
        [InputRequired("Please say why."), Length(max=200)],
        description="It stays in the audit trail for good, so give no number and no name.",
    )


class Erase(Number):
    """Whom to erase; the word shows that it is meant."""

    word = StringField(
        f"Type the word {_WORD}",
        [AnyOf([_WORD], f"Please type {_WORD}, in small letters.")],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


@console.route("/people", methods=["GET", "POST"])
@needs(Permission.SEE_CONTACTS)
def people() -> str | Response:
    """Find somebody's cases."""
    form = Person()
    if form.validate_on_submit():
        with shown_on(form):
            found = find_case_ids(form.person.data, None)
            if len(found) == 1:
                return redirect(url_for(".case", case_id=found[0]))
            explained = [why(desk().engine, desk().clock, case_id=case_id, who=staff_name()) for case_id in found]
            return render_template("console/cases.html", cases=explained)
    return render_template("console/people.html", form=form)


@console.get("/cases/<case_id>")
@needs(Permission.SEE_CONTACTS)
def case(case_id: str) -> str:
    """Why somebody was called: the draw, who let it happen, and each call."""
    return _case_page(case_id, Withdraw())


@console.post("/cases/<case_id>/withdraw")
@needs(Permission.SEE_CONTACTS)
@told_on(".case")
def withdraw(case_id: str) -> str | Response:
    """Take somebody out of a wave."""
    form = Withdraw()
    if not form.validate():
        return _case_page(case_id, form)
    withdrawing.withdraw(desk().engine, desk().clock, case_id=case_id, reason=form.reason.data, who=staff_name())
    flash("Taken out: nobody is called for this case any more.")
    return redirect(url_for(".case", case_id=case_id))


@console.route("/people/held", methods=["GET", "POST"])
@needs(Permission.SEE_CONTACTS)
def held() -> str:
    """Everything that is held of a person, for the person."""
    form = Number()
    if form.validate_on_submit():
        with shown_on(form):
            parts, number = desk(), read_number(form)
            found = subject_access.what_is_held(
                parts.engine, parts.clock, parts.vault, parts.prints, number=number, who=staff_name()
            )
            return render_template("console/held.html", held=found)
    return render_template(
        "console/form.html",
        form=form,
        heading="What is held of a person",
        introduction=[
            "For somebody who asks what we hold of them. Make sure first that it is them who asks.",
            "Their name, numbers and answers are shown, and the audit trail keeps that you have seen them.",
        ],
        submit="Show it",
        trail=[(_TRAIL, url_for(".people")), ("What is held", None)],
    )


@console.route("/people/erase", methods=["GET", "POST"])
@needs(Permission.DESTROY, fresh=True)
def erase() -> str | Response:
    """Erase who somebody is and what they answered."""
    form = Erase()
    if form.validate_on_submit():
        with shown_on(form):
            number = read_number(form)
            done = subject_access.erase(desk().engine, desk().clock, desk().prints, number=number, who=staff_name())
            flash(f"Erased: {done.cases} cases and {done.answers} answers.")
            return redirect(url_for(".people"))
    return render_template(
        "console/form.html",
        form=form,
        heading="Erase a person",
        introduction=[
            "Who they are and what they answered goes, in every wave. It can't be undone.",
            "How their calls ended stays in the counts, and the exclusion list stays: it keeps them from being called.",
        ],
        submit="Erase them",
        trail=[(_TRAIL, url_for(".people")), ("Erase a person", None)],
    )


def find_case_ids(person: str, wave: str | None) -> list[str]:
    """The cases of whoever has that number or reference.

    Raises:
        NotFound: nobody whose contact is still kept has it.
    """
    parts = desk()
    found = finding.find_case_ids(
        parts.engine,
        parts.clock,
        parts.vault,
        parts.prints,
        number_or_reference=person.strip(),
        wave_name=wave,
        who=staff_name(),
    )
    return list(found)


def _case_page(case_id: str, form: Withdraw) -> str:
    found = why(desk().engine, desk().clock, case_id=case_id, who=staff_name())
    return render_template("console/case.html", case=found, form=form)
