"""Whether the parts of a questionnaire fit together: names, sections, the headline, the voice.

The form of the file is `schema.py`, conditions are `conditions.py`, the words `spelling.py` and `placeholders.py`.
"""

import re
from collections import Counter
from collections.abc import Mapping

from voicebot.questionnaire.conditions import check_conditions
from voicebot.questionnaire.draft import Draft, DraftSection
from voicebot.questionnaire.faults import Faults, nearest
from voicebot.questionnaire.fields import Token
from voicebot.questionnaire.model import (
    AGREEMENT,
    APPOINTMENT,
    CLOSING,
    HELP,
    OPTED_OUT,
    RIGHT_PERSON,
    SAFE_TO_TALK,
    Role,
)

_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}-[A-Z]{2}")
_VOICE = re.compile(r"(Polly|Google)\.[A-Za-z0-9-]+")
_TAKEN = frozenset(
    {
        *(RIGHT_PERSON, SAFE_TO_TALK, AGREEMENT, CLOSING, OPTED_OUT, HELP, APPOINTMENT),
        *("scale", "phrases", "endings", "offers"),
    }
)
_HEADLINE_CODES = frozenset(range(1, 8))
POLLY_LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("Amy", "Emma", "Brian", "Arthur"), "en-GB"),
    **dict.fromkeys(("Joanna", "Matthew", "Salli", "Joey", "Kendra", "Kimberly", "Justin", "Ivy"), "en-US"),
    "Gwyneth": "cy-GB",
    **dict.fromkeys(("Ewa", "Maja", "Jacek", "Jan", "Ola"), "pl-PL"),
    "Carmen": "ro-RO",
    **dict.fromkeys(("Ines", "Cristiano"), "pt-PT"),
    **dict.fromkeys(("Carla", "Bianca", "Giorgio"), "it-IT"),
    **dict.fromkeys(("Conchita", "Lucia", "Enrique"), "es-ES"),
    **dict.fromkeys(("Celine", "Lea", "Mathieu"), "fr-FR"),
    **dict.fromkeys(("Marlene", "Vicki", "Hans"), "de-DE"),
    **dict.fromkeys(("Filiz", "Burcu"), "tr-TR"),
}
"""The language of voices that are often used; a voice with another language fails in the middle of a call."""


def check_draft(draft: Draft, folder: str, faults: Faults) -> None:
    """Everything that can be said about a draft without its words and their voice."""
    if draft.survey.value and draft.survey.value != folder:
        faults.add(draft.survey.place, f"the survey is called “{draft.survey.value}”", f"its folder is “{folder}”")
    _check_ids(draft, faults)
    _check_sections(draft, faults)
    _check_headline(draft, faults)
    check_conditions(draft, faults)


def check_voice(language: Token, voice: Token, faults: Faults) -> None:
    """A language tag such as en-GB, and a voice that speaks it as far as that is known (Twilio, `<Say>`)."""
    if language.value and not _LANGUAGE.fullmatch(language.value):
        faults.add(language.place, f"“{language.value}” is no language", "write language and country, like en-GB")
    if not voice.value:
        return
    if not _VOICE.fullmatch(voice.value):
        faults.add(voice.place, f"“{voice.value}” is no voice", "write one like Polly.Amy-Neural")
    elif language.value and (spoken := _language_of(voice.value)) not in (None, language.value):
        faults.add(voice.place, f"{voice.value} speaks {spoken}", f"choose a voice that speaks {language.value}")


def _language_of(voice: str) -> str | None:
    """The language of a voice, if it is known: Google's carry it in their name."""
    maker, name = voice.split(".", 1)
    if maker == "Google":
        return "-".join(name.split("-")[:2])
    return POLLY_LANGUAGES.get(name.split("-")[0])


def _check_ids(draft: Draft, faults: Faults) -> None:
    named = [(section.id, section.place) for section in draft.sections]
    named += [(question.id, question.place) for question in draft.questions()]
    named += {question.several: question.place for question in draft.questions() if question.several}.items()
    counts = Counter(name for name, _ in named)
    for name, place in named:
        if name in _TAKEN:
            faults.add(place, f"“{name}” means something else in every questionnaire", "choose another name")
        if name and counts[name] > 1:
            faults.add(
                place, f"“{name}” names more than one thing", "give each section, question and item its own name"
            )
    for name, place in (*named, *((name, scale.place) for name, scale in draft.scales.items())):
        if name and not _ID.fullmatch(name):
            faults.add(place, f"“{name}” can't be a name", "use small letters, digits and single underscores")


def _check_sections(draft: Draft, faults: Faults) -> None:
    roles = [section.role for section in draft.sections]
    for at, section in enumerate(draft.sections):
        if not section.questions:
            faults.add(section.place, f"section {section.id} has no questions", "give it some, or take it out")
        if section.role is Role.CORE:
            _check_core(section, at, faults)
        if section.role is Role.ABOUT_YOU:
            _check_about_you(section, last=at == len(roles) - 1, faults=faults)
    if draft.sections and Role.CORE not in roles:
        faults.add(draft.sections[0].place, "no section is the core", "give the first one `role: core`")


def _check_core(section: DraftSection, at: int, faults: Faults) -> None:
    """The core is what everybody is asked first, on one scale: completes and the headline rest on it."""
    if at:
        faults.add(section.place, "a core section is not the first section", "there is one, and it comes first")
    if section.offered:
        faults.add(section.place, "the core can be skipped", "take its offer out")
    scale = next((question.scale for question in section.questions if question.scale), None)
    for question in section.questions:
        if question.when:
            faults.add(question.place, f"the core question {question.id} has a condition", "ask it of everybody")
        if not question.information and (question.scale is None or question.scale != scale):
            right = f"use {scale}" if scale else "give it a scale"
            faults.add(question.place, f"{question.id} is not on the one scale of the core", right)


def _check_about_you(section: DraftSection, *, last: bool, faults: Faults) -> None:
    if not last:
        faults.add(section.place, f"{section.id} asks about the person, but is not the last section", "put it last")
    if not section.offered:
        faults.add(section.place, f"{section.id} asks about the person and can't be skipped", "give it an offer")


def _check_headline(draft: Draft, faults: Faults) -> None:
    name = draft.headline.value
    core = [question for section in draft.sections if section.role is Role.CORE for question in section.questions]
    found = next((question for question in core if question.id == name), None)
    if name and found is None:
        right = nearest(name, [question.id for question in core])
        faults.add(draft.headline.place, f"the headline “{name}” is not a core question", right)
    if found and found.menu and not found.menu.codes() >= _HEADLINE_CODES:
        faults.add(draft.headline.place, f"the scale of {name} lacks some of the codes 1-7", "complete the scale")
