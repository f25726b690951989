"""A list of telephone numbers as staff hand it in, one a line: those that can be read, and why the others can't."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voicebot.errors import BadNumber, NotFound
from voicebot.phone import PhoneNumber, parse_cell


@dataclass(frozen=True, slots=True)
class NumberList:
    """The numbers that were given, each once, and the reason why a line has none."""

    found: Sequence[PhoneNumber]
    faults: Sequence[str]


def read_numbers(lines: Iterable[str]) -> NumberList:
    """The numbers in lines of text; empty lines and those that begin with # are passed over.

    Raises:
        NotFound: there is none, good or bad.
    """
    found: list[PhoneNumber] = []
    faults = []
    for at, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            found += parse_cell(line.strip())
        except BadNumber as fault:
            faults.append(f"line {at}: {fault}")
    if not (found or faults):
        raise NotFound("no number was given: write one a line")
    return NumberList(list(dict.fromkeys(found)), faults)
