"""Questionnaires: which there are, and one as it is approved: its script, languages, recordings and diagram."""

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import render_template, request
from flask_talisman import Talisman
from werkzeug.wrappers import Response

from voicebot.console.access import needs
from voicebot.console.blueprint import console
from voicebot.errors import NotFound
from voicebot.front import flows
from voicebot.front.desk import desk
from voicebot.questionnaire.diagram import draw_diagram
from voicebot.questionnaire.model import Questionnaire, Script
from voicebot.questionnaire.recordings.sheet import Row, Standing
from voicebot.questionnaire.script import write_script
from voicebot.questionnaire.svg import STYLE
from voicebot.staff.permissions import Permission

_STYLE_DIGEST = b64encode(sha256(STYLE.encode()).digest()).decode()
_of_a_picture = Talisman()(
    content_security_policy={"default-src": "'none'", "style-src": f"'sha256-{_STYLE_DIGEST}'"},
)
"""A picture brings its own style, and may load nothing."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language of a questionnaire: its words, the key that chooses it, and how many of its lines stand how."""

    script: Script
    key: str | None
    recordings: Counter[Standing]


@console.get("/questionnaires")
@needs(Permission.SEE_WAVES)
def questionnaires() -> str:
    """All questionnaires."""
    found = [flows.check(name) for name in desk().flow_names()]
    return render_template("console/questionnaires.html", questionnaires=found)


@console.get("/questionnaires/<flow>")
@needs(Permission.SEE_WAVES)
def questionnaire(flow: str) -> str:
    """One questionnaire; its script is in the language that is asked for."""
    checked = flows.check(flow)
    if checked.faults:
        return render_template("console/questionnaire_faults.html", checked=checked)
    found = flows.compiled(flow)
    language = request.args.get("language", found.languages[0])
    if language not in found.languages:
        raise NotFound(f"{flow} is not there in {language}, only in {', '.join(found.languages)}")
    return render_template(
        "console/questionnaire.html",
        checked=checked,
        languages=[_spoken(found, tag, rows) for tag, rows in flows.sheets(found).items()],
        language=language,
        script=write_script(found, language).splitlines(),
    )


@console.get("/questionnaires/<flow>/diagram.svg")
@_of_a_picture  # type: ignore[untyped-decorator]  # the library has no types
@needs(Permission.SEE_WAVES)
def diagram(flow: str) -> Response:
    """A questionnaire with its branches as a picture."""
    return Response(draw_diagram(flows.compiled(flow)), mimetype="image/svg+xml")


def _spoken(questionnaire: Questionnaire, language: str, rows: Sequence[Row]) -> Spoken:
    keys = {tag: key for key, tag in questionnaire.language_keys.items()}
    return Spoken(questionnaire.scripts[language], keys.get(language), Counter(row.standing for row in rows))
