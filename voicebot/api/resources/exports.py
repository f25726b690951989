"""Files of a wave: public ones for whoever sees results, and those with cases, for a reason, for whoever may."""

from enum import StrEnum

from flask import Response
from pydantic import Field

from voicebot.api.access import staff_name
from voicebot.api.operation import get, post
from voicebot.api.paging import Page, Paging, page_of
from voicebot.api.reading import Body
from voicebot.front.desk import desk
from voicebot.front.files import private_folder
from voicebot.reporting.export_requests import Wanted, approve, wanted_files
from voicebot.reporting.exporting import ExportOrder, Format, export
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading

_CSV, _XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SAV, _XML, _HTML, _JSON = "application/x-spss-sav", "application/xml", "text/html", "application/json"


class CaseFile(StrEnum):
    """A file with cases."""

    CSV = "csv"
    LONG = "long"
    XLSX = "xlsx"
    SAV = "sav"


class PublicFile(StrEnum):
    """A file without cases."""

    TABLES_CSV = "tables.csv"
    TABLES_XLSX = "tables.xlsx"
    CODEBOOK_HTML = "codebook.html"
    CODEBOOK_JSON = "codebook.json"
    DDI = "ddi.xml"


class CaseFileOrder(Body):
    """Which file, and what it is needed for; the reason is kept in the audit trail."""

    format: CaseFile
    reason: str = Field(min_length=1, max_length=200)


class PublicFileOrder(Body):
    """Which file."""

    file: PublicFile


@post("/waves/{wave}/exports/cases", Permission.EXPORT_CASES, files=[_CSV, _XLSX, _SAV])
def export_cases(wave: str, wanted: CaseFileOrder) -> Response:
    """A wave case by case: not for publication. Where the wave wants two persons, the first try asks for approval."""
    form = Format(wanted.format)
    media_type = {Format.XLSX: _XLSX, Format.SAV: _SAV}.get(form, _CSV)
    ending = form if form in {Format.XLSX, Format.SAV} else Format.CSV
    return _export(wave, form, f"cases.{ending}", media_type, wanted.reason.strip())


@post("/waves/{wave}/exports/public", Permission.SEE_RESULTS, files=[_CSV, _XLSX, _HTML, _JSON, _XML])
def export_public(wave: str, wanted: PublicFileOrder) -> Response:
    """The public tables of a wave as a file, or what the columns of its case files mean."""
    form, media_type = _PUBLIC[wanted.file]
    return _export(wave, form, wanted.file, media_type)


@get("/waves/{wave}/exports/requests", Permission.EXPORT_CASES)
def list_export_requests(wave: str, asked: Paging) -> Page[Wanted]:
    """The files with cases that somebody has to approve, or has approved; where the wave wants two persons."""
    with reading(desk().engine) as session:
        return page_of(wanted_files(session, wave, desk().clock.now()), asked, lambda one: one.id)


@post("/waves/{wave}/exports/requests/{request}/approve", Permission.APPROVE)
def approve_export(wave: str, request: str) -> Wanted:
    """Let somebody else have the file with cases that they asked for, once."""
    return approve(desk().engine, desk().clock, wave=wave, request_id=request, who=staff_name())


def _export(wave: str, form: Format, name: str, media_type: str, reason: str | None = None) -> Response:
    with private_folder() as folder:
        order = ExportOrder(wave, form, folder / name, staff_name(), reason)
        content = export(desk().engine, desk().clock, order).path.read_bytes()
    given = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=media_type, headers=given)


_PUBLIC = {
    PublicFile.TABLES_CSV: (Format.TABLES, _CSV),
    PublicFile.TABLES_XLSX: (Format.TABLES, _XLSX),
    PublicFile.CODEBOOK_HTML: (Format.CODEBOOK, _HTML),
    PublicFile.CODEBOOK_JSON: (Format.CODEBOOK, _JSON),
    PublicFile.DDI: (Format.DDI, _XML),
}
