"""Reading a translation: the same words by the same paths as in the source language, all of them and no others.

It holds words only; what is asked and in which order is the source's matter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicebot.questionnaire.faults import Faults, Place, listed, nearest
from voicebot.questionnaire.fields import Fields, Paths, Sheet, Token, Words
from voicebot.questionnaire.model import LANGUAGE_KEYS
from voicebot.questionnaire.nodes import Entries, Node
from voicebot.questionnaire.placeholders import check_same_placeholders

OFFER = "offer.ask"
"""Where a translation says, in its own language, that the call can go on in it; the source has no such words."""
_FILE = re.compile(r"([a-z]{2,3}-[A-Z]{2})\.yaml")


@dataclass(frozen=True, slots=True)
class Language:
    """The words of a language; for a translation, the key of gate 1 that chooses it, and whether it was approved."""

    tag: Token
    voice: Token
    words: Paths
    key: str = ""
    approved: bool = True


def read_translation(faults: Faults, node: Node, file: str) -> Language:
    """What the file says; what can't be read is left out, as a fault of its own."""
    sheet = Sheet(faults)
    with Fields(sheet, node, Place(file, 1)) as root:
        tag = root.token("language")
        _check_file(file, tag, faults)
        voice = root.token("voice")
        approved = root.truth("approved", default=False)
        key = _read_offer(root)
        _keep_rest(root)
        return Language(tag, voice, sheet.words, key, approved)


def check_against_source(translation: Language, source: Paths, file: str, faults: Faults) -> None:
    """Nothing is missing, nothing superfluous, and every text fills in what its source fills in."""
    words = {path: said for path, said in translation.words.items() if path != OFFER}
    missing = [path for path in source if path not in words]
    for path in missing:
        said = source[path]
        faults.add(Place(file, 1), f"{path} is missing", f"translate {_quoted(said)} ({said.place})")
    for path, said in words.items():
        if path not in source:
            faults.add(
                said.place,
                f"{path} is not in the source",
                nearest(path, missing) if missing else "take it out or add it",
            )
        else:
            check_same_placeholders(path, source[path], said, faults)
            if source[path].label and len(said.sentences) > 1:
                faults.add(said.place, f"{path} is a list", "it is part of a sentence: write one text")


def check_apart(source: Token, translations: Sequence[Language], faults: Faults) -> None:
    """Every translation is into another language than the source, on a key of its own at gate 1."""
    taken: dict[str, str] = {}
    for translation in translations:
        tag = translation.tag
        if tag.value and tag.value == source.value:
            faults.add(tag.place, f"the questionnaire is in {tag.value} already", "translate into another language")
        other = taken.setdefault(translation.key, tag.value)
        if translation.key and other != tag.value:
            right = f"choose another of {listed(list(LANGUAGE_KEYS))}"
            faults.add(tag.place, f"key {translation.key} is taken by {other}", right)


def _check_file(file: str, language: Token, faults: Faults) -> None:
    named = _FILE.fullmatch(file)
    if named is None:
        faults.add(Place(file), "this is no name for a translation", "call it after its language, like pl-PL.yaml")
    elif language.value and language.value != named[1]:
        faults.add(language.place, f"the language is “{language.value}”", f"the file is called after {named[1]}")


def _read_offer(root: Fields) -> str:
    lowest, highest = int(LANGUAGE_KEYS[0]), int(LANGUAGE_KEYS[-1])
    with root.fields("offer") as offer:
        offer.say("ask")
        key = offer.number("key", lowest=lowest, highest=highest) if offer.readable else None
        return "" if key is None else str(key)


def _keep_rest(fields: Fields) -> None:
    """All other entries are words, as deep as they go; a `label` stands at the path of its key."""
    for name, _, node in fields.rest():
        if isinstance(node, Entries):
            with fields.within(name, node) as inner:
                if inner.has("label"):
                    fields.keep(name, node.values["label"])
                _keep_rest(inner)
        else:
            fields.keep(name, node)


def _quoted(said: Words) -> str:
    text = " ".join(said.sentences)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
