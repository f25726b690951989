"""The rules of a wave as data: when and how often people are called, what stops a batch, what is kept how long.

The defaults are the survey's facts. What a rule means is worked out in `hours.py`, `following.py` and `brakes.py`;
reading a file of rules is `rules_file.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, field_validator

from voicebot.sampling.rules import EligibilityRules

EARLIEST, LATEST = time(9), time(21)
"""Outer limits that no file of rules can widen (facts on dialling; MRS guidelines for telephone research)."""
CLOSED = "closed"
_WINDOW = re.compile(r"(\d\d?:\d\d)\s*-\s*(\d\d?:\d\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """The time of one day in which calls may be placed, as clocks in London show it."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


def _read_window(given: Any) -> Window | None:  # noqa: ANN401 - whatever a file holds
    if given is None or isinstance(given, Window):
        return given
    if given == CLOSED:
        return None
    found = _WINDOW.fullmatch(str(given).strip())
    if not found:
        raise ValueError('should be like "10:00-20:30", or "closed"')
    opens, closes = (time.fromisoformat(part.zfill(5)) for part in found.groups())
    if not EARLIEST <= opens < closes <= LATEST:
        raise ValueError("should open before it closes, between 09:00 and 21:00")
    return Window(opens, closes)


def _write_window(window: Window | None) -> str:
    return CLOSED if window is None else str(window)


DayWindow = Annotated[Window | None, BeforeValidator(_read_window), PlainSerializer(_write_window)]
Share = Annotated[float, Field(gt=0, le=1)]


class Rules(BaseModel):
    """What all parts have in common: they never change, and a name that is not theirs is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WeekHours(Rules):
    """The window of each weekday. Evenings and weekends do best, Friday evenings belong to the family."""

    monday: DayWindow = Window(time(10), time(20, 30))
    tuesday: DayWindow = Window(time(10), time(20, 30))
    wednesday: DayWindow = Window(time(10), time(20, 30))
    thursday: DayWindow = Window(time(10), time(20, 30))
    friday: DayWindow = Window(time(10), time(17))
    saturday: DayWindow = Window(time(10), time(18))
    sunday: DayWindow = Window(time(10), time(18))

    def on(self, day: date) -> Window | None:
        """The window of that day's weekday; None when no calls are made on it."""
        windows = (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )
        return windows[day.weekday()]


class CallingRules(Rules):
    """When a person may be called, how often, and how a call is placed (facts on dialling)."""

    hours: WeekHours = WeekHours()
    closed_on: tuple[date, ...] = ()  # besides the bank holidays of England
    last_day: date | None = None  # no call of the wave after this day
    minutes_before_closing: int = Field(default=2, ge=2, le=60)  # placing stops so long before closing time

    ring_seconds: int = Field(default=20, ge=15, le=25)
    longest_call_minutes: int = Field(default=20, ge=5, le=60)
    detect_machines: bool = True

    attempts: int = Field(default=5, ge=1, le=5)
    hours_between: int = Field(default=24, ge=24)
    busy_minutes: int = Field(default=15, ge=15)
    hours_after_dropped: int = Field(default=72, ge=72)  # Ofcom: persistent misuse, 72 hours
    hours_after_hang_up: int = Field(default=72, ge=72)
    another_time_at_most: int = Field(default=2, ge=0, le=2)


class Brakes(Rules):
    """Signals at which a batch pauses itself: shares of the answered calls, and failures of the line in a row."""

    answered_first: int = Field(default=50, ge=1)  # no share is looked at before so many answered calls
    wrong_persons: Share = 0.10
    opt_outs: Share = 0.15
    hang_ups_before_gates: Share = 0.50
    dropped: Share = 0.01
    failures_in_a_row: int = Field(default=5, ge=1)


class Retention(Rules):
    """How long what is personal is kept."""

    contact_days: int = Field(default=30, ge=1)  # after the last day of the wave, then its contacts are destroyed
    provider_record_hours: int = Field(default=24, ge=1, le=47)  # after a call, then its record at the provider goes


class Planning(Rules):
    """What a forecast assumes until the wave has experience of its own (facts: response of keypad surveys 19-35 %)."""

    response: Share = 0.25
    calls_a_case: float = Field(default=3.2, ge=1, le=5)
    minutes_an_interview: float = Field(default=6.0, gt=0)
    minutes_another_call: float = Field(default=0.5, gt=0)
    pence_a_minute: Decimal = Field(default=Decimal(2), ge=0)


class Targets(Rules):
    """How many interviews are wanted: in all, by victim group, and by stratum (area, then victim group).

    They decide only whether the next replicate of the sample is released; a released case is worked to the full rules.
    `hard` closes what is left of a group whose target is reached: then the sample is no probability sample any more.
    """

    interviews: int | None = Field(default=None, ge=1)
    victim_groups: Mapping[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    strata: Mapping[str, Mapping[str, Annotated[int, Field(ge=1)]]] = Field(default_factory=dict)
    hard: bool = False

    @property
    def are_set(self) -> bool:
        """Whether there is any target."""
        return bool(self.interviews or self.victim_groups or self.strata)


class WaveRules(Rules):
    """All rules of one wave.

    `second_person`: whoever makes a batch, or asks for a file with cases, can't approve it too.
    """

    eligibility: EligibilityRules = EligibilityRules()
    calling: CallingRules = CallingRules()
    brakes: Brakes = Brakes()
    retention: Retention = Retention()
    planning: Planning = Planning()
    targets: Targets = Targets()
    experiment: Mapping[str, Share] = Field(default_factory=dict)  # other questionnaires, with their share of the cases
    languages: tuple[str, ...] = ()  # translations that gate 1 offers; none: every one that is approved
    second_person: bool = False
    spending_cap: Decimal | None = Field(
        default=None, gt=0
    )  # for calls, in the currency of the account; at it the wave pauses

    @field_validator("experiment")
    @classmethod
    def _leave_some(cls, shares: Mapping[str, float]) -> Mapping[str, float]:
        if sum(shares.values()) >= 1:
            raise ValueError("the shares should leave something for the wave's own questionnaire")
        return shares

    def arms(self, flow: str) -> Mapping[str, float]:
        """The share of each arm of the experiment, the wave's own questionnaire first; empty if there is none."""
        return {flow: 1 - sum(self.experiment.values()), **self.experiment} if self.experiment else {}

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The rules as `to_json` wrote them."""
        return cls.model_validate_json(text)

    def to_json(self) -> str:
        """All rules, defaults written out, so that a wave keeps those it began with."""
        return self.model_dump_json()
