"""The small flows of the tests, as they are and with one thing changed, and what is found wrong with them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.reading import read_folder
from voicebot.questionnaire.source import Sentences, Source

FLOWS = Path(__file__).parents[1] / "flows"
REAL_FLOWS = Path(__file__).parents[2] / "flows"
SENTENCES = Sentences(agency="Northbank Research", helpline="0808 157 0000")
OWN, POLISH = "questionnaire.yaml", "pl-PL.yaml"


@cache
def source(flow: str = "small") -> Source:
    """The source of one of the flows in tests/flows."""
    return read_folder(FLOWS / flow, SENTENCES)


@cache
def compiled(flow: str = "small") -> Questionnaire:
    """The same, compiled."""
    return compile_questionnaire(source(flow))


def changed(old: str, new: str, file: str = OWN) -> Source:
    """The small flow, with the first place where `old` stands in a file changed."""
    files = dict(source().files)
    assert old in files[file], f"{file} has no “{old}”"
    files[file] = files[file].replace(old, new, 1)
    return replace(source(), files=files)


def faults(of: Source) -> Sequence[str]:
    """Everything that is wrong with a source; nothing if it compiles."""
    try:
        compile_questionnaire(of)
    except BadQuestionnaire as error:
        return error.faults
    return ()


def complains(of: Source, line: str, *parts: str, file: str = OWN) -> None:
    """Check that a fault holds these parts and stands at the line of the file that holds that text."""
    number = next(at for at, text in enumerate(of.files[file].splitlines(), start=1) if line in text)
    found = faults(of)
    for fault in found:
        if fault.startswith(f"{file}:{number}: ") and all(part in fault for part in parts):
            return
    pytest.fail(f"no fault at {file}:{number} with {parts}, but:\n" + "\n".join(found))
