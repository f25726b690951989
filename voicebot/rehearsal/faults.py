"""Faults on request: how often the network misbehaves, and the decision for one case.

Where a fault strikes is a pure function of seed, number and attempt; what it then does is done where it strikes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from voicebot.rehearsal.dice import Dice
from voicebot.rehearsal.errors import InstructionError


@dataclass(frozen=True, slots=True)
class Faults:
    """Probabilities from 0 to 1, and the lengths of delays in real seconds."""

    lose_callback: float = 0.0
    double_callback: float = 0.0
    delay_callback: float = 0.0  # delayed callbacks are overtaken by later ones
    callback_delay_seconds: float = 0.2
    repeat_action: float = 0.0  # the webhook of a keypress is sent twice, as a retry after a lost answer
    refuse_create: float = 0.0  # 429, nothing dialled
    fail_create: float = 0.0  # 500, nothing dialled
    fail_after_dialling: float = 0.0  # 500, but the phone rings
    drop_after_dialling: float = 0.0  # no answer at all, but the phone rings
    slow_create: float = 0.0
    slow_create_seconds: float = 1.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            most = 60.0 if field.name.endswith("_seconds") else 1.0
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
                raise InstructionError(f"{field.name} is a number from 0 to {most:g}.")

    @classmethod
    def read(cls, values: Mapping[str, object]) -> "Faults":
        """The faults of a control request or an option; what is not named does not happen.

        Raises:
            InstructionError: an unknown name or a value out of range.
        """
        known = [field.name for field in fields(cls)]
        if unknown := values.keys() - set(known):
            raise InstructionError(f"Unknown faults {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
        return cls(**values)  # type: ignore[arg-type]  # checked when it is made


class FaultPlan:
    """Decides whether a fault strikes a given case; the faults may be changed while calls are going on."""

    def __init__(self, seed: int, faults: Faults) -> None:
        self._dice = Dice(seed, "faults")
        self.faults = faults

    def strikes(self, kind: str, *case: object) -> bool:
        """Whether the fault of that name strikes this case (number, attempt, sequence …)."""
        probability: float = getattr(self.faults, kind)
        return probability > 0 and self._dice.falls(probability, kind, *case)
