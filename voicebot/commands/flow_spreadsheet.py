"""The commands that carry questionnaires to and from the spreadsheets of survey researchers (XLSForm)."""

from collections.abc import Sequence
from pathlib import Path

import click

from voicebot.commands.flow_options import flow_argument
from voicebot.composition import flow_source
from voicebot.errors import Refused
from voicebot.questionnaire.source import QUESTIONNAIRE_FILE
from voicebot.questionnaire.xlsform.exporting import export_form
from voicebot.questionnaire.xlsform.importing import import_form
from voicebot.questionnaire.xlsform.workbook import read_workbook, write_workbook
from voicebot.questionnaire.xlsform.written import read_written
from voicebot.settings import read_settings


@click.command("export-xlsform")
@flow_argument
@click.option(
    "--out",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the workbook is written.",
)
def export_xlsform(name: str, out: Path) -> None:
    """Write a questionnaire as an XLSForm, to be worked on in a spreadsheet, and say what other tools make of it.

    \b
    python -m voicebot flow export-xlsform user-satisfaction --out user-satisfaction.xlsx
    """
    exported = export_form(flow_source(read_settings(), name))
    write_workbook(exported.form, out)
    _tell(str(out), exported.notes)


@click.command("import-xlsform")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    required=True,
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the questionnaire is written; called after the form's id, if it is to be used.",
)
@click.option("--like", metavar="FLOW", help="Say what the form does not (gates, help, goodbyes) as this one does.")
@click.option("--replace", is_flag=True, help="Write over a questionnaire that is there already.")
def import_xlsform(file: Path, out: Path, like: str | None, replace: bool) -> None:
    """Make a questionnaire and its translations out of an XLSForm, and say what of the form is not in them.

    \b
    python -m voicebot flow import-xlsform survey.xlsx --out flows/survey --like user-satisfaction
    """
    if (out / QUESTIONNAIRE_FILE).exists() and not replace:
        raise Refused(f"there is a questionnaire in {out} already: choose another folder, or add --replace")
    imported = import_form(read_workbook(file), read_written(flow_source(read_settings(), like)) if like else None)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in imported.files.items():
        (out / name).write_text(text, encoding="utf-8")
    _tell(", ".join(str(out / name) for name in imported.files), imported.notes)


def _tell(written: str, notes: Sequence[str]) -> None:
    click.echo(f"written: {written}")
    for note in notes:
        click.echo(f"note: {note}")
