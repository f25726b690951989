"""How an attempt to reach a number turns out, and who is then on the line: habits, or a test's instructions.

Outcome and callee are functions of seed, number and attempt number only.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from voicebot.rehearsal.dice import Dice
from voicebot.rehearsal.errors import InstructionError
from voicebot.rehearsal.people.callee import Callee, Machine, Scripted
from voicebot.rehearsal.people.habits import Habits
from voicebot.rehearsal.people.person import Person
from voicebot.rehearsal.people.traits import Number, Traits, draw_traits

HUMAN_VERDICT, MACHINE_VERDICT, END_VERDICT, NO_VERDICT = "human", "machine_start", "machine_end_beep", "unknown"
GREETING_SECONDS = 8.0


class Outcome(StrEnum):
    """How an attempt is met; the words of an instruction."""

    ANSWERED = "answered"
    MACHINE = "machine"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One attempt: seconds of ringing until it is picked up, and what machine detection will say, and when."""

    outcome: Outcome
    rings: float = 0.0
    sip_code: int = 200
    callee: Callee | None = None
    verdict: str = NO_VERDICT
    verdict_after: float = 0.0

    def verdict_at_end(self) -> tuple[str, float]:
        """What detection says that waits for the end of a machine's greeting, and after how many seconds."""
        if self.verdict != MACHINE_VERDICT:
            return self.verdict, self.verdict_after
        return END_VERDICT, self.verdict_after + GREETING_SECONDS


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a test wants of a number: at one attempt, or at every attempt where `attempt` is None."""

    attempt: int | None
    outcome: Outcome
    script: str | None

    @classmethod
    def read(cls, values: object) -> "Instruction":
        """An instruction such as {"attempt": 1, "script": "1 1 3"} or {"outcome": "busy"}.

        Raises:
            InstructionError: it cannot be followed.
        """
        if not isinstance(values, dict) or values.keys() - {"attempt", "script", "outcome"}:
            raise InstructionError("An instruction holds attempt, script and outcome only.")
        attempt, script = values.get("attempt"), values.get("script")
        if attempt is not None and not isinstance(attempt, int):
            raise InstructionError("The attempt of an instruction is a whole number.")
        if script is not None and not isinstance(script, str):
            raise InstructionError("The script of an instruction is text.")
        try:
            outcome = Outcome(values.get("outcome", Outcome.ANSWERED))
        except ValueError as error:
            raise InstructionError(f"The outcome is one of {', '.join(Outcome)}.") from error
        if script is not None:
            Scripted(script)
        return cls(attempt, outcome, script)


class Population:
    """Everybody who has a phone."""

    def __init__(self, seed: int, habits: Habits) -> None:
        self._seed = seed
        self._habits = habits
        self._instructions: dict[str, tuple[Instruction, ...]] = {}

    def instruct(self, number: str, *instructions: Instruction) -> None:
        """Let a number follow instructions from now on instead of its habits."""
        self._instructions[number] = instructions

    def meet(self, number: str, attempt: int) -> Meeting:
        """What happens when a number is rung for the `attempt`th time (from 1)."""
        traits = draw_traits(self._seed, number, self._habits)
        dice = Dice(self._seed, number, "attempt", attempt)
        instruction = self._instruction(number, attempt)
        outcome = instruction.outcome if instruction else self._outcome(traits, dice)
        meeting = self._meeting(outcome, dice)
        if outcome is not Outcome.ANSWERED:
            return meeting
        if instruction and instruction.script is not None:
            return replace(meeting, callee=Scripted(instruction.script))
        return replace(meeting, callee=Person(traits, self._habits, self._seed, number, attempt))

    def ring_in(self, number: str, script: str | None) -> Callee:
        """Somebody who rings us: following a script, or after their habits (as attempt 0)."""
        if script is not None:
            return Scripted(script)
        traits = draw_traits(self._seed, number, self._habits)
        return Person(traits, self._habits, self._seed, number, 0)

    def _instruction(self, number: str, attempt: int) -> Instruction | None:
        given = self._instructions.get(number, ())
        return next((instruction for instruction in given if instruction.attempt in {None, attempt}), None)

    def _outcome(self, traits: Traits, dice: Dice) -> Outcome:
        match traits.number:
            case Number.DEAD:
                return Outcome.DEAD
            case Number.NEVER_ANSWERS:
                return Outcome.NO_ANSWER
            case Number.BUSINESS_MACHINE:
                return Outcome.MACHINE
        chance = dice.draw("outcome")
        for outcome, share in (
            (Outcome.BUSY, self._habits.busy),
            (Outcome.NO_ANSWER, self._habits.no_answer),
            (Outcome.FAILED, self._habits.line_failure),
            (Outcome.MACHINE, self._habits.voicemail),
        ):
            if chance < share:
                return outcome
            chance -= share
        return Outcome.ANSWERED

    def _meeting(self, outcome: Outcome, dice: Dice) -> Meeting:
        match outcome:
            case Outcome.BUSY:
                return Meeting(outcome, dice.between(0.5, 2, "busy"), 486)
            case Outcome.NO_ANSWER:
                return Meeting(outcome, sip_code=487)
            case Outcome.FAILED:
                return Meeting(outcome, sip_code=503)
            case Outcome.DEAD:
                return Meeting(outcome, sip_code=404)
            case Outcome.MACHINE:
                verdict = self._verdict(dice, MACHINE_VERDICT, self._habits.machine_taken_for_human, HUMAN_VERDICT)
                return Meeting(outcome, dice.between(8, 13, "rings"), 200, Machine(), verdict, self._after(dice))
            case Outcome.ANSWERED:
                verdict = self._verdict(dice, HUMAN_VERDICT, self._habits.human_taken_for_machine, MACHINE_VERDICT)
                return Meeting(outcome, dice.between(3, 14, "rings"), 200, None, verdict, self._after(dice))

    def _verdict(self, dice: Dice, truth: str, mistakes: float, mistake: str) -> str:
        """What machine detection finds: the truth mostly, sometimes nothing, sometimes the contrary."""
        if dice.falls(mistakes, "verdict mistaken"):
            return mistake
        return NO_VERDICT if dice.falls(self._habits.undecided_detection, "verdict undecided") else truth

    def _after(self, dice: Dice) -> float:
        return dice.between(2.2, 4.5, "verdict after")
