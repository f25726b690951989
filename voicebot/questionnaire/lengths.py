"""Whether what is spoken fits into what a provider takes at once (facts on Twilio: speech and document sizes)."""

from collections.abc import Callable, Iterable
from html import escape

from voicebot.questionnaire.faults import Faults, Place
from voicebot.questionnaire.model import Line, Script

LONGEST_LINE = 2_900
"""Characters with the marks of breaks; Amazon Polly takes 3,000 in one piece of speech."""
LARGEST_PROMPT = 32_000
"""Bytes; a document may have 64 kB, its other parts included."""
_BREAK = len('<break time="500ms"/>')


def check_lengths(script: Script, place_of: Callable[[Line], Place], faults: Faults) -> None:
    """No line is too long for one piece of speech, no prompt for one document, whatever is said before it."""
    for line in {line.name: line for line in _all_lines(script)}.values():
        if (length := _characters(line)) > LONGEST_LINE:
            wrong = f"{line.name} has {length:,} characters as it is spoken"
            faults.add(place_of(line), wrong, f"shorten it to {LONGEST_LINE:,}, breaks included")
    longest_lead = max(map(_bytes, (*script.leads.values(), *script.help_after)))
    for step, lines in script.ask.items():
        if (size := longest_lead + _bytes(lines)) > LARGEST_PROMPT:
            wrong = f"the prompt of {step} has {size:,} bytes with what can be said before it"
            faults.add(place_of(lines[0]), wrong, f"shorten it to {LARGEST_PROMPT:,}")


def _all_lines(script: Script) -> Iterable[Line]:
    """Each line that can be spoken, some of them more than once."""
    spoken = (*script.ask.values(), *script.short.values(), *script.leads.values(), *script.endings.values())
    for lines in (*spoken, *script.help_after, script.unavailable):
        yield from lines


def _characters(line: Line) -> int:
    return sum(len(escape(sentence, quote=False)) + _BREAK for sentence in line.sentences)


def _bytes(lines: Iterable[Line]) -> int:
    return sum(len(escape(sentence, quote=False).encode()) + _BREAK for line in lines for sentence in line.sentences)
