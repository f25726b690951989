"""A questionnaire's files, read from its folder. Only this module touches the disk; it judges nothing."""

from pathlib import Path

from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.source import (
    FORBIDDEN_FOLDER,
    INBOUND_FILE,
    MANIFEST_FILE,
    QUESTIONNAIRE_FILE,
    Sentences,
    Source,
)

__all__ = ["Sentences", "Source", "list_flows", "read_folder", "read_inbound"]


def read_folder(folder: Path, sentences: Sentences) -> Source:
    """Everything that the questionnaire in this folder is made from, the words forbidden before the gates included.

    Those stand beside it, in `forbidden/<language>.txt`, for all questionnaires.

    Raises:
        BadQuestionnaire: there is no questionnaire there, or a file is not text.
    """
    if not (folder / QUESTIONNAIRE_FILE).is_file():
        raise BadQuestionnaire(f"{folder.name}: there is no {QUESTIONNAIRE_FILE} in it; see `flow list`")
    files = _words(folder)
    if (folder / MANIFEST_FILE).is_file():
        files[MANIFEST_FILE] = _text(folder / MANIFEST_FILE)
    return Source(folder.resolve().name, files, sentences)


def read_inbound(folder: Path, sentences: Sentences) -> Source:
    """The words for whoever rings us, with the forbidden words that stand beside the folder.

    Raises:
        BadQuestionnaire: there are none, or a file is not text.
    """
    if not (folder / INBOUND_FILE).is_file():
        raise BadQuestionnaire(f"{folder.name}: there is no {INBOUND_FILE} in it, so nobody could ring us")
    return Source(folder.resolve().name, _words(folder), sentences)


def list_flows(root: Path) -> list[Path]:
    """The folders under `root` that hold a questionnaire, by name."""
    return sorted(path.parent for path in root.glob(f"*/{QUESTIONNAIRE_FILE}"))


def _words(folder: Path) -> dict[str, str]:
    """The words of every language, and the words forbidden in each."""
    files = {path.name: _text(path) for path in sorted(folder.glob("*.y*ml"))}
    forbidden = sorted((folder.parent / FORBIDDEN_FOLDER).glob("*.txt"))
    return files | {f"{FORBIDDEN_FOLDER}/{path.name}": _text(path) for path in forbidden}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadQuestionnaire(f"{path.name}: this file is not UTF-8 text; save it as UTF-8") from error
