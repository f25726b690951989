"""What a compiled questionnaire is: the shape that the interview walks and the words for each language.

Only values; reading files is `reading.py`, the rules they must pass `checks.py` and `safety.py`, making this
`compile.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

RIGHT_PERSON, SAFE_TO_TALK, AGREEMENT, CLOSING = "right_person", "safe_to_talk", "agreement", "closing"
OPTED_OUT, OPTED_OUT_WITH_ANSWERS = "opted_out", "opted_out.answers"
HELP, HELP_BEFORE, APPOINTMENT = "help", "help.before", "appointment"
"""Ids of the steps that every questionnaire has."""


class StepKind(StrEnum):
    """What the one key that a step waits for decides."""

    RIGHT_PERSON = "right_person"  # gate 1
    SAFE_TO_TALK = "safe_to_talk"  # gate 2
    AGREEMENT = "agreement"
    OFFER = "offer"  # go on with a section, or skip all of it
    INFORMATION = "information"  # something to hear; any of its keys, or silence, goes on
    QUESTION = "question"
    CLOSING = "closing"  # the menu after the last question
    OPTED_OUT = "opted_out"  # after key 0: undo, and, once there are answers, have them deleted
    HELP = "help"  # after `*` twice; silence goes on
    APPOINTMENT = "appointment"  # when to ring again


class Role(StrEnum):
    """What a section counts for (facts of the survey: completes and the headline)."""

    CORE = "core"
    DETAILS = "details"
    ABOUT_YOU = "about_you"


class Meaning(StrEnum):
    """What a key means at a step that is not a question."""

    YES = "yes"  # gate 1: it is me; gate 2: I can talk; agreement: take part; offer, information, help: go on
    NOT_FREE = "not_free"  # gate 1
    WRONG_PERSON = "wrong_person"  # gate 1
    ANOTHER_TIME = "another_time"  # gate 2, agreement, help: to be rung another time
    NOT_THIS_TIME = "not_this_time"  # agreement
    SKIP = "skip"  # offer
    HEAR_SUPPORT = "hear_support"  # closing, help
    WRITTEN_SURVEY = "written_survey"  # closing: somebody wrote to me about this
    WITHDRAW = "withdraw"  # closing, opted out: delete my answers
    UNDO = "undo"  # opted out: it was a mistake
    SLOWER = "slower"  # help: slower speech, or the usual one again
    NONE_OF_THESE = "none_of_these"  # appointment: no time that is offered


class Ending(StrEnum):
    """Why a conversation is over; each has its own goodbye, and all of them are safe before the gates."""

    COMPLETE = "complete"
    NOT_FREE = "not_free"
    WRONG_PERSON = "wrong_person"
    ANOTHER_TIME = "another_time"  # at no certain time
    APPOINTMENT = "appointment"  # at a time that the person chose
    NOT_THIS_TIME = "not_this_time"
    OPTED_OUT = "opted_out"
    UNDER_AGE = "under_age"
    WITHDRAWN = "withdrawn"  # the answers were deleted
    NO_REPLY = "no_reply"  # nobody answered a gate
    BROKEN_OFF = "broken_off"  # two questions in a row went unanswered
    TOO_LONG = "too_long"  # a limit of the engine
    EXCLUDED = "excluded"  # on the exclusion list by the time the call was picked up
    STOPPED = "stopped"  # the batch was stopped at once
    HUNG_UP = "hung_up"  # the line went; nothing is said


class Lead(StrEnum):
    """What is said before a prompt, because of what happened just before."""

    NONE = "none"
    SILENCE_1 = "silence_1"
    SILENCE_2 = "silence_2"
    INVALID_1 = "invalid_1"
    INVALID_2 = "invalid_2"
    FIRST_QUESTION = "first_question"  # there is nothing to go back to
    NO_ANSWER = "no_answer"  # we go on without one
    REFUSED = "refused"  # that's fine
    UNDONE = "undone"  # the opt-out was a mistake: we carry on
    RESUMED = "resumed"  # we go on where an earlier call stopped
    SUPPORT = "support"  # where to turn, read slowly
    WRITTEN_SURVEY = "written_survey"


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of speech that could be recorded as one file.

    `sentences` are spoken with half a second between them. `{first_name}` is left to be filled in, and in the goodbye
    after an appointment `{time}`.
    `language` is set where it differs from the script's: the offer of another language is spoken in that one.
    `slow` is for what somebody may want to write down. `recording` is the name under which a recording of these very
    words is served, where one was accepted.
    """

    name: str
    sentences: tuple[str, ...]
    language: str | None = None
    slow: bool = False
    recording: str | None = None


GATE_KEYS: Mapping[str, Mapping[Meaning, str]] = {
    RIGHT_PERSON: {Meaning.YES: "1", Meaning.NOT_FREE: "2", Meaning.WRONG_PERSON: "3"},
    SAFE_TO_TALK: {Meaning.YES: "1", Meaning.ANOTHER_TIME: "2"},
    AGREEMENT: {Meaning.YES: "1", Meaning.ANOTHER_TIME: "2", Meaning.NOT_THIS_TIME: "3"},
    CLOSING: {Meaning.HEAR_SUPPORT: "1", Meaning.WRITTEN_SURVEY: "2", Meaning.WITHDRAW: "3"},
    OPTED_OUT: {Meaning.UNDO: "1"},
    OPTED_OUT_WITH_ANSWERS: {Meaning.UNDO: "1", Meaning.WITHDRAW: "2"},
    HELP_BEFORE: {Meaning.YES: "1", Meaning.SLOWER: "2"},
    HELP: {Meaning.YES: "1", Meaning.SLOWER: "2", Meaning.ANOTHER_TIME: "3", Meaning.HEAR_SUPPORT: "4"},
    APPOINTMENT: {Meaning.NONE_OF_THESE: "7"},
}
"""The keys of the steps that every questionnaire has; the same in every flow, so that a person finds them again."""

OFFER_KEYS: Mapping[Meaning, str] = {Meaning.YES: "1", Meaning.SKIP: "2"}
RESERVED_KEYS = frozenset("0*#9")
"""Stop for good, hear again, back, prefer not to say: never an answer."""
LANGUAGE_KEYS = ("4", "5", "6", "7", "8")
SLOT_KEYS = ("1", "2", "3", "4", "5", "6")
"""Of the times that are open for an appointment, in their order."""


class Slot(NamedTuple):
    """An hour in which a person may be rung again, as it is spoken; which hours are open is decided elsewhere.

    `at` is the instant at which it begins, in seconds since 1970: for whoever keeps the appointment, never read here.
    """

    at: int
    days: int  # from the day of the call: 0 is today; below 7, so that a weekday is no riddle
    weekday: int  # 0 is Monday
    hour: int  # 9 to 20, as clocks show it where the person lives


@dataclass(frozen=True, slots=True)
class Choice:
    """What an answer key does: give the code, go on to the second of two steps, or end the call."""

    code: int | None = None  # the code that is stored, where this key decides it
    then: str | None = None  # id of the step that asks within this choice
    first: int | None = None  # what is kept of a first step when the second one goes unanswered
    ends: Ending | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One prompt that takes one key. `id` is the question's id, with `.name` behind it for a second step."""

    id: str
    kind: StepKind
    wait: int  # seconds to wait for a key after the last word
    choices: Mapping[str, Choice] = field(default_factory=dict)  # questions: answer key -> what it does
    meanings: Mapping[str, Meaning] = field(default_factory=dict)  # every other kind of step
    question: str = ""  # the question, or the offer's section, that it asks
    scale: str | None = None  # name of the scale; read in full once, in short afterwards


@dataclass(frozen=True, slots=True)
class Condition:
    """One of these codes was given to an earlier question."""

    question: str
    codes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked and stored under one name with one code (an item of a several-choice is one too).

    `when` must hold in all its parts. `dont_know` is the code for "not sure, or it does not apply".
    """

    id: str
    section: str
    steps: tuple[str, ...]  # the first is asked; the rest are reached from it
    when: tuple[Condition, ...] = ()
    dont_know: int | None = None
    information: bool = False  # heard, not answered: nothing is stored
    labels: Mapping[int, str] = field(default_factory=dict)  # code -> label in the source language
    firsts: Mapping[int, str] = field(default_factory=dict)  # of two steps: what is kept of the first -> its label
    text: str = ""  # as asked, in the source language
    several: str | None = None  # the several-choice question that this is an item of


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together. With an `offer` step the person may skip them all with one key."""

    id: str
    role: Role
    questions: tuple[str, ...]
    offer: str | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """The words for the times of an appointment; `times.py` makes sentences of them.

    `days` are today, tomorrow and the weekdays from Monday on, `hours` are from 9 to 20, by the hour they begin with.
    """

    days: tuple[str, ...]
    hours: Mapping[int, str]
    time: str  # with {day} and {hours}
    option: str  # with {label} and {key}


@dataclass(frozen=True, slots=True)
class Script:
    """All that can be said in one language.

    `ask` and `short` are keyed by step id (`short` only where there is a short form for the second time), `leads` by
    lead, `endings` by ending. `help_after` is the text of the step HELP, one entry per whole number of minutes left,
    from 1 up; `times` has the words for the times of an appointment.
    """

    language: str
    voice: str
    ask: Mapping[str, tuple[Line, ...]]
    short: Mapping[str, tuple[Line, ...]]
    leads: Mapping[Lead, tuple[Line, ...]]
    endings: Mapping[Ending, tuple[Line, ...]]
    help_after: tuple[tuple[Line, ...], ...]
    times: Times
    unavailable: tuple[Line, ...]  # the harmless goodbye when nothing else can be said
    approved: bool = True  # by a translator; the source language always is


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """A questionnaire that has passed its checks. Immutable; everything is found by id.

    `order` lists the first steps in the order of asking: offers, information and questions; `places` says where in
    it the question (or the offer of the section) of that id stands. `digest` is the hash of all that can be said and
    of the routing: it names the version. Two are equal only if they are the same object, so that prompts can be kept
    by it.
    """

    name: str
    digest: str
    languages: tuple[str, ...]  # the source language first
    language_keys: Mapping[str, str]  # key of gate 1 -> language
    scripts: Mapping[str, Script]
    steps: Mapping[str, Step]
    order: tuple[str, ...]  # step ids
    places: Mapping[str, int]  # question or section id -> index in order
    questions: Mapping[str, Question]
    sections: Mapping[str, Section]
    headline: str  # the question on the whole experience
    forbidden: Mapping[str, tuple[str, ...]]  # language -> stems that may not be spoken before the gates
    minutes_left: Mapping[str, int]  # step id -> whole minutes to the end on the usual path, at least 1
