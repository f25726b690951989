"""How people are, as rates: what share of them does what. Who exactly does is decided in `traits`.

The typical rates are tuned so that over up to five attempts about a third of the people complete an
interview, and every habit occurs among five hundred.
"""

from dataclasses import dataclass, fields

from voicebot.rehearsal.errors import InstructionError


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares from 0 to 1; first of numbers, then of persons, last of single attempts."""

    dead_number: float = 0.03
    business_machine: float = 0.02
    never_answers: float = 0.16
    wrong_person: float = 0.04

    foreign: float = 0.02  # chooses the other language that gate 1 offers, if there is one
    hangs_up_at_once: float = 0.19
    silent_at_gate: float = 0.06
    opts_out_at_gate: float = 0.07
    opts_out_later: float = 0.045
    declines: float = 0.05
    regrets_opting_out: float = 0.15
    withdraws: float = 0.02
    impatient: float = 0.16  # hangs up in the middle
    falls_silent: float = 0.04
    forgetful: float = 0.08
    fumbles: float = 0.08
    refuses_some: float = 0.10
    wants_repeats: float = 0.10
    goes_back: float = 0.06
    asks_for_help: float = 0.04
    skips_demographics: float = 0.12
    under_age: float = 0.004
    listens_to_support: float = 0.2
    content: float = 0.68  # the mean mood, from 0 completely dissatisfied to 1 completely satisfied

    busy: float = 0.06
    no_answer: float = 0.36
    line_failure: float = 0.01
    voicemail: float = 0.18
    not_free: float = 0.10
    not_now: float = 0.08
    has_to_go: float = 0.25  # of those who hear the menu of help, and are then offered to be rung another time
    machine_taken_for_human: float = 0.03
    human_taken_for_machine: float = 0.0  # whether such a person is cut off depends on which request is the quicker
    undecided_detection: float = 0.03

    def __post_init__(self) -> None:
        for field in fields(self):
            if not 0 <= getattr(self, field.name) <= 1:
                raise InstructionError(f"The habit {field.name} is a share from 0 to 1.")
        if self.busy + self.no_answer + self.line_failure + self.voicemail > 1:
            raise InstructionError("The ways of not answering an attempt add up to more than 1.")

    @classmethod
    def read(cls, text: str, values: dict[str, float] | None = None) -> "Habits":
        """A preset by its name, with some rates changed.

        Raises:
            InstructionError: an unknown preset or rate, or a rate out of range.
        """
        if text not in PRESETS:
            raise InstructionError(f"Unknown habits {text!r}; the presets are {', '.join(PRESETS)}.")
        unknown = (values or {}).keys() - {field.name for field in fields(cls)}
        if unknown:
            raise InstructionError(f"Unknown habits: {', '.join(sorted(unknown))}.")
        return cls(**({field.name: getattr(PRESETS[text], field.name) for field in fields(cls)} | (values or {})))


NEVER = {field.name: 0.0 for field in fields(Habits) if field.name != "content"}
TYPICAL = Habits()
WILLING = Habits(**NEVER)
AWKWARD = Habits(
    opts_out_at_gate=0.12, opts_out_later=0.2, regrets_opting_out=0.5, withdraws=0.15, impatient=0.2, falls_silent=0.1,
    human_taken_for_machine=0.02,
    forgetful=0.4, fumbles=0.4, refuses_some=0.4, wants_repeats=0.4, goes_back=0.4, asks_for_help=0.3, no_answer=0.1,
)  # fmt: skip
PRESETS = {"typical": TYPICAL, "willing": WILLING, "awkward": AWKWARD}
