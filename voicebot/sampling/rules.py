"""Who may be drawn, as data; the defaults are the survey's facts.

What the rules do to a frame is worked out in `eligibility.py`. Reading a wave's whole file of rules is fieldwork's.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from voicebot.errors import BadInput

VICTIM_GROUPS = ("burglary", "violent_crime", "vehicle_crime", "hate_crime", "road_traffic_collision")
FLAGS = (
    "domestic_abuse",
    "sexual_offence",
    "police_staff",
    "do_not_contact",
    "at_risk",
    "fatal",
    "deceased",
    "custody",
    "care_home",
    "business",
    "court_case",
    "complaint_open",
    "needs_interpreter",
    "no_phone",
)


class EligibilityRules(BaseModel):
    """Every victim group and flag of a frame has to be named here, on one side or the other, or the draw stops."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    victim_groups: tuple[str, ...] = Field(default=VICTIM_GROUPS, min_length=1)
    other_victim_groups: tuple[str, ...] = ()  # known, and not surveyed
    excluding_flags: tuple[str, ...] = FLAGS
    harmless_flags: tuple[str, ...] = ()  # known, and no reason to leave anybody out
    window_weeks: tuple[int, int] = (6, 12)  # from the report to the reference date, both ends included
    minimum_age: int = Field(default=18, ge=16)  # 16 was the national minimum
    months_between_draws: int = Field(default=12, ge=12)
    fresh_days: int = Field(default=7, ge=1)  # a launch wants a draw or refresh no older

    @model_validator(mode="after")
    def _contradicts_nothing(self) -> Self:
        youngest, oldest = self.window_weeks
        if not 0 <= youngest < oldest:
            raise ValueError("window_weeks should go from the fewer weeks to the more, such as [6, 12]")
        if both := set(self.victim_groups) & set(self.other_victim_groups):
            raise ValueError(f"{', '.join(sorted(both))}: is either surveyed or among other_victim_groups, not both")
        if both := set(self.excluding_flags) & set(self.harmless_flags):
            raise ValueError(f"{', '.join(sorted(both))}: is either an excluding or a harmless flag, not both")
        return self

    @classmethod
    def from_mapping(cls, given: Mapping[str, object]) -> Self:
        """The rules in a mapping; what it leaves out keeps its default.

        Raises:
            BadInput: a name that is no rule or a value that is none for it; all faults at once.
        """
        try:
            return cls.model_validate(given)
        except ValidationError as fault:
            details = fault.errors(include_url=False, include_context=False, include_input=False)
            raise BadInput(*(_sentence(error["loc"], error["msg"]) for error in details)) from None

    def window(self, reference_date: date) -> tuple[date, date]:
        """The days between which, both included, an incident was reported that may be drawn."""
        fewer, more = self.window_weeks
        return reference_date - timedelta(weeks=more), reference_date - timedelta(weeks=fewer)

    @property
    def digest(self) -> str:
        """SHA-256 of the rules as JSON, defaults written out."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    where = ".".join(str(part) for part in place) or "eligibility"
    return f"{where}: {message.removeprefix('Value error, ')}"
