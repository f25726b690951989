"""A telephone number that never shows itself by accident, and the rules on which numbers may be called.

Reading a whole column of numbers quickly is the frame reader's matter; it uses the same rules.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberType

from voicebot.errors import BadNumber

_SEPARATORS = re.compile(r"[;/,\n]|\bor\b", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:ext|x|#)\.?\s*\d+\s*$", re.IGNORECASE)
_REGION = "GB"
# Crown dependencies share +44 but are not in the United Kingdom.
_UK_REGIONS = frozenset({"GB"})


class NumberKind(StrEnum):
    """What a number rings."""

    MOBILE = "mobile"
    LANDLINE = "landline"


_CALLABLE = {
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
    PhoneNumberType.FIXED_LINE: NumberKind.LANDLINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.LANDLINE,
    PhoneNumberType.VOIP: NumberKind.LANDLINE,
}
# Nobody has these: Ofcom keeps the first four ranges for drama, and 04 is a part of the national plan that it has never
# opened. Rehearsals and tests ring them; phonenumbers, rightly, knows them as unassigned.
_NOBODYS = re.compile(r"\+44(7700900\d{3}|2079460\d{3}|1632960\d{3}|8081570\d{3}|4000\d{6})")


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A UK number in E.164 form. Its text forms hide it; only `e164` gives it away, by name."""

    e164: str = field(repr=False)
    kind: NumberKind = NumberKind.MOBILE

    def __str__(self) -> str:
        return f"(a {self.kind} number)"


def parse_number(text: str) -> PhoneNumber:
    """Read one UK number in any usual spelling.

    Raises:
        BadNumber: it has an extension, is no UK number, is not a possible one, or is a kind that is
            never called (premium, service, emergency, short, freephone, pager). The reason, never the number.
    """
    if _EXTENSION.search(text.strip()):
        raise BadNumber("has an extension: a switchboard is never called")
    try:
        parsed = phonenumbers.parse(text, _REGION)
    except phonenumbers.NumberParseException:
        raise BadNumber("is not a telephone number") from None
    if parsed.country_code != 44:
        raise BadNumber("is a foreign number")
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if nobodys := _NOBODYS.fullmatch(e164):
        return _nobodys_number(e164, nobodys[1])
    if not phonenumbers.is_valid_number(parsed):
        raise BadNumber("is not a number that is in use")
    if phonenumbers.region_code_for_number(parsed) not in _UK_REGIONS:
        raise BadNumber("is a number outside the United Kingdom")
    kind = _CALLABLE.get(phonenumbers.number_type(parsed))
    if kind is None:
        raise BadNumber("is a premium, service or other special number")
    return PhoneNumber(e164, kind)


def parse_cell(text: str) -> list[PhoneNumber]:
    """Read a cell that may hold several numbers; doubles are dropped, order is kept.

    Raises:
        BadNumber: any of them is bad, or there is none.
    """
    parts = [part for part in _SEPARATORS.split(text) if part.strip()]
    if not parts:
        raise BadNumber("is empty")
    return list(dict.fromkeys(parse_number(part) for part in parts))


def is_nobodys(e164: str) -> bool:
    """Whether nobody has that number: fit for rehearsals and tests, and no number to be reached at."""
    return _NOBODYS.fullmatch(e164) is not None


def _nobodys_number(e164: str, national: str) -> PhoneNumber:
    if national.startswith("808"):
        raise BadNumber("is a premium, service or other special number")
    return PhoneNumber(e164, NumberKind.LANDLINE if national.startswith(("1", "2")) else NumberKind.MOBILE)
