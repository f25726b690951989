"""Which signals from the telephone stop a batch: how people react to it, and a line that fails. Pure.

The limits are the wave's rules; carrying it out is `brakes.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voicebot.fieldwork.rules import Brakes
from voicebot.outcomes import OPT_OUTS, Result

_NOBODY_ANSWERED = frozenset(
    {
        Result.MACHINE,
        Result.BUSY,
        Result.NO_ANSWER,
        Result.DEAD_NUMBER,
        Result.BLOCKED,
        Result.TECHNICAL,
        Result.NOT_PLACED,
        Result.UNKNOWN,
    }
)


@dataclass(frozen=True, slots=True)
class Signal:
    """Results that mean the same for the survey, the share of answered calls they may make up, and its words."""

    name: str
    results: tuple[Result, ...]
    limit: float


def reason_to_pause(brakes: Brakes, latest: Sequence[Result]) -> str | None:
    """Why a batch whose latest calls ended so, the newest first, has to pause, with the figures; or None."""
    row = latest[: brakes.failures_in_a_row]
    if len(row) == brakes.failures_in_a_row and set(row) == {Result.TECHNICAL}:
        return f"the last {len(row)} calls failed for technical reasons"
    counts = Counter(latest)
    answered = sum(count for result, count in counts.items() if result not in _NOBODY_ANSWERED)
    if answered < brakes.answered_first:
        return None
    return next((why for signal in _signals(brakes) if (why := _excess(signal, counts, answered)) is not None), None)


def _signals(brakes: Brakes) -> tuple[Signal, ...]:
    return (
        Signal("wrong persons", (Result.WRONG_PERSON,), brakes.wrong_persons),
        Signal("opt-outs", OPT_OUTS, brakes.opt_outs),
        Signal("hang-ups before the gates", (Result.HUNG_UP_BEFORE,), brakes.hang_ups_before_gates),
        Signal("dropped calls", (Result.DROPPED,), brakes.dropped),
    )


def _excess(signal: Signal, counts: Mapping[Result, int], answered: int) -> str | None:
    found = sum(counts.get(result, 0) for result in signal.results)
    if found / answered <= signal.limit:
        return None
    return f"{signal.name}: {found} of {answered} answered calls, more than {signal.limit:.0%}"
