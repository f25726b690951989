"""What one person is like: a pure function of seed and number, the same at every attempt."""

from dataclasses import dataclass
from enum import Enum, auto

from voicebot.rehearsal.dice import Dice
from voicebot.rehearsal.people.habits import Habits


class Number(Enum):
    """What is at the other end of a number."""

    PERSON = auto()
    WRONG_PERSON = auto()
    NEVER_ANSWERS = auto()
    BUSINESS_MACHINE = auto()
    DEAD = auto()


@dataclass(frozen=True, slots=True)
class Traits:
    """A person; ordinals count the prompts of a call from 1 (the first gate)."""

    number: Number
    mood: float  # 0 completely dissatisfied, 1 completely satisfied
    foreign: bool
    hangs_up_at_once: bool
    silent_at_gate: bool
    declines: bool
    opts_out_at: int | None
    regrets_opting_out: bool
    withdraws: bool
    patience: int | None
    silent_from: int | None
    forgetful: bool
    fumbles: bool
    refuses_some: bool
    wants_repeats: bool
    goes_back: bool
    asks_for_help: bool
    skips_demographics: bool
    under_age: bool
    listens_to_support: bool


def draw_traits(seed: int, number: str, habits: Habits) -> Traits:
    """The person behind a number."""
    dice = Dice(seed, number, "traits")

    def has(trait: str) -> bool:
        return dice.falls(getattr(habits, trait), trait)

    return Traits(
        number=_behind(dice, habits),
        mood=min(max(habits.content + dice.between(-0.5, 0.5, "mood"), 0.0), 1.0),
        opts_out_at=_opt_out(dice, habits),
        patience=_from(dice, habits.impatient, "patience", 4, 16),
        silent_from=_from(dice, habits.falls_silent, "silent from", 5, 16),
        foreign=has("foreign"),
        hangs_up_at_once=has("hangs_up_at_once"),
        silent_at_gate=has("silent_at_gate"),
        declines=has("declines"),
        regrets_opting_out=has("regrets_opting_out"),
        withdraws=has("withdraws"),
        forgetful=has("forgetful"),
        fumbles=has("fumbles"),
        refuses_some=has("refuses_some"),
        wants_repeats=has("wants_repeats"),
        goes_back=has("goes_back"),
        asks_for_help=has("asks_for_help"),
        skips_demographics=has("skips_demographics"),
        under_age=has("under_age"),
        listens_to_support=has("listens_to_support"),
    )


def _behind(dice: Dice, habits: Habits) -> Number:
    chance = dice.draw("number")
    for number, share in (
        (Number.DEAD, habits.dead_number),
        (Number.BUSINESS_MACHINE, habits.business_machine),
        (Number.NEVER_ANSWERS, habits.never_answers),
        (Number.WRONG_PERSON, habits.wrong_person),
    ):
        if chance < share:
            return number
        chance -= share
    return Number.PERSON


def _opt_out(dice: Dice, habits: Habits) -> int | None:
    if dice.falls(habits.opts_out_at_gate, "opts out at gate"):
        return 1 + dice.among(2, "which gate")
    return _from(dice, habits.opts_out_later, "opts out later", 4, 14)


def _from(dice: Dice, share: float, habit: str, earliest: int, latest: int) -> int | None:
    """The ordinal of the prompt from which somebody shows a habit, if at all."""
    if not dice.falls(share, habit):
        return None
    return earliest + dice.among(latest - earliest + 1, habit, "when")
