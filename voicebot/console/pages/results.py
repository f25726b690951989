"""Results of a wave: the public tables with their pictures, and the files that can be had of it."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length

from voicebot.console.access import needs, staff_name
from voicebot.console.blueprint import console
from voicebot.console.refusals import told_on
from voicebot.errors import NotFound
from voicebot.fieldwork.waves import find_wave
from voicebot.front.desk import desk
from voicebot.front.files import private_folder
from voicebot.reporting import export_requests
from voicebot.reporting.exporting import ExportOrder, Format, export
from voicebot.reporting.publishing import released
from voicebot.reporting.report_page.drawn import kept_pictures, publish_with_pictures
from voicebot.reporting.report_page.figures import SMALL, basis, figure, interval
from voicebot.reporting.report_page.page import contents, render_report
from voicebot.reporting.report_page.provenance import provenance
from voicebot.reporting.tables.values import SMALL_BASE, PublicTables
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading

_FOR_ALL = {
    "tables.xlsx": "All tables, as a workbook",
    "tables.csv": "All tables, as CSV",
    "codebook.html": "Codebook, to read",
    "codebook.json": "Codebook, for programs (JSON)",
    "ddi.xml": "Codebook, for archives (DDI)",
}
_OF_CASES = {
    "csv.csv": "CSV, a row a case",
    "long.csv": "CSV, a row a case and question",
    "xlsx.xlsx": "A workbook, with its codebook",
    "sav.sav": "SPSS, with labels and missing values",
}


class PublicFile(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Which file with no cases in it."""

    file = RadioField(
        "File", [InputRequired("Please choose one.")], choices=[SelectChoice(*one) for one in _FOR_ALL.items()]
    )


class CaseFile(FlaskForm):  # type: ignore[misc]
    """Which file with cases in it, and why."""

    file = RadioField(
        "File", [InputRequired("Please choose one.")], choices=[SelectChoice(*one) for one in _OF_CASES.items()]
    )
    reason = StringField(
        "What it is needed for",
        [InputRequired("Please say what it is needed for."), Length(max=200)],
        description="It goes into the audit trail. No names or numbers here.",
    )


@console.get("/waves/<name>/results")
@needs(Permission.SEE_RESULTS)
def results(name: str) -> str:
    """The figures that were released last."""
    with reading(desk().engine) as session:
        find_wave(session, name)
        try:
            tables = released(session, name)
        except NotFound:
            return render_template("console/no_results.html", name=name)
        pictures = kept_pictures(session, tables)
        wanted = export_requests.wanted_files(session, name, desk().clock.now())
    return render_template(
        "console/results.html",
        name=name,
        facts=tables.facts,
        release=tables.release,
        contents=contents(tables, pictures),
        figure=figure,
        interval=interval,
        basis=basis,
        small=SMALL,
        small_base=SMALL_BASE,
        public_file=PublicFile(),
        case_file=CaseFile(),
        wanted=wanted,
    )


@console.post("/waves/<name>/results")
@needs(Permission.PREPARE)
@told_on(".results")
def release_results(name: str) -> Response:
    """Release the figures of now, if the wave has enough new interviews."""
    tables = publish_with_pictures(desk().engine, desk().clock, name, staff_name())
    flash(_told(tables))
    return redirect(url_for(".results", name=name), 303)


@console.get("/waves/<name>/report")
@needs(Permission.SEE_RESULTS)
def report_file(name: str) -> Response:
    """The report as one file, for a browser or for paper."""
    with reading(desk().engine) as session:
        tables = released(session, name)
        page = render_report(tables, provenance(session, name), kept_pictures(session, tables))
    return Response(
        page, mimetype="text/html", headers={"Content-Disposition": f'attachment; filename="{_file_name(name)}.html"'}
    )


@console.post("/waves/<name>/files")
@needs(Permission.SEE_RESULTS)
@told_on(".results")
def public_file(name: str) -> Response:
    """A file of tables, or one that says what the columns of cases mean."""
    form = PublicFile()
    if not form.validate():
        flash("Please choose a file.", "error")
        return redirect(url_for(".results", name=name, _anchor="files"), 303)
    return _file(name, form.file.data, reason=None)


@console.post("/waves/<name>/cases")
@needs(Permission.EXPORT_CASES, fresh=True)
@told_on(".results")
def case_file(name: str) -> Response:
    """A file of cases: not for publication, and in the audit trail with its reason."""
    form = CaseFile()
    if not form.validate():
        flash("Please choose a file and say what it is needed for.", "error")
        return redirect(url_for(".results", name=name, _anchor="cases"), 303)
    return _file(name, form.file.data, reason=form.reason.data)


@console.post("/waves/<name>/cases/approve")
@needs(Permission.APPROVE, fresh=True)
@told_on(".results")
def approve_case_file(name: str) -> Response:
    """Let somebody else have the file of cases that they asked for."""
    request_id = request.form.get("request", "")
    export_requests.approve(desk().engine, desk().clock, wave=name, request_id=request_id, who=staff_name())
    flash("Approved. Whoever asked for the file can get it now, once, by asking again with the same reason.")
    return redirect(url_for(".results", name=name), 303)


def _file(name: str, chosen: str, reason: str | None) -> Response:
    """Write it into a private folder, and hand it over from memory."""
    form, _, ending = chosen.partition(".")
    with private_folder() as folder:
        path = folder / f"{_file_name(name)}-{form}.{ending}"
        export(desk().engine, desk().clock, ExportOrder(name, Format(form), path, staff_name(), reason))
        return send_file(BytesIO(path.read_bytes()), as_attachment=True, download_name=path.name)


def _file_name(wave: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in wave)


def _told(tables: PublicTables) -> str:
    if tables.release.until_next and not tables.release.is_final:
        return f"Shown is release {tables.release.number}. The next takes {tables.release.until_next} more interviews."
    return f"Shown is release {tables.release.number}."
