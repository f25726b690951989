"""The audit trail: who did what and when, and a check that nobody changed it."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from voicebot.console.access import needs
from voicebot.console.blueprint import console
from voicebot.console.words import to_choose
from voicebot.fieldwork.day import midnight
from voicebot.front.desk import desk
from voicebot.privacy import audit
from voicebot.staff.permissions import Permission
from voicebot.store import audits
from voicebot.store.audits import Wanted
from voicebot.store.engine import reading

_SHOWN = 100
_LAST = 2**31 - 1
_YEARS = range(2000, 2100)


class Filter(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Which entries are shown."""

    class Meta:
        """A form that changes nothing needs no token, and its address can be kept."""

        csrf = False

    action = SelectField("What was done", validate_choice=False)  # none is found of a word that nobody used
    who = StringField("By whom", [Optional(), Length(max=40)], render_kw={"autocomplete": "off"})
    on = DateField("On the day", [Optional()])
    before = IntegerField("Before the entry", [Optional(), NumberRange(1, _LAST)])

    def validate_on(self, field: DateField) -> None:
        """A day on which there can be entries."""
        if field.data and field.data.year not in _YEARS:
            raise ValidationError("Please give a day of this century.")


class Verify(FlaskForm):  # type: ignore[misc]
    """A head that was kept elsewhere."""

    head = StringField(
        "A head that was kept elsewhere (optional)",
        [Length(max=64)],
        description="Without one, nobody can tell whether the newest entries were cut off.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


@console.get("/audit")
@needs(Permission.READ_AUDIT)
def audit_trail() -> str:
    """The newest entries, of one kind, somebody or a day if wanted."""
    form = Filter(request.args)
    with reading(desk().engine) as session:
        form.action.choices = [SelectChoice("", "Anything"), *to_choose(audits.actions(session))]
        wanted = _wanted(form) if form.validate() else Wanted()
        found = audit.search(session, wanted, limit=_SHOWN)
    older = request.args.to_dict() | {"before": found[-1].sequence} if len(found) == _SHOWN else None
    return render_template("console/audit.html", form=form, verify=Verify(), entries=found, older=older)


@console.post("/audit/verify")
@needs(Permission.READ_AUDIT)
def verify_trail() -> Response:
    """Walk the whole chain, and say whether it holds."""
    with reading(desk().engine) as session:
        verdict = audit.verify(session, (Verify().head.data or "").strip() or None)
    if verdict.ok:
        flash(f"The trail holds: {verdict.entries:,} entries. Keep its head elsewhere:\n{verdict.head}")
    else:
        flash(f"The trail breaks at entry {verdict.first_bad}. Change nothing, and look into it.", "error")
    return redirect(url_for(".audit_trail"))


def _wanted(form: Filter) -> Wanted:
    on: date | None = form.on.data
    return Wanted(
        action=form.action.data or None,
        who=(form.who.data or "").strip() or None,
        begin=None if on is None else midnight(on),
        end=None if on is None else midnight(on + timedelta(days=1)),
        before=form.before.data,
    )
