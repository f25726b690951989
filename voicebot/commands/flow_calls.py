"""The commands that go through a call without a telephone: replay it as text, speak it into a file."""

from dataclasses import replace
from pathlib import Path

import click

from voicebot.commands.flow_options import chosen_language, compiled, flow_argument, language_option
from voicebot.commands.output import working
from voicebot.errors import BadInput, Refused
from voicebot.interview.replay import SavedCall, first_difference, play, read_calls, usual_call, write_call
from voicebot.questionnaire.model import Questionnaire
from voicebot.telephony.espeak import speak

_CALL_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("replay")
@flow_argument
@click.argument("file", type=_CALL_FILE)
def replay_calls(name: str, file: Path) -> None:
    """Play the calls of a file, and print all that is said and noted in them.

    A file has a title (`# …`) and a line for each thing that happens: `> picked up`, `> 1` for a key, `> silence`,
    `> hangs up`. If it holds more, such as what an earlier replay printed, the first line that differs is told.

    \b
    python -m voicebot flow replay user-satisfaction tests/interview/goldens/satisfied-throughout.call
    """
    questionnaire = compiled(name)
    told = [_replayed(questionnaire, call) for call in _read(file)]
    click.echo("\n".join(written for _, written in told), nl=False)
    for call, written in told:
        if call.expects and (difference := first_difference(call, written)):
            raise Refused(
                f"{file}:{difference.line}: it should have been “{difference.expected}” and was “{difference.happened}”"
            )


@click.command("speak")
@flow_argument
@language_option
@click.option("--path", type=_CALL_FILE, help="Calls as `flow replay` takes them; the usual path, unless given.")
@click.option(
    "--out",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the WAV is written.",
)
def speak_calls(name: str, language: str | None, path: Path | None, out: Path) -> None:
    """Speak every prompt of a call into a WAV, to be reviewed by ear. Needs espeak-ng, and no provider.

    Everything is spoken, also what there are recordings of.

    \b
    python -m voicebot flow speak user-satisfaction --language pl-PL --out call.wav
    """
    questionnaire = compiled(name)
    spoken = chosen_language(questionnaire, language)
    calls = _read(path) if path else [usual_call(questionnaire, spoken)]
    if language is not None:
        calls = [replace(call, language=language) for call in calls]
    with working("speaking"):
        seconds = speak((turn.said for call in calls for turn in play(questionnaire, call)), out)
    click.echo(f"{out}: {seconds / 60:.1f} minutes")


def _replayed(questionnaire: Questionnaire, call: SavedCall) -> tuple[SavedCall, str]:
    return call, write_call(questionnaire, call, play(questionnaire, call))


def _read(file: Path) -> list[SavedCall]:
    try:
        return read_calls(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: this file is not UTF-8 text; save it as UTF-8") from error
    except BadInput as error:
        raise BadInput(*(f"{file}, {fault}" for fault in error.faults)) from error
