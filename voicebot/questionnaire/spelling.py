"""Rules for every text that is spoken, whatever it says: it is there, it can be spoken, and it names no keys itself.

What must not be said before the gates is `safety.py`.
"""

import re
import unicodedata

from voicebot.questionnaire.faults import Faults, Place
from voicebot.questionnaire.fields import Paths

_UNSPEAKABLE = frozenset({"Cc", "Cn", "Co", "Cs"})
_PRESS = re.compile(r"\bpress\b", re.IGNORECASE)
_PAIRS = ("phrases.silence", "phrases.wrong_key")
_TEMPLATES = ("phrases.option", "phrases.press", "phrases.scale_in_short")


def check_words(words: Paths, faults: Faults) -> None:
    """No text is empty or holds what can't be spoken, and no label names a key: those are put in by the templates."""
    for path, said in words.items():
        if not said.sentences or not all(said.sentences):
            faults.add(said.place, f"{path} is empty", "write what is to be said")
        for sentence in said.sentences:
            _check_characters(path, sentence, said.place, faults)
        if path in _PAIRS and len(said.sentences) != 2:
            faults.add(said.place, f"{path} has {len(said.sentences)} texts", "give two, differently worded")
        if said.label and path not in _TEMPLATES and any(map(_PRESS.search, said.sentences)):
            faults.add(said.place, f"{path} says which key to press", "leave that out: it is put in behind it")


def _check_characters(path: str, sentence: str, place: Place, faults: Faults) -> None:
    for character in sentence:
        if unicodedata.category(character) in _UNSPEAKABLE:
            faults.add(place, f"{path} holds the character U+{ord(character):04X}", "take it out: it can't be spoken")
