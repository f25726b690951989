"""The words for whoever rings us, read from their files, checked and made into lines. Pure.

Every one of them may be heard before it is known who rings, so each is held to the list of forbidden words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from voicebot.questionnaire import placeholders, safety, spelling, translation
from voicebot.questionnaire.checks import check_voice
from voicebot.questionnaire.faults import Faults, Place
from voicebot.questionnaire.fields import Fields, Sheet
from voicebot.questionnaire.inbound import (
    INBOUND_KEYS,
    InboundEnding,
    InboundFlow,
    InboundKey,
    InboundLead,
    InboundScript,
    InboundStep,
)
from voicebot.questionnaire.lengths import LARGEST_PROMPT
from voicebot.questionnaire.model import Line
from voicebot.questionnaire.nodes import Node, parse
from voicebot.questionnaire.placeholders import fill, named_in
from voicebot.questionnaire.source import FORBIDDEN_FOLDER, INBOUND_FILE, Source
from voicebot.questionnaire.speech import Speech
from voicebot.questionnaire.translation import OFFER, Language

_KEPT = 4
_ENDINGS = tuple(ending for ending in InboundEnding if ending is not InboundEnding.INTERVIEW)
_SAID_ONCE = {
    InboundLead.WRONG_NUMBER: "phrases.wrong_number",
    InboundLead.UNDONE: "phrases.undone",
    InboundLead.NOT_NOW: "phrases.not_now",
    InboundLead.HELP: "help",
    InboundLead.CHECK: "check",
}
_SAID_TWICE = {
    (InboundLead.SILENCE_1, InboundLead.SILENCE_2): "phrases.silence",
    (InboundLead.WRONG_KEY_1, InboundLead.WRONG_KEY_2): "phrases.wrong_key",
}


@dataclass(frozen=True, slots=True)
class _Tongue:
    """A language with its words and what they fill in."""

    language: Language
    speech: Speech


def compile_inbound(source: Source, *, unapproved: bool) -> InboundFlow:
    """The words that a source holds, in every language that may be spoken; of the same source, the same object again.

    Args:
        source: as `reading.read_inbound` finds it.
        unapproved: whether a translation that waits for its translator's approval may be spoken, as in a rehearsal.

    Raises:
        BadQuestionnaire: they break a rule; every fault is listed as `file:line: what is wrong; what would be right`.
    """
    return _compile(source.to_json(), unapproved)


@lru_cache(maxsize=_KEPT)
def _compile(canonical: str, unapproved: bool) -> InboundFlow:
    source, faults = Source.from_json(canonical), Faults()
    placeholders.check_sentences(source.sentences, faults)
    values = placeholders.values_of(source.sentences, mandate="")
    tongues = [_Tongue(language, Speech(language.words, values)) for language in _read(source, faults)]
    for tongue in tongues:
        _check(source, tongue, faults)
    faults.raise_if_any()
    own, *others = tongues
    spoken = [own, *(other for other in others if other.language.approved or unapproved)]
    return InboundFlow(
        scripts={tongue.language.tag.value: _script(tongue, spoken[1:]) for tongue in spoken},
        language_keys={tongue.language.key: tongue.language.tag.value for tongue in spoken[1:]},
    )


def _read(source: Source, faults: Faults) -> list[Language]:
    """The source language, then the translations in the order of their keys."""
    own = _read_own(parse(INBOUND_FILE, source.files.get(INBOUND_FILE, ""), faults), faults)
    translations = []
    for file, text in source.files.items():
        if file == INBOUND_FILE or file.startswith(f"{FORBIDDEN_FOLDER}/"):
            continue
        if (node := parse(file, text, faults)) is not None:
            language = translation.read_translation(faults, node, file)
            if own.words:
                translation.check_against_source(language, own.words, file, faults)
            translations.append(language)
    translation.check_apart(own.tag, translations, faults)
    return [own, *sorted(translations, key=lambda language: language.key)]


def _read_own(node: Node | None, faults: Faults) -> Language:
    sheet = Sheet(faults)
    with Fields(sheet, node, Place(INBOUND_FILE, 1)) as root:
        tag, voice = root.token("language"), root.token("voice")
        for step, keys in INBOUND_KEYS.items():
            _read_step(root, step, keys)
        for name in ("check", "help"):
            root.say(name)
        with root.fields("phrases") as phrases:
            phrases.label("press")
            for name in ("silence", "wrong_key", "wrong_number", "undone", "not_now"):
                phrases.say(name)
        with root.fields("endings") as endings:
            for ending in _ENDINGS:
                endings.say(ending)
    return Language(tag, voice, sheet.words)


def _read_step(root: Fields, step: InboundStep, keys: Mapping[str, InboundKey]) -> None:
    with root.fields(step) as fields:
        fields.say("ask")
        if keys:
            with fields.fields("keys") as labels:
                for key in keys.values():
                    labels.label(key)


def _check(source: Source, tongue: _Tongue, faults: Faults) -> None:
    """All words of a language: they can be spoken, fit together, and show nobody why we ring."""
    language, words = tongue.language, tongue.speech.words
    check_voice(language.tag, language.voice, faults)
    placeholders.check_placeholders(words, faults)
    spelling.check_words(words, faults)
    file = f"{FORBIDDEN_FOLDER}/{language.tag.value}.txt"
    if file in source.files:
        _check_safe(tongue.speech, safety.read_stems(file, source.files[file], faults), faults)
    elif language.tag.value:
        faults.add(language.tag.place, f"{language.tag.value} has no list of forbidden words", f"write {file}")
    size = sum(len(sentence.encode()) for said in words.values() for sentence in said.sentences)
    if size > LARGEST_PROMPT:
        faults.add(language.tag.place, f"the words have {size:,} bytes", f"shorten them to {LARGEST_PROMPT:,}")


def _check_safe(speech: Speech, stems: tuple[str, ...], faults: Faults) -> None:
    for path, said in speech.words.items():
        if "mandate" in named_in(said):
            faults.add(said.place, f"{path} holds {{mandate}}", "take it out: it shows why we ring")
        for stem in safety.forbidden_in(speech.text(path), stems):
            faults.add(said.place, f"{path} holds “{stem}”, which may not be said to just anybody", "say it without")


def _script(tongue: _Tongue, translations: list[_Tongue]) -> InboundScript:
    speech = tongue.speech
    leads = {lead: speech.named(path) for lead, path in _SAID_ONCE.items()}
    for (first, second), path in _SAID_TWICE.items():
        leads |= {first: speech.one_of_two(path, 1), second: speech.one_of_two(path, 2)}
    return InboundScript(
        voice=tongue.language.voice.value,
        ask={step: speech.named(f"{step}.ask") for step in InboundStep},
        keys={step: _keys(speech, step) for step in InboundStep},
        leads=leads,
        endings={ending: speech.named(f"endings.{ending}") for ending in _ENDINGS},
        offers=tuple(_offer(other) for other in translations if other is not tongue),
    )


def _keys(speech: Speech, step: InboundStep) -> dict[InboundKey, Line]:
    press = speech.text("phrases.press")
    labels = {key: (f"{step}.keys.{key}", digit) for digit, key in INBOUND_KEYS[step].items()}
    return {
        key: Line(path, (fill(press, {"label": speech.text(path), "key": digit}),))
        for key, (path, digit) in labels.items()
    }


def _offer(tongue: _Tongue) -> Line:
    return tongue.speech.offer(tongue.language.tag.value, OFFER, tongue.language.key)
