"""The words that may not be said before the gates, of all languages together: for what is not known when compiling.

A first name is spoken in whatever language the person chooses, so it has to be safe in every one.
"""

from collections.abc import Callable

from voicebot.questionnaire.faults import Faults
from voicebot.questionnaire.safety import forbidden_in, read_stems
from voicebot.questionnaire.source import FORBIDDEN_FOLDER, Source


def forbidden_by(source: Source) -> Callable[[str], bool]:
    """Tells whether a text holds a word that any of the lists beside a questionnaire forbids.

    Raises:
        BadQuestionnaire: a list can't be read.
    """
    faults = Faults()
    lists = [(file, text) for file, text in source.files.items() if file.startswith(f"{FORBIDDEN_FOLDER}/")]
    stems = tuple(stem for file, text in lists for stem in read_stems(file, text, faults))
    faults.raise_if_any()
    return lambda text: bool(forbidden_in(text, stems))
