"""What whoever rings us can hear before it is known who they are: the prompts, their keys, the words of each language.

Only values; reading them from files is `inbound_words.py`, walking them `interview/inbound.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voicebot.questionnaire.model import Line


class InboundStep(StrEnum):
    """A prompt, called as its words are in the file."""

    MENU = "menu"
    NUMBER = "number"  # the number that was not shown is keyed in
    CONFIRM = "confirm"  # it is read back
    OPTED_OUT = "opted_out"


class InboundKey(StrEnum):
    """What a key of a prompt is for, called as its words are in the file."""

    TAKE_PART = "take_part"
    CHECK = "check"  # that we are genuine
    STOP = "stop"
    RIGHT = "right"
    AGAIN = "again"
    UNDO = "undo"


class InboundLead(StrEnum):
    """What is said before a prompt, because of what happened just before."""

    NONE = "none"
    SILENCE_1 = "silence_1"
    SILENCE_2 = "silence_2"
    WRONG_KEY_1 = "wrong_key_1"
    WRONG_KEY_2 = "wrong_key_2"
    WRONG_NUMBER = "wrong_number"
    CHECK = "check"
    UNDONE = "undone"
    NOT_NOW = "not_now"  # the interview can't be begun
    HELP = "help"


class InboundEnding(StrEnum):
    """Why it is over."""

    OPTED_OUT = "opted_out"
    NO_REPLY = "no_reply"
    NO_NUMBER = "no_number"
    TOO_LONG = "too_long"
    INTERVIEW = "interview"  # the questionnaire goes on from here; nothing is said


INBOUND_KEYS: Mapping[InboundStep, Mapping[str, InboundKey]] = {
    InboundStep.MENU: {"1": InboundKey.TAKE_PART, "2": InboundKey.CHECK, "0": InboundKey.STOP},
    InboundStep.NUMBER: {},
    InboundStep.CONFIRM: {"1": InboundKey.RIGHT, "2": InboundKey.AGAIN},
    InboundStep.OPTED_OUT: {"1": InboundKey.UNDO},
}
"""The keys of each prompt, in the order in which they are said; 0 stops for good at all of them but NUMBER."""


@dataclass(frozen=True, slots=True)
class InboundScript:
    """All that can be said in one language.

    `ask` has what is asked at each step, `keys` the sentence for each of its keys. `{number}` is left to be filled in
    where the number is read back. `offers` says how to go on in each of the other languages.
    """

    voice: str
    ask: Mapping[InboundStep, Line]
    keys: Mapping[InboundStep, Mapping[InboundKey, Line]]
    leads: Mapping[InboundLead, Line]
    endings: Mapping[InboundEnding, Line]
    offers: tuple[Line, ...]


@dataclass(frozen=True, slots=True, eq=False)
class InboundFlow:
    """The words of all languages, the source's first. Equal only to itself, so that prompts can be kept by it."""

    scripts: Mapping[str, InboundScript]
    language_keys: Mapping[str, str]  # key of the menu -> language

    @property
    def own_language(self) -> str:
        """The one in which whoever is not known is spoken to."""
        return next(iter(self.scripts))
