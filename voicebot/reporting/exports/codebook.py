"""The codebook of a wave's case files: what was surveyed, and what each column means. It holds no case.

As a value, as JSON, and as one HTML page that needs nothing else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from voicebot.reporting.exports.columns import MISSING, Column, columns_of, labels_of
from voicebot.reporting.wave_data import WaveData
from voicebot.reporting.wave_facts import WaveFacts

NOT_FOR_PUBLICATION = (
    "Not for publication: a row of a case file is one person's answers, and who is in a small group could be "
    "recognised. Publish the tables of the wave instead."
)
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Codebook:
    """What there is to know about the case files of a wave. `made_on` is the day on which this was written out."""

    facts: WaveFacts
    columns: Sequence[Column]
    made_on: date

    @property
    def title(self) -> str:
        """The survey and the wave."""
        return f"{self.facts.flow}, wave {self.facts.name}"

    @property
    def versions(self) -> Mapping[str, str]:
        """The versions that were asked, with the arm of each in an experiment."""
        if self.facts.arms:
            return {digest: f"arm {arm}" for arm, digest in self.facts.arms.items()}
        return {} if self.facts.version is None else {self.facts.version: "everybody"}


def codebook_of(data: WaveData, made_on: date) -> Codebook:
    """The codebook of a wave.

    Raises:
        Refused: the wave has no questionnaire yet.
    """
    return Codebook(data.facts, columns_of(data), made_on)


def write_json(codebook: Codebook, path: Path) -> None:
    """Write it for programs."""
    facts = codebook.facts
    told = {
        "survey": facts.flow,
        "wave": facts.name,
        "made_on": codebook.made_on.isoformat(),
        "first_month": facts.first_month,
        "last_month": facts.last_month,
        "versions": codebook.versions,
        "use": NOT_FOR_PUBLICATION,
        "missing": MISSING,
        "columns": [_told(column) for column in codebook.columns],
    }
    path.write_text(f"{json.dumps(told, ensure_ascii=False, indent=2)}\n", encoding="utf-8")


def write_html(codebook: Codebook, path: Path) -> None:
    """Write it as a page to read and print."""
    page = _PAGES.get_template("codebook.html.j2")
    path.write_text(page.render(codebook=codebook, use=NOT_FOR_PUBLICATION, labels_of=labels_of), encoding="utf-8")


def _told(column: Column) -> Mapping[str, object]:
    told: dict[str, object] = {
        "name": column.name,
        "label": column.label,
        "kind": column.kind,
        "values": dict(column.values),
    }
    if asked := column.asked:
        told |= {"question": asked.question, "section": asked.section, "first_step": asked.first_step}
        told |= {"asked_of": asked.of, "wordings": asked.wordings}
    return told
