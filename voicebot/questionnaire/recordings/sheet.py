"""The recording sheet: what a voice artist reads out, line by line, and how far its recording has come. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from voicebot.errors import BadInput
from voicebot.questionnaire.faults import nearest
from voicebot.questionnaire.model import Line, Questionnaire
from voicebot.questionnaire.recordings.lines import lines_by_use, recordable, says_the_words
from voicebot.questionnaire.recordings.manifest import Accepted, Manifest
from voicebot.questionnaire.recordings.sound import Recording, complaints, read_sound
from voicebot.questionnaire.timing import spoken_seconds


class Standing(StrEnum):
    """How far the recording of a line has come. Only one that is in use is played; else the line is spoken."""

    IN_USE = "in use"
    NEW = "not accepted yet"
    CHANGED = "another recording than the one that was accepted"
    STALE = "out of date: the words were changed"
    MISSING = "missing"
    SPOKEN = "always spoken"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet. `seconds` is what its words take at a calm pace; with `faults` it can't be accepted."""

    line: Line
    language: str
    used: tuple[str, ...]
    seconds: float
    standing: Standing
    faults: tuple[str, ...] = ()
    recording: Recording | None = None


def recording_sheet(
    questionnaire: Questionnaire, language: str, recordings: Sequence[Recording], manifest: Manifest
) -> list[Row]:
    """Everything that is said in a language, in the order of the call."""
    accepted = manifest.get(language, {})
    files: dict[str, list[Recording]] = {}
    for recording in recordings:
        if recording.language == language:
            files.setdefault(recording.line, []).append(recording)
    return [
        _row(line, language, tuple(used), files.get(line.name, []), accepted.get(line.name))
        for line, used in lines_by_use(questionnaire, language).items()
    ]


def not_played(rows: Sequence[Row]) -> int:
    """How many of these lines have a recording that is not in use."""
    return sum(row.recording is not None and row.standing is not Standing.IN_USE for row in rows)


def accepted_by(rows: Sequence[Row], manifest: Manifest) -> dict[str, Mapping[str, Accepted]]:
    """What is accepted once all recordings of these rows are; other languages stay as they were."""
    languages: dict[str, dict[str, Accepted]] = {row.language: {} for row in rows}
    for row in rows:
        if row.recording is not None:
            languages[row.language][row.line.name] = Accepted(row.recording.audio, row.line.sentences)
    return {**manifest, **{language: entries for language, entries in languages.items() if entries}}


def strays(questionnaire: Questionnaire, recordings: Sequence[Recording]) -> Iterator[str]:
    """Recordings that belong to no line, each with what would be right."""
    names = {
        language: [line.name for line in lines_by_use(questionnaire, language)] for language in questionnaire.languages
    }
    for recording in recordings:
        here = f"{recording.language}/{recording.line}{recording.suffix}"
        if recording.language not in names:
            yield f"{here}: there is no such language; {nearest(recording.language, list(names))}"
        elif recording.line not in names[recording.language]:
            right = nearest(recording.line, names[recording.language]).partition(", ")[0]
            yield f"{here}: there is no such line; {right if right.startswith('did') else 'see the recording sheet'}"


def _row(
    line: Line, language: str, used: tuple[str, ...], files: Sequence[Recording], accepted: Accepted | None
) -> Row:
    faults = tuple(_faults(line, files))
    recording = files[0] if files else None
    return Row(line, language, used, spoken_seconds(line), _standing(line, recording, accepted), faults, recording)


def _standing(line: Line, recording: Recording | None, accepted: Accepted | None) -> Standing:
    if not recordable(line):
        return Standing.SPOKEN
    if recording is None:
        return Standing.MISSING
    if accepted is None:
        return Standing.NEW
    if accepted.audio != recording.audio:
        return Standing.CHANGED
    return Standing.IN_USE if says_the_words(accepted, line) else Standing.STALE


def _faults(line: Line, files: Sequence[Recording]) -> Iterator[str]:
    if files and not recordable(line):
        yield "its words are not the same in every call, so it is always spoken: take the recording out"
    if len(files) > 1:
        yield f"it is there twice ({' and '.join(file.suffix for file in files)}): keep one"
    for file in files:
        try:
            yield from complaints(read_sound(file.content, file.suffix), line, file.suffix)
        except BadInput as fault:
            yield str(fault)
