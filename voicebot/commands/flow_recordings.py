"""The command on recorded prompts: the sheet for a voice artist, what became of each recording, and accepting them."""

import csv
import sys
from collections.abc import Sequence

import click

from voicebot import composition
from voicebot.commands.flow_options import chosen_language, compiled, flow_argument
from voicebot.commands.output import json_option, print_json
from voicebot.errors import BadInput, Refused
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.recordings.folder import keep_accepted, read_accepted, read_recordings
from voicebot.questionnaire.recordings.sheet import Row, Standing, accepted_by, recording_sheet, strays
from voicebot.questionnaire.recordings.sound import Recording

_COLUMNS = ("language", "name", "words", "said_at", "seconds", "standing", "faults")


@click.command("recordings")
@flow_argument
@click.option("--language", metavar="TAG", help="Such as pl-PL; all of them, unless given.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@click.option("--accept", is_flag=True, help="Play the recordings that are there from now on: they were listened to.")
@json_option
def list_recordings(name: str, language: str | None, as_csv: bool, accept: bool, as_json: bool) -> None:
    """Print the recording sheet: every line to be recorded, its words, where it is said and how its recording stands.

    A recording is a file in the questionnaire's folder: audio/LANGUAGE/NAME.wav (8,000 samples a second, mono, 16 bits
    or µ-law) or .mp3. It is played once it was accepted, as long as its line says the same words; until then, and
    where there is none, the line is spoken.

    \b
    python -m voicebot flow recordings user-satisfaction --language en-GB --csv > sheet.csv
    """
    questionnaire = compiled(name)
    languages = [chosen_language(questionnaire, language)] if language else list(questionnaire.languages)
    files = [one for one in read_recordings(composition.FLOWS / name) if not language or one.language == language]
    if accept:
        _accept(questionnaire, languages, files)
    rows = _rows(questionnaire, languages, files)
    lost = list(strays(questionnaire, files))
    if as_json:
        print_json({"id": name, "lines": [_shown(row) for row in rows], "strays": lost})
    elif as_csv:
        _print_csv(rows)
    else:
        _print(rows, lost)


def _rows(questionnaire: Questionnaire, languages: Sequence[str], files: Sequence[Recording]) -> list[Row]:
    accepted = read_accepted(composition.FLOWS / questionnaire.name)
    return [row for language in languages for row in recording_sheet(questionnaire, language, files, accepted)]


def _accept(questionnaire: Questionnaire, languages: Sequence[str], files: Sequence[Recording]) -> None:
    """All of them or none: what is not fit to be played would be forgotten otherwise."""
    if not files:
        raise Refused(
            "there is no recording to accept: put it at audio/LANGUAGE/NAME.wav in the questionnaire's folder"
        )
    rows = _rows(questionnaire, languages, files)
    faults = [f"{row.language}/{row.line.name}: {fault}" for row in rows for fault in row.faults]
    if faults := [*strays(questionnaire, files), *faults]:
        raise BadInput(*faults)
    folder = composition.FLOWS / questionnaire.name
    keep_accepted(folder, accepted_by(rows, read_accepted(folder)))


def _shown(row: Row) -> dict[str, object]:
    return {
        "language": row.language,
        "name": row.line.name,
        "words": " ".join(row.line.sentences),
        "said_at": "; ".join(row.used),
        "seconds": round(row.seconds, 1),
        "standing": row.standing.value,
        "faults": "; ".join(row.faults),
    }


def _print_csv(rows: Sequence[Row]) -> None:
    table = csv.DictWriter(sys.stdout, _COLUMNS)
    table.writeheader()
    table.writerows(_shown(row) for row in rows)


def _print(rows: Sequence[Row], lost: Sequence[str]) -> None:
    for row in rows:
        click.echo(f"{row.line.name} ({row.language}, about {row.seconds:.0f} s): {row.standing}")
        click.echo(f"    {' '.join(row.line.sentences)}")
        click.echo(f"    said at {'; '.join(row.used)}")
        for fault in row.faults:
            click.echo(f"    NOT FIT: {fault}")
        click.echo()
    for stray in lost:
        click.echo(f"NOT USED: {stray}")
    counts = [(standing, sum(row.standing is standing for row in rows)) for standing in Standing]
    click.echo("; ".join(f"{count} {standing}" for standing, count in counts if count))
