"""The sample of a wave: drawn from a file that is sent, shown, refreshed, released part by part, discarded."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField, FileRequired
from werkzeug.wrappers import Response as Answer
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from voicebot.console.access import needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.refusals import shown_on, told_on
from voicebot.console.uploads import takes_files
from voicebot.errors import BadInput
from voicebot.fieldwork.releasing import release_next, release_status
from voicebot.fieldwork.waves import find_wave
from voicebot.front.desk import desk
from voicebot.front.files import LARGEST_FRAME, held, renamed_columns
from voicebot.front.samples import draw_from, refresh_from
from voicebot.sampling.allocation import Method
from voicebot.sampling.draw import Design
from voicebot.sampling.drawing import discard_sample, require_drawable
from voicebot.sampling.fixed_strata import read_strata
from voicebot.sampling.rejects import rejects_as_csv, rejects_of
from voicebot.sampling.summary import summary_if_drawn
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading
from voicebot.store.samples import SampleState

_METHODS = {
    Method.PROPORTIONAL: "Proportional: each stratum in proportion to its size",
    Method.EQUAL: "Equal: the same number from each stratum",
    Method.SIMPLE: "Simple: everybody has the same chance, strata play no part",
    Method.FIXED: "Fixed: by a file with a number for each stratum",
}
_FRAME_KINDS = ["csv", "xlsx", "parquet"]


class SendFrame(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A frame, and how its columns are called."""

    frame = FileField(
        "File of incidents",
        [
            FileRequired("Please choose a file."),
            FileAllowed(_FRAME_KINDS, "This should be a CSV, XLSX or Parquet file."),
        ],
        description=f"CSV, XLSX or Parquet, up to {LARGEST_FRAME // 10**6} MB. It is deleted as soon as it is read.",
    )
    columns = TextAreaField(
        "Columns that have other names (optional)",
        description="One to a line, theirs = ours, such as: forename = first_name",
        render_kw={"rows": 2, "spellcheck": "false"},
    )

    def renamed(self) -> Mapping[str, str]:
        """Their column names to ours.

        Raises:
            BadInput: a line is none of that form.
        """
        return renamed_columns((self.columns.data or "").splitlines())


class Draw(SendFrame):
    """What a draw asks. `accepted` is about the differences that `differences` is the digest of."""

    size = IntegerField(
        "How many people",
        [InputRequired("Please say how many."), NumberRange(min=1, message="A sample has at least one person.")],
    )
    method = SelectField("How they are spread", choices={method.value: words for method, words in _METHODS.items()})
    strata = FileField(
        "Numbers by stratum (for the method fixed)",
        [FileAllowed(["csv"], "This should be a CSV file.")],
        description="A CSV file with the columns area, victim_group and count.",
    )
    replicates = IntegerField(
        "Parts", [Optional(), NumberRange(min=1)], default=10, description="Each part is a small sample by itself."
    )
    seed = StringField(
        "Seed (optional)",
        [Length(max=64)],
        description="The same seed draws the same people. Leave it empty, and one is made up and shown.",
    )
    differences = HiddenField()
    accepted = StringField("Type yes to draw from it all the same", render_kw={"autocomplete": "off"})

    def design(self) -> Design:
        """How the sample is drawn.

        Raises:
            BadInput: with all faults.
        """
        seed, method = (self.seed.data or "").strip() or secrets.token_hex(8), Method(self.method.data)
        return Design(self.size.data, seed, method, self.replicates.data or 1, self._fixed())

    def _fixed(self) -> Mapping[tuple[str, str], int]:
        if not self.strata.data:
            return {}
        with held(self.strata.data) as path:
            return read_strata(path)


class _Acceptance:
    """Whether somebody typed yes to just these differences; they are kept to be shown."""

    def __init__(self, form: Draw) -> None:
        self._form = form
        self.found: Sequence[str] = ()

    def __call__(self, differences: Sequence[str]) -> bool:
        self.found = differences
        digest = hashlib.sha256("\n".join(differences).encode()).hexdigest()
        shown, self._form.differences.data = self._form.differences.data, digest
        return shown == digest and (self._form.accepted.data or "").strip().lower() == "yes"


@console.get("/waves/<name>/sample")
@needs(Permission.SEE_WAVES)
def sample(name: str) -> str:
    """The sample of a wave, with all that it takes to draw it again."""
    with reading(desk().engine) as session:
        found = summary_if_drawn(session, name)
        is_drawn = found is not None and found.state is SampleState.DRAWN
        return render_template(
            "console/sample.html",
            sample=found,
            wave=find_wave(session, name),
            is_drawn=is_drawn,
            release=release_status(session, name) if is_drawn else None,
            rejects=rejects_of(session, name),
        )


@console.route("/waves/<name>/sample/draw", methods=["GET", "POST"])
@needs(Permission.PREPARE)
@takes_files(LARGEST_FRAME)
def draw(name: str) -> str | Answer:
    """Draw the sample of a wave from a frame."""
    with reading(desk().engine) as session:
        require_drawable(session, name)
    form = Draw()
    accept = _Acceptance(form)
    if form.validate_on_submit():
        with shown_on(form):
            drawn = draw_from(
                form.frame.data, form.renamed(), wave=name, design=form.design(), accept=accept, who=staff_name()
            )
            for note in drawn.notes:
                flash(note, "info")
            flash(f"{drawn.size:,} people are drawn for {name}. Nobody is called yet: the next step is a batch.")
            return redirect(url_for(".sample", name=name))
    with reading(desk().engine) as session:
        rejects = rejects_of(session, name)
    return render_template("console/draw.html", form=form, name=name, differences=accept.found, rejects=rejects)


@console.get("/waves/<name>/sample/rejects.csv")
@needs(Permission.SEE_WAVES)
def rejects(name: str) -> Response:
    """The bad rows of the frame that was sent last: row, column, reason."""
    with reading(desk().engine) as session:
        rows = rejects_as_csv(session, name)
    given = {"Content-Disposition": f'attachment; filename="{name}-rejects.csv"'}
    return Response(rows, mimetype="text/csv", headers=given)


@console.route("/waves/<name>/sample/refresh", methods=["GET", "POST"])
@needs(Permission.PREPARE)
@takes_files(LARGEST_FRAME)
def refresh(name: str) -> str | Answer:
    """Hold a newer frame against those drawn but not called yet."""
    with reading(desk().engine) as session:
        find_wave(session, name)
    form = SendFrame()
    if form.validate_on_submit():
        with shown_on(form):
            done = refresh_from(form.frame.data, form.renamed(), wave=name, who=staff_name())
            flash(f"{done.looked_at:,} people were looked at, {sum(done.taken_out.values()):,} of them taken out.")
            for what, people in done.left.items():
                flash(f"{people:,} {what}: they stay as they are.", "info")
            return redirect(url_for(".sample", name=name))
    return render_template("console/refresh.html", form=form, name=name)


@console.post("/waves/<name>/sample/release")
@needs(Permission.PREPARE)
@told_on(".sample")
def release(name: str) -> Answer:
    """Let the next part of the sample be put into batches."""
    stands = release_next(desk().engine, desk().clock, wave_name=name, who=staff_name())
    flash(f"Part {stands.released} of {stands.replicates} is released: its people can be put into batches.")
    return redirect(url_for(".sample", name=name))


@console.post("/waves/<name>/sample/discard")
@needs(Permission.PREPARE)
@told_on(".sample")
def discard(name: str) -> Answer:
    """Undo the draw, as long as no batch was made from it."""
    if request.form.get("name") != name:
        raise BadInput("nothing is discarded: the name that was typed is not that of this wave")
    discard_sample(desk().engine, wave=name, clock=desk().clock, who=staff_name())
    flash("The sample is discarded. Another one can be drawn.")
    return redirect(url_for(".wave", name=name))
