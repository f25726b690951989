"""Which recording says which words, as a person accepted it: `audio/recordings.yaml` beside a questionnaire.

A recording is named by the hash of its sound, so that another sound is another version of the questionnaire.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from voicebot.questionnaire.faults import Faults, Place
from voicebot.questionnaire.fields import Fields, Sheet
from voicebot.questionnaire.nodes import parse
from voicebot.questionnaire.source import MANIFEST_FILE

_AUDIO = re.compile(r"[0-9a-f]{64}\.(wav|mp3)")
_WIDTH = 120
_HEAD = "# Which recording says which words. Written by `flow recordings … --accept`; not to be changed by hand.\n"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A recording by the name that it is served under (the SHA-256 of its sound), and the sentences that it says."""

    audio: str
    words: tuple[str, ...]


Manifest = Mapping[str, Mapping[str, Accepted]]
"""Language, then the name of the line."""


def read_manifest(text: str | None, faults: Faults) -> Manifest:
    """What was accepted; nothing where there is no such file."""
    if text is None:
        return {}
    sheet = Sheet(faults)
    with Fields(sheet, parse(MANIFEST_FILE, text, faults), Place(MANIFEST_FILE, 1)) as root:
        languages = {}
        for language, _, node in root.rest():
            with root.within(language, node) as entries:
                languages[language] = _read_entries(entries)
        return languages


def write_manifest(manifest: Manifest) -> str:
    """The file that says this."""
    entries = {
        language: {name: {"audio": one.audio, "words": list(one.words)} for name, one in sorted(accepted.items())}
        for language, accepted in sorted(manifest.items())
    }
    return _HEAD + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _read_entries(entries: Fields) -> dict[str, Accepted]:
    accepted = {}
    for name, place, node in entries.rest():
        with entries.within(name, node) as entry:
            audio, words = entry.token("audio").value, entry.sheet.words.get(entry.say("words"))
        if words is None or not _AUDIO.fullmatch(audio):
            entries.fault(place, f"{entries.at(name)} can't be read", "accept the recordings anew")
        else:
            accepted[name] = Accepted(audio, words.sentences)
    return accepted
