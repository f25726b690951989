"""Questionnaires: which there are, what their checks say, and the script to be approved."""

from flask import Response
from pydantic import Field

from voicebot.api.operation import get
from voicebot.api.paging import Page, Paging, page_of
from voicebot.api.reading import Query
from voicebot.errors import NotFound
from voicebot.front import flows
from voicebot.front.desk import desk
from voicebot.questionnaire.checked import Checked
from voicebot.questionnaire.script import write_script
from voicebot.staff.permissions import Permission

_PLAIN = "text/plain"


class Spoken(Query):
    """In which language; the questionnaire's own unless given."""

    language: str | None = Field(None, max_length=20)


@get("/flows", Permission.SEE_WAVES)
def list_flows(asked: Paging) -> Page[Checked]:
    """All questionnaires, each with what its checks say."""
    page = page_of(desk().flow_names(), asked, str)
    return Page([flows.check(name) for name in page.items], page.next)


@get("/flows/{flow}", Permission.SEE_WAVES)
def check_flow(flow: str) -> Checked:
    """What the checks of a questionnaire say."""
    return flows.check(flow)


@get("/flows/{flow}/script", Permission.SEE_WAVES, files=[_PLAIN])
def flow_script(flow: str, asked: Spoken) -> Response:
    """The whole call as a text to be approved."""
    found = flows.compiled(flow)
    language = asked.language or found.languages[0]
    if language not in found.languages:
        raise NotFound(f"{flow} is not there in that language, only in {', '.join(found.languages)}")
    return Response(write_script(found, language), mimetype=_PLAIN)
