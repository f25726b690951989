"""The exclusion list: look a number up, put some on, take one off, count. The list itself is never given."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from voicebot.api.access import staff_name
from voicebot.api.operation import get, post
from voicebot.api.reading import Body
from voicebot.errors import BadNumber
from voicebot.fieldwork import exclusions as use_cases
from voicebot.fieldwork.exclusions import Excluded, Origin
from voicebot.fieldwork.number_list import read_numbers
from voicebot.front.desk import desk
from voicebot.phone import parse_number
from voicebot.privacy import exclusion
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading

_LONGEST_NUMBER = 40


class Number(Body):
    """One telephone number."""

    number: str = Field(max_length=_LONGEST_NUMBER, repr=False)


class NumberToTakeOff(Number):
    """A number that may be called again, and why; the reason stays in the audit trail, and holds no number."""

    reason: str = Field(min_length=1, max_length=200)


class Numbers(Body):
    """Telephone numbers, and whether the people asked for it (`staff`) or they are a list from elsewhere."""

    numbers: list[str] = Field(min_length=1, max_length=10_000, repr=False)
    origin: Origin = Origin.STAFF


@dataclass(frozen=True, slots=True)
class Listed:
    """Whether a number is on the list."""

    excluded: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many numbers are on the list."""

    numbers: int


@dataclass(frozen=True, slots=True)
class Added:
    """What came of putting numbers on the list. `faults`: those that can't be read, by their place from 1, and why."""

    added: int
    cases_closed: int
    faults: Sequence[str]


@get("/exclusions", Permission.EXCLUDE)
def count_exclusions() -> Count:
    """How many numbers are on the list."""
    with reading(desk().engine) as session:
        return Count(exclusion.count(session))


@post("/exclusions", Permission.EXCLUDE)
def add_exclusions(given: Numbers) -> Added:
    """Put numbers on the list; nobody calls them again, in any survey.

    All that can be read are put on it: a bad number is no reason to call the others.
    """
    read = read_numbers(" ".join(number.split()) for number in given.numbers)
    done = Excluded(added=0, cases_closed=0)
    if read.found:
        prints = [desk().prints.of(number) for number in read.found]
        done = use_cases.exclude(desk().engine, desk().clock, prints=prints, origin=given.origin, who=staff_name())
    return Added(done.added, done.cases_closed, read.faults)


@post("/exclusions/check", Permission.EXCLUDE)
def check_exclusion(given: Number) -> Listed:
    """Tell whether a number is on the list."""
    return Listed(use_cases.count_excluded(desk().engine, [_print_of(given)]) > 0)


@post("/exclusions/remove", Permission.REMOVE_EXCLUSION)
def remove_exclusion(given: NumberToTakeOff) -> Count:
    """Take a number off the list, only when the person who has it asks to be called again."""
    print_ = _print_of(given)
    use_cases.readmit(desk().engine, desk().clock, print_=print_, reason=given.reason, who=staff_name())
    return count_exclusions()


def _print_of(given: Number) -> bytes:
    try:
        return desk().prints.of(parse_number(given.number))
    except BadNumber as fault:
        raise BadNumber(f"number: {fault}") from None
