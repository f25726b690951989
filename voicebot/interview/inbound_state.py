"""Where somebody who rang us stands before it is known who they are, as a value, and written out between turns.

How it changes is `inbound.py`. No number is ever part of it.
"""

import json
from dataclasses import dataclass

from voicebot.questionnaire.inbound import InboundEnding, InboundLead, InboundStep

FORMAT = 1


@dataclass(frozen=True, slots=True)
class InboundState:
    """A conversation after some turn. Never changed, only replaced.

    `shown`: we know the number, so that 0 needs no keying in. `invited`: it belongs to one person, who may take part
    now.
    """

    language: str
    shown: bool
    invited: bool
    step: InboundStep = InboundStep.MENU
    lead: InboundLead = InboundLead.NONE
    ending: InboundEnding | None = None
    misses: int = 0  # silences and wrong keys in a row at this prompt
    stars: int = 0  # `*` pressed in a row
    turns: int = 0
    opted_out: bool = False


def to_json(state: InboundState) -> str:
    """The state as one line of JSON."""
    marks = [state.shown, state.invited, state.opted_out]
    counts = [state.misses, state.stars, state.turns]
    return json.dumps([FORMAT, state.language, state.step, state.lead, state.ending, marks, counts])


def from_json(text: str) -> InboundState:
    """The state that `to_json` wrote.

    Raises:
        ValueError: it is not in the format that this version writes.
    """
    found = json.loads(text)
    if not isinstance(found, list) or found[:1] != [FORMAT]:
        raise ValueError("this call was taken by another version of the program, which wrote another format")
    _, language, step, lead, ending, (shown, invited, opted_out), (misses, stars, turns) = found
    return InboundState(
        language=language,
        shown=shown,
        invited=invited,
        step=InboundStep(step),
        lead=InboundLead(lead),
        ending=None if ending is None else InboundEnding(ending),
        misses=misses,
        stars=stars,
        turns=turns,
        opted_out=opted_out,
    )
