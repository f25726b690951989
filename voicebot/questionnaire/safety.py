"""What may not be said before the gates are passed, since whoever is near could be the one to be feared.

A list of forbidden words stands in forbidden/<language>.txt, one entry a line, `#` begins a comment. A hyphen marks an
open end: `met` is that whole word, `constab-` any word that begins so, `-polic-` any that contains it. An entry of
several words (`road traffic`) is found across spaces and punctuation. Case does not count, accents do.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from voicebot.questionnaire import times
from voicebot.questionnaire.faults import Faults, Place
from voicebot.questionnaire.fields import Paths
from voicebot.questionnaire.model import (
    APPOINTMENT,
    HELP_BEFORE,
    OPTED_OUT,
    OPTED_OUT_WITH_ANSWERS,
    RIGHT_PERSON,
    SAFE_TO_TALK,
    Lead,
    Line,
    Script,
)
from voicebot.questionnaire.placeholders import fill

ANY_FIRST_NAME = "Alex"
LEADS_BEFORE = (Lead.SILENCE_1, Lead.SILENCE_2, Lead.INVALID_1, Lead.INVALID_2, Lead.UNDONE)
STEPS_BEFORE = (RIGHT_PERSON, SAFE_TO_TALK, OPTED_OUT, OPTED_OUT_WITH_ANSWERS, HELP_BEFORE, APPOINTMENT)
_PATHS_BEFORE = (
    *("opening.", "opted_out.", "endings.", "unavailable", "offer.", "phrases.press", "phrases.option"),
    *("help.keys.yes", "help.keys.slower", "appointment."),
    *("phrases.silence", "phrases.wrong_key", "phrases.undone", "phrases.help_before"),
)
_ENTRY = re.compile(r"-?[^\W_]+(?: [^\W_]+)*-?")
_RARE_LETTERS = 0x20000  # where a plane of ideographs begins, of which no text here is made


def read_stems(file: str, text: str, faults: Faults) -> tuple[str, ...]:
    """The entries of a file of forbidden words."""
    stems = []
    for number, line in enumerate(text.splitlines(), start=1):
        entry = line.split("#", 1)[0].strip()
        if entry and not _ENTRY.fullmatch(_folded(entry)):
            faults.add(Place(file, number), f"“{entry}” is no entry", "write `word`, `stem-`, `-part-` or `two words`")
        elif entry:
            stems.append(entry)
    if not stems:
        faults.add(Place(file), "no word is forbidden", "list what would show why we call")
    return tuple(stems)


def forbidden_in(text: str, stems: Sequence[str]) -> list[str]:
    """The entries that are found in a text, in the order of the list; none means that it is safe to say."""
    folded = _folded(text)
    return [stem for stem, word, pattern in _patterns(tuple(stems)) if word in folded and pattern.search(folded)]


def before_the_gates(script: Script) -> Iterator[Line]:
    """Every line of a language that can be spoken on any path before both gates are passed."""
    for step in STEPS_BEFORE:
        yield from script.ask[step]
    for lead in LEADS_BEFORE:
        yield from script.leads[lead]
    for lines in script.endings.values():
        yield from lines
    yield from script.unavailable
    yield from times.every_offer(script.times)


def check_words(words: Paths, values: Mapping[str, str], stems: Sequence[str], faults: Faults) -> None:
    """The words of a language that can be spoken before the gates, with everything filled in."""
    values = {**values, "first_name": ANY_FIRST_NAME}
    for path, said in words.items():
        if path.startswith(_PATHS_BEFORE):
            for sentence in said.sentences:
                _complain(said.place, path, forbidden_in(fill(sentence, values), stems), faults)


def check_script(
    script: Script, forbidden: Mapping[str, Sequence[str]], place_of: Callable[[Line], Place], faults: Faults
) -> None:
    """The lines as they are spoken, each against its own language: nothing forbidden came about by joining them."""
    for line in before_the_gates(script):
        spoken = fill(" ".join(line.sentences), {"first_name": ANY_FIRST_NAME})
        found = forbidden_in(spoken, forbidden[line.language or script.language])
        _complain(place_of(line), line.name, found, faults)


def _complain(place: Place, name: str, found: Sequence[str], faults: Faults) -> None:
    for stem in found:
        faults.add(place, f"{name} holds “{stem}”, which may not be said before the gates", "say it without that")


def _folded(text: str) -> str:
    """Compatibility forms and case made one, characters that are not heard taken out, marks made letters."""
    if text.isascii():
        return text.casefold()
    heard = "".join(character for character in text if unicodedata.category(character) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", heard).casefold())
    return "".join(map(_as_letter, folded))


def _as_letter(character: str) -> str:
    """A vowel sign of Bengali is part of its word, but no letter to `re`: each mark becomes a rare letter instead."""
    is_mark = unicodedata.category(character).startswith("M")
    return chr(_RARE_LETTERS + ord(character)) if is_mark else character


@lru_cache(maxsize=64)
def _patterns(stems: tuple[str, ...]) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Each entry with its first word, a quick look for which spares most searches, and its pattern."""
    return tuple((stem, _words(stem)[0], _pattern(stem)) for stem in stems)


def _words(stem: str) -> list[str]:
    return _folded(stem.strip("-")).split()


def _pattern(stem: str) -> re.Pattern[str]:
    words = _words(stem)
    inner = r"[\W_]+".join(map(re.escape, words))
    before = "" if stem.startswith("-") else rf"(?<!{_same_kind(words[0][0])})"
    after = "" if stem.endswith("-") else rf"(?!{_same_kind(words[-1][-1])})"
    return re.compile(before + inner + after)


def _same_kind(character: str) -> str:
    """A digit ends a word, and a letter a number: `met2` holds `met`."""
    return r"\d" if character.isdigit() else r"[^\W\d_]"
