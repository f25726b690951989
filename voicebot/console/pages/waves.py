"""Waves: which there are, and how far one has come, from its frame to its interviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from voicebot.console.access import for_whoever_is_signed_in, needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.refusals import shown_on
from voicebot.fieldwork import waves as use_cases
from voicebot.fieldwork.batch_status import BatchStatus
from voicebot.fieldwork.batch_status import status as batch_status
from voicebot.fieldwork.retention import destruction_date
from voicebot.fieldwork.rules import WaveRules
from voicebot.fieldwork.rules_file import parse_rules_file
from voicebot.front.desk import desk
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.reporting.outcomes import INTERVIEWED, LABELS, NOT_ATTEMPTED
from voicebot.reporting.summary import outcomes_of
from voicebot.sampling.summary import SampleSummary, summary_if_drawn
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading
from voicebot.store.samples import SampleState

_NOT_REACHED = ("3.", "4.3")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the funnel: how many were left, of how many at its widest."""

    label: str
    people: int
    of: int


class NewWave(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What a wave is made of."""

    name = StringField(
        "Name", [InputRequired(), Length(max=40)], description="Letters, digits and dashes, such as autumn-2026."
    )
    flow = SelectField("Questionnaire")
    rules = FileField("Rules (optional)", description="A YAML file with the rules that differ from the defaults.")


@console.get("/")
@for_whoever_is_signed_in
def first() -> Response:
    """The page that staff come to."""
    return redirect(url_for(".waves"))


@console.get("/waves")
@needs(Permission.SEE_WAVES)
def waves() -> str:
    """All waves."""
    with reading(desk().engine) as session:
        found = use_cases.list_waves(session)
    return render_template("console/waves.html", waves=found)


@console.route("/waves/new", methods=["GET", "POST"])
@needs(Permission.PREPARE)
def new_wave() -> str | Response:
    """Make a wave."""
    form = NewWave()
    form.flow.choices = list(desk().flow_names())
    if form.validate_on_submit():
        with shown_on(form):
            name = _create(form)
            flash(f"The wave {name} is made. Next, draw its sample.")
            return redirect(url_for(".wave", name=name))
    return render_template("console/new_wave.html", form=form)


@console.get("/waves/<name>")
@needs(Permission.SEE_WAVES)
def wave(name: str) -> str:
    """One wave: its funnel, its sample and its batches."""
    with reading(desk().engine) as session:
        kept = use_cases.find_wave(session, name)
        found = use_cases.summary(session, kept)
        sample = summary_if_drawn(session, name)
        outcomes = outcomes_of(session, kept.id)
        batches = [batch_status(session, batch_id) for batch_id in found.batches]
        return render_template(
            "console/wave.html",
            wave=found,
            sample=sample,
            is_drawn=sample is not None and sample.state is SampleState.DRAWN,
            batches=batches,
            outcomes=outcomes if set(outcomes) - {NOT_ATTEMPTED} else {},
            labels=LABELS,
            funnel=_funnel(sample, outcomes, batches),
            destroyed_on=destruction_date(session, kept),
            destroyed_at=kept.destroyed_at,
        )


def _create(form: NewWave) -> str:
    given = form.rules.data
    rules = parse_rules_file(given.read(), "the file") if given else WaveRules()
    compile_questionnaire(desk().read_wave_flow(form.flow.data, rules.languages))
    made = use_cases.create_wave(
        desk().engine,
        desk().clock,
        desk().keys,
        name=form.name.data.strip(),
        flow=form.flow.data,
        rules=rules,
        who=staff_name(),
    )
    return made.name


def _funnel(sample: SampleSummary | None, outcomes: Mapping[str, int], batches: Sequence[BatchStatus]) -> list[Stage]:
    """From the frame to the interviews; nothing before there is a sample."""
    if sample is None or sample.state is not SampleState.DRAWN:
        return []
    in_batches = sum(sum(batch.cases.values()) for batch in batches)
    reached = sum(cases for code, cases in outcomes.items() if not code.startswith(_NOT_REACHED))
    interviewed = sum(outcomes.get(code, 0) for code in INTERVIEWED)
    stages = [
        ("Incidents in the file", sample.rows_read),
        ("People who could be drawn", sum(stratum.eligible for stratum in sample.strata)),
        ("Drawn", sum(stratum.drawn for stratum in sample.strata)),
        ("In a batch", in_batches),
        ("Reached", reached),
        ("Interviewed", interviewed),
    ]
    return [Stage(label, people, max(1, sample.rows_read)) for label, people in stages]
