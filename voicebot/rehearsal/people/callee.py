"""Who picks up: somebody or something that reacts to prompts. A machine is here; people are in `person`.

A scripted callee does what a test says, whatever is asked.
"""

from typing import Protocol

from voicebot.rehearsal.errors import InstructionError
from voicebot.rehearsal.twiml.gather import SILENCE, Press, Reaction
from voicebot.rehearsal.twiml.prompt import Prompt

KEYS = frozenset("0123456789*#")
SECONDS_BETWEEN_KEYS = 0.4
SECONDS_TO_REACT = 0.8


class Callee(Protocol):
    """Whoever is at the other end of the line."""

    def react(self, prompt: Prompt, /) -> Reaction:
        """What is done on a prompt that waits for keys."""


class Machine:
    """An answering machine: it records and never presses."""

    def react(self, _: Prompt, /) -> Reaction:
        """Silence."""
        return SILENCE


class Scripted:
    """Follows a script such as `1 1 3 - 0 hangup`: one word a prompt, `-` is silence; then it keeps silent."""

    def __init__(self, script: str) -> None:
        """Read the script.

        Raises:
            InstructionError: a word that is neither keys nor `-` nor `hangup`.
        """
        moves = script.split()
        if any(move not in {"-", "hangup"} and set(move) - KEYS for move in moves):
            raise InstructionError("A script is made of keys (0-9, *, #), - for silence, and hangup.")
        self._moves = iter(moves)

    def react(self, prompt: Prompt, /) -> Reaction:
        """The next word of the script, after the whole prompt."""
        move = next(self._moves, "-")
        at = prompt.seconds + SECONDS_TO_REACT
        if move == "hangup":
            return Reaction(hangs_up_after=at)
        if move == "-":
            return SILENCE
        return Reaction(tuple(Press(key, at + i * SECONDS_BETWEEN_KEYS) for i, key in enumerate(move)))
