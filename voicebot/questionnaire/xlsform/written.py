"""A questionnaire as it was written: its shape and the words of each language, before anything is compiled. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.questionnaire.draft import Draft
from voicebot.questionnaire.faults import Faults
from voicebot.questionnaire.fields import Sheet
from voicebot.questionnaire.nodes import Entries, Text, parse
from voicebot.questionnaire.schema import read_draft
from voicebot.questionnaire.source import FORBIDDEN_FOLDER, MANIFEST_FILE, QUESTIONNAIRE_FILE, Source
from voicebot.questionnaire.translation import Language, read_translation


@dataclass(frozen=True, slots=True)
class Written:
    """What the files of a questionnaire say; its own language comes first."""

    draft: Draft
    title: str
    languages: Sequence[Language]


def read_written(source: Source) -> Written:
    """Read a source that has passed its checks."""
    sheet = Sheet(Faults())
    node = parse(QUESTIONNAIRE_FILE, source.files[QUESTIONNAIRE_FILE], sheet.faults)
    draft = read_draft(sheet, node, QUESTIONNAIRE_FILE)
    title = node.values.get("title") if isinstance(node, Entries) else None
    languages = (Language(draft.language, draft.voice, sheet.words), *_translations(source, sheet.faults))
    return Written(draft, title.value if isinstance(title, Text) else "", languages)


def _translations(source: Source, faults: Faults) -> list[Language]:
    files = [
        file
        for file in source.files
        if file not in (QUESTIONNAIRE_FILE, MANIFEST_FILE) and not file.startswith(f"{FORBIDDEN_FOLDER}/")
    ]
    nodes = [(file, parse(file, source.files[file], faults)) for file in files]
    read = [read_translation(faults, node, file) for file, node in nodes if node is not None]
    return sorted(read, key=lambda language: language.key)
