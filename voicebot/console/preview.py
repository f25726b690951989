"""A call that is tried out on a page: what was done in it decides all that is heard, by the very engines of real calls.

Nothing is kept of it here: what was done travels, signed, between the page and us.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeTimedSerializer

from voicebot.calls.ringing_in import number_keyed, read_back
from voicebot.errors import Refused
from voicebot.interview import inbound
from voicebot.interview.events import Ended, Key, Silence
from voicebot.interview.inbound import InboundEvent, InboundRecord, InterviewWanted, NumberKeyed
from voicebot.interview.inbound_state import InboundState
from voicebot.interview.prompts import Prompt
from voicebot.interview.replay import EVENTS, SavedCall, Turn, play, told, write_call
from voicebot.interview.result import result_of
from voicebot.questionnaire.inbound import InboundFlow, InboundStep
from voicebot.questionnaire.model import Line, Questionnaire
from voicebot.questionnaire.placeholders import fill
from voicebot.questionnaire.safety import ANY_FIRST_NAME
from voicebot.questionnaire.script import place_in_words

KEYS = tuple("123456789*0#")
"""As they lie on a telephone."""
SILENCE, HANG_UP, PICKED_UP = "silence", "hangs up", "picked up, times open"
"""Names of `replay.EVENTS`; the times that are offered for an appointment are made up there."""
LASTS_AT_MOST = timedelta(hours=2)
_LONGEST_NUMBER = 20
_PLACES = {
    InboundStep.MENU: "The menu for whoever rings us",
    InboundStep.NUMBER: "Keying in the number that was withheld",
    InboundStep.CONFIRM: "The number is read back",
    InboundStep.OPTED_OUT: "After key 0",
}


class Caller(StrEnum):
    """Who rings whom."""

    WE_RING = "we_ring"
    INVITED = "invited"  # rings us back, and may take part now
    SHOWN = "shown"  # we know the number, but nobody who may take part
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Preview:
    """A call as far as it has gone.

    `done`: a key each, `SILENCE`, `HANG_UP`, or a whole number that was keyed in, with its `#`.
    """

    flow: str
    version: str
    language: str
    caller: Caller = Caller.WE_RING
    done: tuple[str, ...] = ()

    def then(self, act: str) -> "Preview":
        """The same call after one more thing was done."""
        return replace(self, done=(*self.done, act))


@dataclass(frozen=True, slots=True)
class Moment:
    """What was done, what it brought about and what is heard then; nothing more once the line is dead.

    `number` is the one to be read back.
    """

    act: str
    place: str
    said: Prompt | None = None
    notes: tuple[str, ...] = ()
    number: str | None = None

    def sentences(self, line: Line) -> Sequence[str]:
        """A line as it is said in this call, to somebody with a made-up name."""
        named = {"first_name": ANY_FIRST_NAME, "number": self.number or ""}
        return [fill(sentence, named) for sentence in line.sentences]


@dataclass(frozen=True, slots=True)
class Heard:
    """A call from its first word on. `result`: what it counts as, once it is over; `turns`: those of the questionnaire.

    `keys_number`: as many keys are waited for now as there are before a `#`.
    """

    moments: tuple[Moment, ...]
    result: str | None = None
    turns: tuple[Turn, ...] = ()
    keys_number: bool = False

    @property
    def now(self) -> Moment:
        """The last moment."""
        return self.moments[-1]


def hear(questionnaire: Questionnaire, flow: InboundFlow, preview: Preview) -> Heard:
    """All that was heard in this call; `flow` is what whoever rings us hears first."""
    if preview.caller is Caller.WE_RING:
        return _interview(questionnaire, preview.language, "", preview.done)
    return _ringing_in(questionnaire, flow, preview)


def saved(questionnaire: Questionnaire, preview: Preview, heard: Heard, title: str) -> str:
    """The questionnaire's part of the call as `flow replay` reads it, with every word that has to be said in it.

    Raises:
        Refused: it never came to the questionnaire.
    """
    if not heard.turns:
        raise Refused("this call never came to the questionnaire, so there is nothing to save")
    language = heard.turns[0].state.language
    plain = " ".join(title.split()) or f"{preview.flow} in {language}"
    call = SavedCall(plain, tuple(turn.event for turn in heard.turns), language=language)
    return write_call(questionnaire, call, heard.turns)


def sign(preview: Preview, secret: bytes) -> str:
    """The call as a page carries it."""
    return _signer(secret).dumps(astuple(preview))


def read(text: str, secret: bytes) -> Preview:
    """The call that a page carried.

    Raises:
        Refused: it was changed on the way, or is too old.
    """
    try:
        flow, version, language, caller, done = _signer(secret).loads(text, max_age=int(LASTS_AT_MOST.total_seconds()))
    except BadSignature as fault:
        raise Refused("This call was begun too long ago. Please call once more.") from fault
    return Preview(flow, version, language, Caller(caller), tuple(done))


def _signer(secret: bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="phone preview")


def _interview(questionnaire: Questionnaire, language: str, began: str, acts: Iterable[str]) -> Heard:
    """The questionnaire's call. `began`: what was done for it to begin; nothing if we ring."""
    events = (EVENTS[PICKED_UP], *(EVENTS[act] for act in acts))
    turns = tuple(play(questionnaire, SavedCall("", events, language=language)))
    moments = tuple(
        Moment(act, place_in_words(questionnaire, turn.state.step), turn.said, _notes(turn))
        for act, turn in zip((began, *acts), turns, strict=True)
    )
    last = turns[-1].state
    return Heard(moments, result_of(questionnaire, last) if last.ending else None, turns)


def _notes(turn: Turn) -> tuple[str, ...]:
    return tuple(told(record) for record in turn.records if not isinstance(record, Ended))


def _ringing_in(questionnaire: Questionnaire, flow: InboundFlow, preview: Preview) -> Heard:
    """A call to us, and the interview that came of it, if one did."""
    shown, invited = preview.caller is not Caller.WITHHELD, preview.caller is Caller.INVITED
    state = inbound.begin(flow, preview.language, shown=shown, invited=invited)
    moments = [_moment(flow, "", state, ())]
    for at, act in enumerate(preview.done):
        if act == HANG_UP:
            return Heard((*moments, Moment(act, moments[-1].place)), "hung up")
        state, records = inbound.advance(flow, state, _event(state, act))
        if any(isinstance(record, InterviewWanted) for record in records):
            chosen = preview.language if state.language == flow.own_language else state.language
            interview = _interview(questionnaire, chosen, act, preview.done[at + 1 :])
            return replace(interview, moments=(*moments, *interview.moments))
        moments.append(_moment(flow, act, state, records, preview.done[: at + 1]))
    return Heard(tuple(moments), state.ending, keys_number=inbound.keys_in_number(state))


def _event(state: InboundState, act: str) -> InboundEvent:
    if act == SILENCE:
        return Silence()
    if inbound.keys_in_number(state):
        return NumberKeyed(usable=number_keyed(act.removesuffix("#")) is not None)
    return Key(act)


def _moment(
    flow: InboundFlow, act: str, state: InboundState, records: Sequence[InboundRecord], done: Sequence[str] = ()
) -> Moment:
    notes = tuple(told(record) for record in records if not isinstance(record, InterviewWanted))
    number = _number_of(done) if state.step is InboundStep.CONFIRM else None
    return Moment(act, _PLACES[state.step], inbound.prompt(flow, state), notes, number)


def _number_of(done: Sequence[str]) -> str | None:
    """The number that was keyed in last, as it is read back."""
    keyed = next((act for act in reversed(done) if len(act) > 1 and act.endswith("#")), "")
    number = number_keyed(keyed.removesuffix("#"))
    return None if number is None else read_back(number)
