"""The whole call as a text that a researcher reads and approves: what is said, which keys there are, what they lead to.

Written from the compiled questionnaire, so that what is approved is what is spoken.
"""

from collections.abc import Iterator
from textwrap import wrap

from voicebot.questionnaire.faults import listed
from voicebot.questionnaire.model import (
    AGREEMENT,
    APPOINTMENT,
    CLOSING,
    HELP,
    HELP_BEFORE,
    OPTED_OUT,
    OPTED_OUT_WITH_ANSWERS,
    RIGHT_PERSON,
    SAFE_TO_TALK,
    SLOT_KEYS,
    Choice,
    Condition,
    Ending,
    Lead,
    Line,
    Meaning,
    Question,
    Questionnaire,
    Script,
    Section,
    Slot,
    Step,
)
from voicebot.questionnaire.times import offer
from voicebot.questionnaire.timing import expected

WIDTH = 100
_KEYS = """\
The keys that mean the same at every prompt:
    0   stop, and never be called again
    *   hear it again, in full; twice running: help
    #   back one question
    9   prefer not to say"""
_HEADINGS = {
    RIGHT_PERSON: "Gate 1: the right person",
    SAFE_TO_TALK: "Gate 2: a safe moment",
    AGREEMENT: "Introduction and agreement",
    CLOSING: "Closing",
    OPTED_OUT: "After key 0",
    OPTED_OUT_WITH_ANSWERS: "After key 0, once something was answered",
    APPOINTMENT: "Another time",
    HELP_BEFORE: "Help, before the gates are passed",
    HELP: "Help",
}
_EXAMPLE = Slot(at=0, days=1, weekday=0, hour=10)
_MEANINGS = {
    Meaning.YES: "goes on",
    Meaning.NOT_FREE: "ends the call: not free",
    Meaning.WRONG_PERSON: "ends the call: wrong person",
    Meaning.ANOTHER_TIME: "offers times that are open; ends the call if none is: another time",
    Meaning.NOT_THIS_TIME: "ends the call: not this time",
    Meaning.SKIP: "skips the section",
    Meaning.HEAR_SUPPORT: "says where else to turn",
    Meaning.WRITTEN_SURVEY: "says what to do about a written survey",
    Meaning.WITHDRAW: "deletes the answers and ends the call",
    Meaning.UNDO: "takes the opt-out back and carries on",
    Meaning.SLOWER: "speaks slowly from now on, or as before again",
    Meaning.NONE_OF_THESE: "ends the call: another time",
}
_LEADS = {
    Lead.SILENCE_1: "no key was pressed",
    Lead.SILENCE_2: "no key was pressed, again",
    Lead.INVALID_1: "a key without a meaning",
    Lead.INVALID_2: "a key without a meaning, again",
    Lead.NO_ANSWER: "going on without an answer",
    Lead.REFUSED: "the person would rather not say",
    Lead.FIRST_QUESTION: "key # at the first question",
    Lead.UNDONE: "the opt-out was a mistake",
    Lead.RESUMED: "going on where an earlier call stopped",
    Lead.SUPPORT: "where else to turn (spoken slowly)",
    Lead.WRITTEN_SURVEY: "somebody wrote to the person about the survey",
}
_ENDINGS = {
    Ending.COMPLETE: "after the last question",
    Ending.NOT_FREE: "the person is not free",
    Ending.WRONG_PERSON: "nobody of that name",
    Ending.ANOTHER_TIME: "another time",
    Ending.APPOINTMENT: "a time was chosen",
    Ending.NOT_THIS_TIME: "not this time",
    Ending.OPTED_OUT: "never to be called again",
    Ending.UNDER_AGE: "too young to take part",
    Ending.WITHDRAWN: "the answers were deleted",
    Ending.NO_REPLY: "nobody pressed a key at a gate",
    Ending.BROKEN_OFF: "two questions in a row without an answer",
    Ending.TOO_LONG: "the call has reached a limit",
    Ending.EXCLUDED: "on the exclusion list since the call was placed",
    Ending.STOPPED: "the calls were stopped by staff",
}


def write_script(questionnaire: Questionnaire, language: str) -> str:
    """The call in one of the questionnaire's languages; headings and conditions are in English."""
    script = questionnaire.scripts[language]
    lines = [
        *_top(questionnaire, script),
        *_steps(questionnaire, script, RIGHT_PERSON, SAFE_TO_TALK, AGREEMENT),
        *(line for section in questionnaire.sections.values() for line in _section(questionnaire, script, section)),
        *_steps(questionnaire, script, CLOSING, OPTED_OUT, OPTED_OUT_WITH_ANSWERS),
        *_steps(questionnaire, script, APPOINTMENT, HELP_BEFORE, HELP),
        *_moments(script),
    ]
    return "\n".join(lines) + "\n"


def place_in_words(questionnaire: Questionnaire, step_id: str) -> str:
    """Where in the call a step stands: `Gate 1: the right person`, or `Section core: contact`."""
    if step_id in _HEADINGS:
        return _HEADINGS[step_id]
    name = questionnaire.steps[step_id].question
    if name in questionnaire.sections:
        return f"Section {name}: go on or skip"
    return f"Section {questionnaire.questions[name].section}: {name}"


def condition_in_words(questionnaire: Questionnaire, condition: Condition) -> str:
    """`contact is 5 (fairly dissatisfied) or 6 (very dissatisfied)`."""
    labels = questionnaire.questions[condition.question].labels
    return f"{condition.question} is {listed([f'{code} ({labels[code]})' for code in sorted(condition.codes)])}"


def _top(questionnaire: Questionnaire, script: Script) -> Iterator[str]:
    time = expected(questionnaire)
    approval = "" if script.approved else ", NOT YET APPROVED by a translator"
    yield from _heading(f"{questionnaire.name} in {script.language}", "=")
    yield f"Version {questionnaire.digest[:12]}, voice {script.voice}{approval}."
    yield (
        f"About {time.total_minutes:.1f} minutes if keys are pressed as soon as they are heard, "
        f"the core questions {time.core_minutes:.1f} of them."
    )
    yield ""
    yield _KEYS


def _steps(questionnaire: Questionnaire, script: Script, *names: str) -> Iterator[str]:
    for name in names:
        yield from _heading(_HEADINGS[name], "=")
        yield from _step(questionnaire, script, questionnaire.steps[name])


def _section(questionnaire: Questionnaire, script: Script, section: Section) -> Iterator[str]:
    yield from _heading(f"Section {section.id} ({section.role})", "=")
    if section.offer:
        yield from _step(questionnaire, script, questionnaire.steps[section.offer])
    for name in section.questions:
        yield from _question(questionnaire, script, questionnaire.questions[name])


def _question(questionnaire: Questionnaire, script: Script, question: Question) -> Iterator[str]:
    yield from _heading(question.id, "-")
    if question.when:
        conditions = " and ".join(condition_in_words(questionnaire, condition) for condition in question.when)
        yield from _wrapped(f"Only if {conditions}.", "")
    for name in question.steps:
        if name != question.id:
            yield from ("", f"After key {name.rsplit('.')[-1]}:")
        yield from _step(questionnaire, script, questionnaire.steps[name])


def _step(questionnaire: Questionnaire, script: Script, step: Step) -> Iterator[str]:
    """What is said, how it is said once the scale is known, and what the keys do."""
    yield from _spoken(_asked(script, step), script)
    if step.id in script.short:
        yield "  Once the scale has been heard:"
        yield from _spoken(script.short[step.id], script)
    yield f"  [waits {step.wait} seconds]"
    if step.id == APPOINTMENT:
        yield f"    {SLOT_KEYS[0]}-{SLOT_KEYS[-1]} ends the call: a time was chosen"
    for key, meaning in step.meanings.items():
        yield f"    {key}   {_MEANINGS[meaning]}"
    for key, choice in step.choices.items():
        yield f"    {key}   {_choice(questionnaire.questions[step.question], choice)}"
    if step.id == RIGHT_PERSON:
        for key, language in questionnaire.language_keys.items():
            yield f"    {key}   goes on in {language}"


def _asked(script: Script, step: Step) -> tuple[Line, ...]:
    """The lines of a step, with an example of what a call puts between them: the minutes left, an open time."""
    lines = script.ask[step.id]
    if step.id == HELP:
        return (*script.help_after[-1], *lines)
    if step.id == APPOINTMENT:
        return (lines[0], offer(script.times, _EXAMPLE, SLOT_KEYS[0]), *lines[1:])
    return lines


def _choice(question: Question, choice: Choice) -> str:
    if choice.then:
        return "asks for more detail"
    if choice.ends:
        return f"deletes the answers and ends the call: {choice.ends.replace('_', ' ')}"
    unsure = " (counts as not sure)" if choice.code == question.dont_know else ""
    return f"code {choice.code}: {question.labels[choice.code or 0]}{unsure}"


def _moments(script: Script) -> Iterator[str]:
    """What is said before a prompt, and instead of one."""
    yield from _heading("Said before a prompt", "=")
    for lead, moment in _LEADS.items():
        yield from _moment(moment, script.leads[lead], script)
    yield from _moment("help, near the end", script.help_after[0], script)
    yield from _heading("Goodbyes", "=")
    for ending, moment in _ENDINGS.items():
        yield from _moment(moment, script.endings[ending], script)
    yield from _moment("something has failed", script.unavailable, script)


def _moment(moment: str, lines: tuple[Line, ...], script: Script) -> Iterator[str]:
    yield f"{moment[0].upper()}{moment[1:]}:"
    yield from _spoken(lines, script)


def _spoken(lines: tuple[Line, ...], script: Script) -> Iterator[str]:
    for line in lines:
        foreign = f"[in {line.language}] " if line.language not in (None, script.language) else ""
        for sentence in line.sentences:
            yield from _wrapped(f"{foreign}{sentence}", "  > ")


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))


def _heading(text: str, underline: str) -> tuple[str, ...]:
    return "", text, underline * len(text)
