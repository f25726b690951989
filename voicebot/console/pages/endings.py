"""What stops or ends a wave: freezing it, who was called by mistake, destroying its contacts, the certificate."""

from flask import Response, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answer
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from voicebot.console.access import needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.refusals import shown_on, told_on
from voicebot.errors import BadInput
from voicebot.fieldwork import certificates, waves
from voicebot.fieldwork.certificates import Issued
from voicebot.fieldwork.destroying import destroy_wave
from voicebot.fieldwork.incident import HowFar, count_incident, report_incident
from voicebot.fieldwork.retention import destruction_date
from voicebot.front.desk import desk
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading


class Freeze(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Why a wave is frozen."""

    reason = StringField(
        "Why",
        [InputRequired("Please say why."), Length(max=200)],
        description="It is shown with the wave's batches and kept in the audit trail: no names, no numbers.",
    )


class Destroy(FlaskForm):  # type: ignore[misc]
    """The name of the wave, typed."""

    name = StringField(
        "Type the name of the wave", [InputRequired("Please type it.")], render_kw={"autocomplete": "off"}
    )


@console.route("/waves/<name>/freeze", methods=["GET", "POST"])
@needs(Permission.FREEZE)
def freeze(name: str) -> str | Answer:
    """Stop everything about a wave at once."""
    with reading(desk().engine) as session:
        waves.find_wave(session, name)
    form = Freeze()
    if form.validate_on_submit():
        with shown_on(form):
            waves.freeze_wave(desk().engine, desk().clock, name=name, reason=form.reason.data, who=staff_name())
            flash("The wave is frozen: nobody is called for it, and nothing of it is destroyed.")
            return redirect(url_for(".wave", name=name))
    return render_template("console/freeze.html", form=form, name=name)


@console.post("/waves/<name>/unfreeze")
@needs(Permission.DESTROY)
@told_on(".wave")
def unfreeze(name: str) -> Answer:
    """Let a frozen wave go on."""
    waves.unfreeze_wave(desk().engine, desk().clock, name=name, who=staff_name())
    flash("The wave is open again. Its batches stay paused until each is resumed.")
    return redirect(url_for(".wave", name=name))


@console.get("/waves/<name>/incident")
@needs(Permission.SEE_WAVES)
def incident(name: str) -> str:
    """How many people were called for a wave, and how far the calls got."""
    with reading(desk().engine) as session:
        counts = count_incident(session, name)
    return render_template("console/incident.html", name=name, counts=counts, how_far=HowFar, called=None)


@console.post("/waves/<name>/incident/people")
@needs(Permission.SEE_CONTACTS)
def incident_people(name: str) -> str:
    """Who they are; that it was looked at is kept in the audit trail."""
    found = report_incident(desk().engine, desk().clock, wave_name=name, who=staff_name(), vault=desk().vault)
    return render_template("console/incident.html", name=name, counts=found.counts, how_far=HowFar, called=found.called)


@console.route("/waves/<name>/destroy", methods=["GET", "POST"])
@needs(Permission.DESTROY, fresh=True)
def destroy(name: str) -> str | Answer:
    """Destroy what tells who the people of a wave are."""
    with reading(desk().engine) as session:
        due = destruction_date(session, waves.find_wave(session, name))
    form = Destroy()
    if form.validate_on_submit():
        with shown_on(form):
            _require_typed(form.name.data, name)
            destroy_wave(desk().engine, desk().clock, desk().keys, name=name, who=staff_name())
            flash("The contacts of this wave are destroyed. This is the certificate.")
            return redirect(url_for(".certificate", name=name))
    return render_template("console/destroy.html", form=form, name=name, due=due)


@console.get("/waves/<name>/certificate")
@needs(Permission.SEE_WAVES)
def certificate(name: str) -> str:
    """The certificate of a wave that was destroyed."""
    kept = _issued(name)
    kind, meaning = certificates.meaning_of(kept)
    return render_template(
        "console/certificate.html",
        name=name,
        kind=kind,
        meaning=meaning,
        what_stays=certificates.WHAT_STAYS,
        facts_of=certificates.facts_of(kept),
        holds=certificates.holds(kept, kept.public_key),
    )


@console.get("/waves/<name>/certificate.json")
@needs(Permission.SEE_WAVES)
def certificate_file(name: str) -> Response:
    """The certificate as JSON, to be kept elsewhere."""
    given = {"Content-Disposition": f'attachment; filename="{name}-certificate.json"'}
    return Response(certificates.as_json(_issued(name)), mimetype="application/json", headers=given)


def _issued(name: str) -> Issued:
    with reading(desk().engine) as session:
        return certificates.issued(session, desk().keys, waves.find_wave(session, name).id)


def _require_typed(typed: str, name: str) -> None:
    if typed.strip() != name:
        raise BadInput("nothing is destroyed: the name that was typed is not that of this wave")
