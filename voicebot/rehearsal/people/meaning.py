"""What an offer means to a listener, and at which moment of the call a prompt comes, told by its words."""

import re
from enum import Enum, auto
from functools import lru_cache

from voicebot.rehearsal.people.ear import Offer, Understood


class Meaning(Enum):
    """What pressing a key would do, as far as a listener can tell."""

    ANSWER = auto()
    MISTAKE = auto()
    STOP = auto()
    WITHDRAW = auto()
    NOBODY = auto()
    NOT_FREE = auto()
    DECLINE = auto()
    LATER = auto()
    SAFE = auto()
    TAKE_PART = auto()
    SKIP = auto()
    SUPPORT = auto()
    NOT_SURE = auto()
    UNDER_AGE = auto()
    REFUSE = auto()


class Moment(Enum):
    """Where in the call a listener thinks to be."""

    RIGHT_PERSON = auto()
    SAFE_MOMENT = auto()
    AGREEMENT = auto()
    OPTED_OUT = auto()
    DEMOGRAPHICS = auto()
    CLOSING = auto()
    QUESTION = auto()
    UNCLEAR = auto()


ANSWER_KEYS = frozenset("12345678")
WORDS: dict[Meaning, re.Pattern[str]] = {  # the first that fits counts
    Meaning.MISTAKE: re.compile(r"\bmistake\b|changed your mind"),
    Meaning.STOP: re.compile(r"\bstop\b|\bnever (want to )?(be )?(ask|call|ring|rung|contact)"),
    Meaning.WITHDRAW: re.compile(r"\bwithdraw|answers\b.*\b(deleted|erased)|(delete|erase) (all )?your answers"),
    Meaning.NOBODY: re.compile(r"\bnobody\b|\bno one\b|wrong (person|number)"),
    Meaning.NOT_FREE: re.compile(r"\bnot (free|available)\b|cannot come"),
    Meaning.DECLINE: re.compile(r"rather not take part|not (to )?take part|not this time"),
    Meaning.LATER: re.compile(r"another (time|day)|\blater\b|call(ed)? back"),
    Meaning.SAFE: re.compile(r"\bprivate\b|\bdriving\b"),
    Meaning.TAKE_PART: re.compile(r"take part"),
    Meaning.SKIP: re.compile(r"\bskip\b"),
    Meaning.SUPPORT: re.compile(r"talk to|you can turn|\bsupport\b"),
    Meaning.NOT_SURE: re.compile(r"not sure|does not apply|don.t know"),
    Meaning.UNDER_AGE: re.compile(r"\bunder (16|18|sixteen|eighteen)\b"),
    Meaning.REFUSE: re.compile(r"(prefer|rather) not (to )?(say|answer)"),
}
TURNING_POINTS: tuple[tuple[Moment, frozenset[Meaning]], ...] = (
    (Moment.OPTED_OUT, frozenset({Meaning.MISTAKE})),
    (Moment.RIGHT_PERSON, frozenset({Meaning.NOBODY, Meaning.NOT_FREE})),
    (Moment.SAFE_MOMENT, frozenset({Meaning.SAFE})),
    (Moment.AGREEMENT, frozenset({Meaning.TAKE_PART, Meaning.DECLINE})),
    (Moment.DEMOGRAPHICS, frozenset({Meaning.SKIP})),
    (Moment.CLOSING, frozenset({Meaning.SUPPORT, Meaning.WITHDRAW})),
)


def meaning(offer: Offer) -> Meaning:
    """What a key is for, by the words it is offered with."""
    return _meaning(offer.label.lower())


@lru_cache(maxsize=4096)
def _meaning(label: str) -> Meaning:
    return next((meant for meant, words in WORDS.items() if words.search(label)), Meaning.ANSWER)


def moment(heard: Understood) -> Moment:
    """Where in the call such offers are made."""
    if not heard.offers:
        return Moment.UNCLEAR
    meanings = {meaning(offer) for offer in heard.offers}
    return next((found for found, signs in TURNING_POINTS if signs & meanings), Moment.QUESTION)


def find(heard: Understood, *wanted: Meaning) -> Offer | None:
    """The first offer that means one of these."""
    return next((offer for offer in heard.offers if meaning(offer) in wanted), None)


def answers(heard: Understood) -> list[Offer]:
    """The offers that answer the question asked, in order, without ways out of it or about in the call."""
    return [offer for offer in heard.offers if offer.key in ANSWER_KEYS and meaning(offer) is Meaning.ANSWER]
