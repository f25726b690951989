"""Which of the translations beside a questionnaire a wave offers. Pure.

What a translation has to hold is `translation.py`.
"""

from collections.abc import Collection
from dataclasses import replace

from voicebot.errors import Refused
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.faults import listed
from voicebot.questionnaire.source import Source


def offering(source: Source, languages: Collection[str], *, unapproved: bool) -> Source:
    """The source with those translations alone that a wave offers.

    Args:
        source: with every translation that there is.
        languages: their tags, such as pl-PL; if there are none, all that may be spoken.
        unapproved: whether one that waits for its translator's approval may be spoken, as in a rehearsal.

    Raises:
        BadQuestionnaire: the questionnaire or a translation does not pass its checks.
        Refused: a language is asked for that is not there, or that may not be spoken yet.
    """
    own, *translations = compile_questionnaire(source).scripts.values()
    there = {script.language: script.approved or unapproved for script in translations}
    for language in languages:
        if language != own.language:
            _require(source.name, language, there)
    spoken = {language for language, may_be in there.items() if may_be and (not languages or language in languages)}
    silent = {f"{language}.yaml" for language in there.keys() - spoken}
    return replace(source, files={file: text for file, text in source.files.items() if file not in silent})


def _require(name: str, language: str, there: dict[str, bool]) -> None:
    if language not in there:
        known = listed(list(there)) or "none"
        raise Refused(f"{name} is not translated into {language}: its translations are {known}")
    if not there[language]:
        raise Refused(
            f"the translation of {name} into {language} is not approved by a translator yet: "
            "write `approved: true` into it once it is, or leave it out of the wave's languages"
        )
