"""How long the engine takes for a turn: plays calls of the User Satisfaction Survey through advance, prompt and wire.

    python -m benchmarks.engine [CALLS]

Prints microseconds of processor time a turn, without and with writing the state out and reading it back, and the peak
of memory.
"""

import random
import resource
import sys
import time
from collections.abc import Sequence
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
    questionnaire = compile_questionnaire(read_folder(FLOW, Sentences("Example Research", "08081 570000")))
    scripts = _calls(calls)
    turns = sum(map(len, scripts))
    plain = _seconds(questionnaire, scripts, written_out=False)
    written = _seconds(questionnaire, scripts, written_out=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{calls} calls, {turns} turns, {peak:.0f} MiB at the peak")
    print(f"advance and prompt: {plain / turns * 1e6:.1f} µs a turn")
    print(f"with the state written out and read back: {written / turns * 1e6:.1f} µs a turn")


def _calls(calls: int) -> list[Sequence[Event]]:
    chance = random.Random(1)  # noqa: S311 - the same calls each time
    return [(*AGREES, *chance.choices(USUAL, k=chance.randint(0, 60)), HungUp()) for _ in range(calls)]


def _seconds(questionnaire: Questionnaire, scripts: Sequence[Sequence[Event]], *, written_out: bool) -> float:
    began = time.process_time()
    for events in scripts:
        state = begin(questionnaire)
        for event in events:
            state, _ = advance(questionnaire, state, event)
            prompt(questionnaire, state)
            if written_out:
                state = from_json(to_json(state))
    return time.process_time() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
