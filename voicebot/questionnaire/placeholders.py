"""What stands in braces in the words: which placeholder may or must be where, and filling them in.

`{first_name}` and the `{time}` of an appointment outlive compiling: they are filled in when a call is made.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from voicebot.questionnaire.faults import Faults, Place, listed, nearest
from voicebot.questionnaire.fields import Paths, Words
from voicebot.questionnaire.source import Sentences

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
_HELPLINE = re.compile(r"[0-9]+( [0-9]+)*")
_CONFIGURED = Place("configured sentences")

EVERYWHERE = frozenset({"agency", "helpline", "mandate"})


@dataclass(frozen=True, slots=True)
class _Rule:
    """For the paths that match the pattern: what must be there, and what may be there besides EVERYWHERE."""

    pattern: str
    required: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()


_RULES = (
    _Rule("opening.right_person.ask", required=frozenset({"agency"}), allowed=frozenset({"first_name"})),
    _Rule("opening.right_person.keys.*", allowed=frozenset({"first_name"})),
    _Rule("introduction", required=frozenset({"helpline"})),
    _Rule("phrases.option", required=frozenset({"label", "key"})),
    _Rule("phrases.press", required=frozenset({"label", "key"})),
    _Rule("phrases.scale_in_short", required=frozenset({"first", "first_label", "last", "last_label"})),
    _Rule("appointment.time", required=frozenset({"day", "hours"})),
    _Rule("endings.appointment", required=frozenset({"time"})),
    _Rule("phrases.help", required=frozenset({"minutes", "helpline"})),
    _Rule("phrases.help_last_minute", required=frozenset({"helpline"})),
    _Rule("offer.ask", required=frozenset({"key"})),
    _Rule("confirm.ask", required=frozenset({"number"})),
)
_NO_RULE = _Rule("*")


def named_in(words: Words) -> frozenset[str]:
    """The placeholders in some words."""
    return frozenset(name for sentence in words.sentences for name in _PLACEHOLDER.findall(sentence))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put in the values that are given, in one pass: what is put in is never looked into again."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def spoken_number(number: str) -> str:
    """A telephone number digit by digit, in its groups: `0808 157 0000` is `0 8 0 8, 1 5 7, 0 0 0 0`."""
    return ", ".join(" ".join(group) for group in number.split())


def values_of(sentences: Sentences, mandate: str) -> dict[str, str]:
    """What the configured placeholders stand for, with the mandate in the language that is spoken."""
    return {"agency": sentences.agency, "helpline": spoken_number(sentences.helpline), "mandate": mandate}


def check_sentences(sentences: Sentences, faults: Faults) -> None:
    """The configured sentences can be spoken and hold no placeholders of their own."""
    if not _HELPLINE.fullmatch(sentences.helpline):
        faults.add(_CONFIGURED, "the helpline is no number as people dial it", "write its groups, like 0808 157 0000")
    for name, text in (("agency", sentences.agency), ("mandate", sentences.mandate)):
        if text is None:
            continue
        if not text.strip() or not text.isprintable() or _BRACE.search(text):
            faults.add(_CONFIGURED, f"the {name} can't be spoken", "write words, without braces or line breaks")


def check_placeholders(words: Paths, faults: Faults) -> None:
    """Every placeholder is known and allowed where it stands, and none that is needed is missing."""
    for path, said in words.items():
        rule = next((rule for rule in _RULES if fnmatchcase(path, rule.pattern)), _NO_RULE)
        usable = frozenset() if path == "mandate" else EVERYWHERE | rule.required | rule.allowed
        for name in sorted(named_in(said) - usable):
            faults.add(said.place, f"{path} holds {{{name}}}", _what_is_right(name, usable))
        for name in sorted(rule.required - named_in(said)):
            faults.add(said.place, f"{path} lacks {{{name}}}", "put it where it is to be spoken")
        if any(_BRACE.search(rest) for rest in _between(said)):
            faults.add(said.place, f"{path} has a brace that belongs to no placeholder", "take it out or close it")


def check_same_placeholders(path: str, source: Words, translated: Words, faults: Faults) -> None:
    """A translation fills in what its source fills in."""
    wanted, given = named_in(source), named_in(translated)
    if wanted != given:
        right = f"use {_shown(wanted)} there" if wanted else "use none there"
        faults.add(translated.place, f"{path} holds other placeholders than its source ({_shown(given)})", right)


def _what_is_right(name: str, usable: frozenset[str]) -> str:
    if name == "first_name":
        return "the name is spoken in opening.right_person only"
    return nearest(name, sorted(usable))


def _between(words: Words) -> Iterator[str]:
    for sentence in words.sentences:
        yield _PLACEHOLDER.sub("", sentence)


def _shown(names: frozenset[str]) -> str:
    return listed([f"{{{name}}}" for name in sorted(names)]) or "none"
