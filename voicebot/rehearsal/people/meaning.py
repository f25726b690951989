"""What an offer means to a listener, and at which moment of the call a prompt comes, told by its words."""

from enum import Enum, auto
from functools import lru_cache

from voicebot.rehearsal.people.ear import Offer, Understood
from voicebot.rehearsal.people.tongue import TONGUES


class Meaning(Enum):
    """What pressing a key would do, as far as a listener can tell: the first whose words fit, and else an answer."""

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
    SLOWER = auto()
    TIME = auto()
    ANSWER = auto()


class Moment(Enum):
    """Where in the call a listener thinks to be."""

    RIGHT_PERSON = auto()
    SAFE_MOMENT = auto()
    AGREEMENT = auto()
    OPTED_OUT = auto()
    HELP = auto()
    APPOINTMENT = auto()
    DEMOGRAPHICS = auto()
    CLOSING = auto()
    QUESTION = auto()
    UNCLEAR = auto()


ANSWER_KEYS = frozenset("12345678")
WORDS = {
    meant: [tongue.meanings[meant.name.lower()] for tongue in TONGUES]
    for meant in Meaning
    if meant is not Meaning.ANSWER
}
TURNING_POINTS: tuple[tuple[Moment, frozenset[Meaning]], ...] = (
    (Moment.OPTED_OUT, frozenset({Meaning.MISTAKE})),
    (Moment.HELP, frozenset({Meaning.SLOWER})),
    (Moment.APPOINTMENT, frozenset({Meaning.TIME})),
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
    return next((meant for meant in WORDS if any(words.search(label) for words in WORDS[meant])), Meaning.ANSWER)


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


def satisfied(offer: Offer) -> bool | None:
    """Whether an answer tells of satisfaction or of dissatisfaction; None for any other."""
    if any(tongue.dissatisfied.search(offer.label) for tongue in TONGUES):
        return False
    return True if any(tongue.satisfied.search(offer.label) for tongue in TONGUES) else None
