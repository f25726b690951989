"""A conversation as JSON and back, small and quick: it is written out after every turn of every call.

The format has a version; states are only read while their wave is open (docs/architecture.md).
"""

import json
from functools import lru_cache
from typing import Any

from voicebot.interview.state import Answer, Stage, State, Status
from voicebot.questionnaire.model import Ending, Lead, Slot

FORMAT = 2
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(state: State) -> str:
    """The state as one line of JSON."""
    return _encode(
        [
            FORMAT,
            state.language,
            state.step,
            int(state.stage),
            state.ending,
            state.lead,
            [state.full, state.keyed, state.opted_out, state.withdrawn, state.slow, state.patient],
            [state.misses, state.stars, state.unanswered, state.turns],
            state.back_to,
            _slots_as_text(state.slots),
            state.heard,
            {name: [answer.status, answer.code, answer.first] for name, answer in state.answers.items()},
        ]
    )


def from_json(text: str) -> State:
    """The state that `to_json` wrote.

    Raises:
        ValueError: it is not in the format that this version writes.
    """
    fields = json.loads(text)
    if not isinstance(fields, list) or fields[:1] != [FORMAT]:
        raise ValueError(
            "this conversation was written in another format: finish its wave with the version that wrote it"
        )
    return _read(*fields[1:])


def _read(  # noqa: PLR0913 - the fields as they stand in the line
    language: str,
    step: str,
    stage: int,
    ending: str | None,
    lead: str,
    marks: list[bool],
    counts: list[int],
    back_to: list[str],
    slots: str,
    heard: list[str],
    answers: dict[str, list[Any]],
) -> State:
    full, keyed, opted_out, withdrawn, slow, patient = marks
    misses, stars, unanswered, turns = counts
    return State(
        language=language,
        step=step,
        stage=Stage(stage),
        ending=None if ending is None else Ending(ending),
        lead=Lead(lead),
        full=full,
        misses=misses,
        stars=stars,
        unanswered=unanswered,
        turns=turns,
        keyed=keyed,
        opted_out=opted_out,
        withdrawn=withdrawn,
        slow=slow,
        patient=patient,
        back_to=tuple(back_to),
        slots=_slots(slots),
        heard=tuple(heard),
        answers={name: _answer(*parts) for name, parts in answers.items()},
    )


@lru_cache(maxsize=1_000)
def _slots_as_text(slots: tuple[Slot, ...]) -> str:
    """The same few are open in all calls of an hour: as one text they are not written and read at every turn."""
    return " ".join("/".join(map(str, slot)) for slot in slots)


@lru_cache(maxsize=1_000)
def _slots(text: str) -> tuple[Slot, ...]:
    return tuple(Slot(*map(int, slot.split("/"))) for slot in text.split())


@lru_cache(maxsize=1_000)
def _answer(status: str, code: int | None, first: int | None) -> Answer:
    """There are few different ones, and a long call reads its own again at every turn."""
    return Answer(Status(status), code, first)
