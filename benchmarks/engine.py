"""How long the engine takes for a turn: plays calls of the User Satisfaction Survey through advance, prompt and wire.

    python -m benchmarks.engine [CALLS]

Prints microseconds of processor time a turn, without and with writing the state out and reading it back, and the peak
of memory after a tenth of the calls and after all.
"""

import random
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from voicebot.interview.engine import advance
from voicebot.interview.events import Event, HungUp, Key, PickedUp, Silence
from voicebot.interview.prompts import prompt
from voicebot.interview.state import begin
from voicebot.interview.wire import from_json, to_json
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.model import Questionnaire, Slot
from voicebot.questionnaire.reading import read_folder
from voicebot.questionnaire.source import Sentences

FLOW = Path(__file__).parent.parent / "flows" / "user-satisfaction"
SLOTS = tuple(Slot(1_795_500_000 + 3_600 * hour, 1, 3, hour) for hour in (10, 12, 14, 16, 18, 19))
AGREES: tuple[Event, ...] = (PickedUp(slots=SLOTS), Key("1"), Key("1"), Key("1"))
USUAL = [Key(digit) for digit in "111222233345679*#"] + [Silence()]


def main(calls: int = 10_000) -> None:
    """Play that many calls, the same ones each time, and print what it took."""
    questionnaire = survey()
    for what, written_out in (("advance and prompt", False), ("with the state written out and read back", True)):
        play(questionnaire, conversations(calls // 10), written_out=written_out)
        early = _peak()
        turns, seconds = play(questionnaire, conversations(calls), written_out=written_out)
        memory = f"{early:.0f} MiB at the peak of a tenth of them, {_peak():.0f} MiB of all"
        print(f"{what}: {seconds / turns * 1e6:.1f} µs a turn; {calls} calls, {turns} turns, {memory}", flush=True)


def survey() -> Questionnaire:
    """The User Satisfaction Survey."""
    return compile_questionnaire(read_folder(FLOW, Sentences("Example Research", "08081 570000")))


def conversations(calls: int) -> Iterator[Sequence[Event]]:
    """What happens in that many calls, the same each time."""
    chance = random.Random(1)  # noqa: S311 - the same calls each time
    for _ in range(calls):
        yield (*AGREES, *chance.choices(USUAL, k=chance.randint(0, 60)), HungUp())


def play(questionnaire: Questionnaire, calls: Iterable[Sequence[Event]], *, written_out: bool) -> tuple[int, float]:
    """How many turns that were, and the seconds that they took; making the calls up is not counted."""
    turns, seconds = 0, 0.0
    for events in calls:
        began = time.process_time()
        _play_one(questionnaire, events, written_out=written_out)
        seconds += time.process_time() - began
        turns += len(events)
    return turns, seconds


def _play_one(questionnaire: Questionnaire, events: Sequence[Event], *, written_out: bool) -> None:
    state = begin(questionnaire)
    for event in events:
        state, _ = advance(questionnaire, state, event)
        prompt(questionnaire, state)
        if written_out:
            state = from_json(to_json(state))


def _peak() -> float:
    """MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
