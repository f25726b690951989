"""The sample of a wave: drawn from a file that is sent, shown, refreshed, released part by part, discarded."""

import secrets
from collections.abc import Mapping

from flask import Response
from pydantic import Field

from voicebot.api.access import staff_name
from voicebot.api.operation import get, post
from voicebot.api.reading import Form, SentFile
from voicebot.fieldwork import releasing
from voicebot.front.desk import desk
from voicebot.front.files import LARGEST_FRAME, held, renamed_columns
from voicebot.front.samples import draw_from, refresh_from
from voicebot.sampling.allocation import Method
from voicebot.sampling.draw import Design
from voicebot.sampling.drawing import discard_sample as discard
from voicebot.sampling.drawing import require_drawable
from voicebot.sampling.fixed_strata import read_strata
from voicebot.sampling.refreshing import RefreshSummary
from voicebot.sampling.rejects import rejects_as_csv
from voicebot.sampling.summary import SampleSummary, summary
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading

_CSV = "text/csv"


class SentFrame(Form):
    """A frame: a CSV, XLSX or Parquet file, by the ending of its name.

    `columns` names those that are called otherwise, one a line: `forename = first_name`.
    """

    frame: SentFile
    columns: str = ""

    def renamed(self) -> Mapping[str, str]:
        """Their column names to ours.

        Raises:
            BadInput: a line is none of that form.
        """
        return renamed_columns(self.columns.splitlines())


class Draw(SentFrame):
    """How a sample is drawn. `strata` is a CSV file for the method `fixed`: area, victim_group, count.

    `accept_differences`: draw though the frame differs oddly from the last one; the refusal says how it does.
    """

    size: int = Field(ge=1, le=1_000_000)
    method: Method = Method.PROPORTIONAL
    strata: SentFile | None = None
    replicates: int = Field(10, ge=1, le=1_000)
    seed: str | None = Field(None, min_length=1, max_length=64)
    accept_differences: bool = False

    def design(self) -> Design:
        """The design; a seed is made up if none was given.

        Raises:
            BadInput: with all faults.
        """
        fixed = {}
        if self.strata is not None:
            with held(self.strata) as path:
                fixed = dict(read_strata(path))
        return Design(self.size, self.seed or secrets.token_hex(8), self.method, self.replicates, fixed)


@get("/waves/{wave}/sample", Permission.SEE_WAVES)
def show_sample(wave: str) -> SampleSummary:
    """The sample of a wave with all that it takes to draw it again, or the one discarded last."""
    with reading(desk().engine) as session:
        return summary(session, wave)


@post("/waves/{wave}/sample", Permission.PREPARE, made_at="/waves/{wave}/sample", at_most=LARGEST_FRAME)
def draw_sample(wave: str, wanted: Draw) -> SampleSummary:
    """Draw the people whom a wave calls from a frame; the file is deleted as soon as it is read."""
    with reading(desk().engine) as session:
        require_drawable(session, wave)
    return draw_from(
        wanted.frame,
        wanted.renamed(),
        wave=wave,
        design=wanted.design(),
        accept=lambda _differences: wanted.accept_differences,
        who=staff_name(),
    )


@get("/waves/{wave}/sample/rejects", Permission.SEE_WAVES, files=[_CSV])
def sample_rejects(wave: str) -> Response:
    """The bad rows of the frame that was sent last: row, column, reason."""
    with reading(desk().engine) as session:
        return Response(rejects_as_csv(session, wave), mimetype=_CSV)


@post("/waves/{wave}/sample/refresh", Permission.PREPARE, at_most=LARGEST_FRAME)
def refresh_sample(wave: str, wanted: SentFrame) -> RefreshSummary:
    """Hold a newer frame against those drawn but not called yet, and take out who may not be called any more."""
    return refresh_from(wanted.frame, wanted.renamed(), wave=wave, who=staff_name())


@get("/waves/{wave}/sample/release", Permission.SEE_WAVES)
def show_release(wave: str) -> releasing.ReleaseStatus:
    """How many parts of the sample may be called, and how far the targets of the wave are met."""
    with reading(desk().engine) as session:
        return releasing.release_status(session, wave)


@post("/waves/{wave}/sample/release", Permission.PREPARE)
def release_next(wave: str) -> releasing.ReleaseStatus:
    """Let the next part of the sample be put into batches."""
    return releasing.release_next(desk().engine, desk().clock, wave_name=wave, who=staff_name())


@post("/waves/{wave}/sample/discard", Permission.PREPARE)
def discard_sample(wave: str) -> SampleSummary:
    """Undo the draw, as long as no batch was made from it."""
    return discard(desk().engine, wave=wave, clock=desk().clock, who=staff_name())
