"""A questionnaire's files, read from its folder. Only this module touches the disk; it judges nothing."""

from pathlib import Path

from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.source import FORBIDDEN_FOLDER, QUESTIONNAIRE_FILE, Sentences, Source

__all__ = ["Sentences", "Source", "list_flows", "read_folder"]


def read_folder(folder: Path, sentences: Sentences) -> Source:
    """Everything that the questionnaire in this folder is made from, the words forbidden before the gates included.

    Those stand beside it, in `forbidden/<language>.txt`, for all questionnaires.

    Raises:
        BadQuestionnaire: there is no questionnaire there, or a file is not text.
    """
    if not (folder / QUESTIONNAIRE_FILE).is_file():
        raise BadQuestionnaire(f"{folder.name}: there is no {QUESTIONNAIRE_FILE} in it; see `flow list`")
    words = sorted(folder.glob("*.y*ml"))
    forbidden = sorted((folder.parent / FORBIDDEN_FOLDER).glob("*.txt"))
    files = {path.name: _text(path) for path in words}
    files |= {f"{FORBIDDEN_FOLDER}/{path.name}": _text(path) for path in forbidden}
    return Source(folder.resolve().name, files, sentences)


def list_flows(root: Path) -> list[Path]:
    """The folders under `root` that hold a questionnaire, by name."""
    return sorted(path.parent for path in root.glob(f"*/{QUESTIONNAIRE_FILE}"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadQuestionnaire(f"{path.name}: this file is not UTF-8 text; save it as UTF-8") from error
