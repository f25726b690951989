"""The lines that can be recorded, where each is said, and the accepted recordings put to them. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from voicebot.questionnaire.model import Line, Questionnaire, Script
from voicebot.questionnaire.recordings.manifest import Accepted, Manifest

Lines = tuple[Line, ...]
Key = TypeVar("Key")


def recordable(line: Line) -> bool:
    """Whether the words are the same in every call; a name or a time is always spoken."""
    return not any("{" in sentence for sentence in line.sentences)


def lines_by_use(questionnaire: Questionnaire, language: str) -> dict[Line, list[str]]:
    """The lines that are said in a language, in the order of the call, each with where it is said."""
    uses: dict[Line, list[str]] = {}
    for spoken, script in questionnaire.scripts.items():
        for line, use in _uses(script):
            if (line.language or spoken) == language:
                uses.setdefault(line, []).append(use)
    return {line: list(dict.fromkeys(where)) for line, where in uses.items()}


def with_recordings(questionnaire: Questionnaire, manifest: Manifest) -> Questionnaire:
    """The questionnaire with every accepted recording put to its line, if that still says the same words."""
    if not manifest:
        return questionnaire
    scripts = {
        language: _recorded(script, partial(_find, manifest, language))
        for language, script in questionnaire.scripts.items()
    }
    return replace(questionnaire, scripts=scripts)


def says_the_words(accepted: Accepted | None, line: Line) -> bool:
    """Whether a recording was accepted for exactly these words."""
    return accepted is not None and recordable(line) and accepted.words == line.sentences


def _uses(script: Script) -> Iterator[tuple[Line, str]]:
    for step, lines in script.ask.items():
        yield from ((line, step) for line in lines)
    for step, lines in script.short.items():
        yield from ((line, f"{step}, in short") for line in lines)
    for lead, lines in script.leads.items():
        yield from ((line, f"before a prompt: {lead.replace('_', ' ')}") for line in lines)
    for minutes, lines in enumerate(script.help_after, start=1):
        yield from ((line, f"help, {minutes} min before the end") for line in lines)
    for ending, lines in script.endings.items():
        yield from ((line, f"goodbye: {ending.replace('_', ' ')}") for line in lines)
    yield from ((line, "goodbye: something went wrong") for line in script.unavailable)


def _find(manifest: Manifest, spoken: str, line: Line) -> Line:
    accepted = manifest.get(line.language or spoken, {}).get(line.name)
    return replace(line, recording=accepted.audio) if accepted and says_the_words(accepted, line) else line


def _recorded(script: Script, find: Callable[[Line], Line]) -> Script:
    def every(spoken: Mapping[Key, Lines]) -> dict[Key, Lines]:
        return {key: tuple(map(find, lines)) for key, lines in spoken.items()}

    return replace(
        script,
        ask=every(script.ask),
        short=every(script.short),
        leads=every(script.leads),
        endings=every(script.endings),
        help_after=tuple(tuple(map(find, lines)) for lines in script.help_after),
        unavailable=tuple(map(find, script.unavailable)),
    )
