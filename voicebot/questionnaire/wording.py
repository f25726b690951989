"""All that is said in one language: which lines make up the prompt of each step, and what is said in between.

How words become lines is `speech.py`; which steps there are, `steps.py`.
"""

from collections.abc import Mapping

from voicebot.questionnaire.draft import Draft, DraftQuestion, DraftSection, Piece
from voicebot.questionnaire.model import (
    AGREEMENT,
    APPOINTMENT,
    CLOSING,
    GATE_KEYS,
    HELP,
    HELP_BEFORE,
    OFFER_KEYS,
    OPTED_OUT,
    OPTED_OUT_WITH_ANSWERS,
    RIGHT_PERSON,
    SAFE_TO_TALK,
    Ending,
    Lead,
    Line,
    Meaning,
    Script,
)
from voicebot.questionnaire.schema import SPOKEN_ENDINGS
from voicebot.questionnaire.speech import Speech
from voicebot.questionnaire.translation import Language

INFORMATION_KEYS: Mapping[Meaning, str] = {Meaning.YES: "1"}
_SAID_ONCE = {
    Lead.NO_ANSWER: "no_answer",
    Lead.REFUSED: "refused",
    Lead.FIRST_QUESTION: "first_question",
    Lead.UNDONE: "undone",
    Lead.RESUMED: "resumed",
}
_SAID_TWICE = {
    (Lead.SILENCE_1, Lead.SILENCE_2): "silence",
    (Lead.INVALID_1, Lead.INVALID_2): "wrong_key",
}


def make_script(draft: Draft, speech: Speech, language: Language, offers: tuple[Line, ...]) -> Script:
    """All that can be said in a language, but for help with the minutes left, which has to be timed first."""
    ask = _fixed_steps(speech, offers)
    short = {CLOSING: ask[CLOSING][1:]}  # the keys alone, once the thanks were said
    for section in draft.sections:
        if section.offered:
            ask[offer_step(section)] = _step(speech, f"{section.id}.offer", f"{section.path}.offer", OFFER_KEYS)
        for question in section.questions:
            ask |= _question(speech, question)
            short |= _in_short(speech, question)
    return Script(
        language=language.tag.value,
        voice=language.voice.value,
        ask=ask,
        short=short,
        leads=_leads(speech),
        endings=_endings(speech),
        help_after=(),
        times=speech.times(),
        unavailable=(speech.named("unavailable"),),
        approved=language.approved,
    )


def offer_step(section: DraftSection) -> str:
    """The id of the step that offers to skip a section."""
    return f"{section.id}.offer"


def _fixed_steps(speech: Speech, offers: tuple[Line, ...]) -> dict[str, tuple[Line, ...]]:
    def step(name: str, path: str) -> tuple[Line, ...]:
        return _step(speech, name, path, GATE_KEYS[name])

    opted_out = speech.say(Piece("opted_out.ask", "opted_out.ask"))
    both_keys = speech.keys("opted_out.answers.keys", "opted_out.keys", GATE_KEYS[OPTED_OUT_WITH_ANSWERS])
    undo_key = speech.keys("opted_out.keys", "opted_out.keys", GATE_KEYS[OPTED_OUT])
    help_before = speech.keys("help.before.keys", "help.keys", GATE_KEYS[HELP_BEFORE])
    return {
        RIGHT_PERSON: (*step(RIGHT_PERSON, "opening.right_person"), *offers),
        SAFE_TO_TALK: step(SAFE_TO_TALK, "opening.safe_to_talk"),
        AGREEMENT: (speech.named("introduction"), *step(AGREEMENT, AGREEMENT)),
        CLOSING: step(CLOSING, CLOSING),
        OPTED_OUT: (opted_out, undo_key),
        OPTED_OUT_WITH_ANSWERS: (opted_out, both_keys),
        HELP_BEFORE: (speech.named("phrases.help_before"), help_before),
        HELP: (speech.keys("help.keys", "help.keys", GATE_KEYS[HELP]),),
        APPOINTMENT: step(APPOINTMENT, APPOINTMENT),
    }


def _step(speech: Speech, name: str, path: str, keys: Mapping[Meaning, str]) -> tuple[Line, ...]:
    return speech.say(Piece(f"{name}.ask", f"{path}.ask")), speech.keys(f"{name}.keys", f"{path}.keys", keys)


def _question(speech: Speech, question: DraftQuestion) -> dict[str, tuple[Line, ...]]:
    asked = tuple(speech.say(piece) for piece in question.ask)
    if question.menu is None:
        keys_path = question.ask[0].path.removesuffix(".hear") + ".keys"
        return {question.id: (*asked, speech.keys(f"{question.id}.keys", keys_path, INFORMATION_KEYS))}
    second = {
        f"{question.id}.{option.key}": (speech.say(option.then.ask), speech.options(option.then.menu))
        for option in question.menu.options
        if option.then
    }
    return {question.id: (*asked, speech.options(question.menu))} | second


def _in_short(speech: Speech, question: DraftQuestion) -> dict[str, tuple[Line, ...]]:
    """A scale in one step is read in full once; one in two steps is short enough as it is."""
    if question.scale is None or question.menu is None or question.menu.two_steps:
        return {}
    return {question.id: (*map(speech.say, question.ask), speech.short(question.menu))}


def _leads(speech: Speech) -> dict[Lead, tuple[Line, ...]]:
    leads: dict[Lead, tuple[Line, ...]] = {
        lead: (speech.named(f"phrases.{name}"),) for lead, name in _SAID_ONCE.items()
    }
    for (first, second), name in _SAID_TWICE.items():
        leads[first] = (speech.one_of_two(f"phrases.{name}", 1),)
        leads[second] = (speech.one_of_two(f"phrases.{name}", 2),)
    leads[Lead.SUPPORT] = (speech.say(Piece("support", "support"), slow=True),)
    leads[Lead.WRITTEN_SURVEY] = (speech.named("written_survey"),)
    return leads


def _endings(speech: Speech) -> dict[Ending, tuple[Line, ...]]:
    return {ending: (speech.named(f"endings.{ending}"),) for ending in SPOKEN_ENDINGS}
