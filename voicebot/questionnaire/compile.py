"""A questionnaire made from its source: read, checked by every rule, and compiled. Pure.

The rules themselves stand in the modules that are called here; all that they find is told at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from voicebot.questionnaire import placeholders, safety, spelling, translation
from voicebot.questionnaire.checks import check_draft, check_voice
from voicebot.questionnaire.draft import Draft
from voicebot.questionnaire.faults import Faults, Place
from voicebot.questionnaire.fields import Paths, Sheet, Token
from voicebot.questionnaire.lengths import check_lengths
from voicebot.questionnaire.model import Line, Questionnaire, Script
from voicebot.questionnaire.nodes import parse
from voicebot.questionnaire.recordings.lines import with_recordings
from voicebot.questionnaire.recordings.manifest import read_manifest
from voicebot.questionnaire.schema import read_draft
from voicebot.questionnaire.source import FORBIDDEN_FOLDER, MANIFEST_FILE, QUESTIONNAIRE_FILE, Sentences, Source
from voicebot.questionnaire.speech import Speech
from voicebot.questionnaire.steps import make_questions, make_route, make_sections
from voicebot.questionnaire.timing import minutes_left
from voicebot.questionnaire.translation import OFFER, Language
from voicebot.questionnaire.wording import make_script

_KEPT = 32


@dataclass(frozen=True, slots=True)
class _Parts:
    """What was read of a source: its languages with the source's own first, then in the order of their keys."""

    draft: Draft
    languages: tuple[Language, ...]
    forbidden: Mapping[str, tuple[str, ...]]


def compile_questionnaire(source: Source) -> Questionnaire:
    """The questionnaire that a source says; of sources that were compiled lately, the same object again.

    Raises:
        BadQuestionnaire: it breaks a rule; every fault is listed as `file:line: what is wrong; what would be right`.
    """
    return compile_text(source.to_json())


@lru_cache(maxsize=_KEPT)
def compile_text(canonical: str) -> Questionnaire:
    """The questionnaire of a source in its canonical form: the same object for the same text, since prompts go by it.

    Raises:
        BadQuestionnaire: as for `compile_questionnaire`, or it is not in the format that this release reads.
    """
    source, faults = Source.from_json(canonical), Faults()
    placeholders.check_sentences(source.sentences, faults)
    parts = _read(source, faults)
    recordings = read_manifest(source.files.get(MANIFEST_FILE), faults)
    speeches = _speeches(source.sentences, parts.languages)
    for language, speech in speeches.items():
        safety.check_words(speech.words, speech.values, parts.forbidden[language], faults)
    faults.raise_if_any()
    questionnaire = _timed(_build(source, parts, speeches), speeches)
    _check_spoken(questionnaire, speeches, faults)
    faults.raise_if_any()
    return with_recordings(questionnaire, recordings)


def _read(source: Source, faults: Faults) -> _Parts:
    sheet = Sheet(faults)
    node = parse(QUESTIONNAIRE_FILE, source.files.get(QUESTIONNAIRE_FILE, ""), faults)
    draft = read_draft(sheet, node, QUESTIONNAIRE_FILE)
    check_draft(draft, source.name, faults)
    translations = _read_translations(source, sheet.words, faults)
    translation.check_apart(draft.language, translations, faults)
    languages = (Language(draft.language, draft.voice, sheet.words), *translations)
    for language in languages:
        check_voice(language.tag, language.voice, faults)
        placeholders.check_placeholders(language.words, faults)
        spelling.check_words(language.words, faults)
    forbidden = {language.tag.value: _read_forbidden(source, language.tag, faults) for language in languages}
    return _Parts(draft, languages, forbidden)


def _read_translations(source: Source, words: Paths, faults: Faults) -> list[Language]:
    languages = []
    for file in source.files:
        if file in (QUESTIONNAIRE_FILE, MANIFEST_FILE) or file.startswith(f"{FORBIDDEN_FOLDER}/"):
            continue
        if (node := parse(file, source.files[file], faults)) is not None:
            language = translation.read_translation(faults, node, file)
            if words:  # a source that can't be read is one fault; it makes none of its translations
                translation.check_against_source(language, words, file, faults)
            languages.append(language)
    return sorted(languages, key=lambda language: language.key)


def _read_forbidden(source: Source, tag: Token, faults: Faults) -> tuple[str, ...]:
    file = f"{FORBIDDEN_FOLDER}/{tag.value}.txt"
    if file in source.files:
        return safety.read_stems(file, source.files[file], faults)
    if tag.value:
        faults.add(tag.place, f"{tag.value} has no list of forbidden words", f"write {file}")
    return ()


def _speeches(sentences: Sentences, languages: tuple[Language, ...]) -> dict[str, Speech]:
    """The words of each language with what is configured; a configured mandate is in the source language."""
    speeches = {}
    for language in languages:
        own = " ".join(language.words["mandate"].sentences) if "mandate" in language.words else ""
        mandate = sentences.mandate or own if language is languages[0] else own
        speeches[language.tag.value] = Speech(language.words, placeholders.values_of(sentences, mandate))
    return speeches


def _build(source: Source, parts: _Parts, speeches: Mapping[str, Speech]) -> Questionnaire:
    route = make_route(parts.draft)
    own, *others = parts.languages
    return Questionnaire(
        name=source.name,
        digest=source.digest,
        languages=tuple(speeches),
        language_keys={language.key: language.tag.value for language in others},
        scripts=_scripts(parts, speeches),
        steps=route.steps,
        order=route.order,
        places=route.places,
        questions=make_questions(parts.draft, speeches[own.tag.value]),
        sections=make_sections(parts.draft),
        headline=parts.draft.headline.value,
        forbidden=parts.forbidden,
        minutes_left={},
    )


def _scripts(parts: _Parts, speeches: Mapping[str, Speech]) -> dict[str, Script]:
    """A script a language; gate 1 ends with the offers of the translations, but for the one that is spoken."""
    offers = {
        language.tag.value: speeches[language.tag.value].offer(language.tag.value, OFFER, language.key)
        for language in parts.languages[1:]
    }
    return {
        language.tag.value: make_script(
            parts.draft,
            speeches[language.tag.value],
            language,
            tuple(line for spoken, line in offers.items() if spoken != language.tag.value),
        )
        for language in parts.languages
    }


def _timed(questionnaire: Questionnaire, speeches: Mapping[str, Speech]) -> Questionnaire:
    """With the minutes that are left at each step, and help that says so."""
    minutes = minutes_left(questionnaire)
    each = range(1, max(minutes.values()) + 1)
    scripts = {
        language: replace(script, help_after=tuple((speeches[language].minutes_left(left),) for left in each))
        for language, script in questionnaire.scripts.items()
    }
    return replace(questionnaire, minutes_left=minutes, scripts=scripts)


def _check_spoken(questionnaire: Questionnaire, speeches: Mapping[str, Speech], faults: Faults) -> None:
    """What can only be judged of the lines as they are spoken in the end."""
    for language, script in questionnaire.scripts.items():

        def place_of(line: Line, spoken: str = language) -> Place:
            return speeches[line.language or spoken].places[line.name]

        safety.check_script(script, questionnaire.forbidden, place_of, faults)
        check_lengths(script, place_of, faults)
