"""The recordings of a questionnaire on disk: `audio/<language>/<line>.wav` or `.mp3`, and what was accepted of them.

Only this module of the room touches the disk.
"""

from dataclasses import dataclass
from pathlib import Path

from voicebot.questionnaire.faults import Faults
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.reading import list_flows
from voicebot.questionnaire.recordings.manifest import Manifest, read_manifest, write_manifest
from voicebot.questionnaire.recordings.sheet import Row, recording_sheet
from voicebot.questionnaire.recordings.sound import SUFFIXES, Recording
from voicebot.questionnaire.source import MANIFEST_FILE

AUDIO_FOLDER = "audio"


@dataclass(frozen=True, slots=True)
class Served:
    """An accepted recording: where it is, and what it says."""

    path: Path
    words: str


def read_recordings(flow: Path) -> list[Recording]:
    """Every recording in the folder of a questionnaire, whatever it is called."""
    paths = sorted(path for path in flow.glob(f"{AUDIO_FOLDER}/*/*") if path.suffix.lower() in SUFFIXES)
    return [Recording(path.parent.name, path.stem, path.suffix.lower(), path.read_bytes()) for path in paths]


def read_accepted(flow: Path) -> Manifest:
    """What was accepted for the questionnaire in this folder.

    Raises:
        BadQuestionnaire: the file that says so can't be read.
    """
    faults = Faults()
    path = flow / MANIFEST_FILE
    accepted = read_manifest(path.read_text(encoding="utf-8") if path.is_file() else None, faults)
    faults.raise_if_any()
    return accepted


def read_sheets(flow: Path, questionnaire: Questionnaire) -> dict[str, list[Row]]:
    """The recording sheet of every language, by what is in the folder of the questionnaire now.

    Raises:
        BadQuestionnaire: the file that says what was accepted can't be read.
    """
    files, accepted = read_recordings(flow), read_accepted(flow)
    return {language: recording_sheet(questionnaire, language, files, accepted) for language in questionnaire.languages}


def keep_accepted(flow: Path, manifest: Manifest) -> None:
    """Write down what was accepted."""
    path = flow / MANIFEST_FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(write_manifest(manifest), encoding="utf-8")


def served_recordings(root: Path) -> dict[str, Served]:
    """The accepted recordings of all questionnaires under `root` that are there, by the name they are served under."""
    served = {}
    for flow in list_flows(root):
        accepted = read_accepted(flow)
        for recording in read_recordings(flow):
            entry = accepted.get(recording.language, {}).get(recording.line)
            if entry and entry.audio == recording.audio:
                path = flow / AUDIO_FOLDER / recording.language / (recording.line + recording.suffix)
                served[recording.audio] = Served(path, " ".join(entry.words))
    return served
