"""The names of accounts: what one may be, and the form in which they are looked up."""

import unicodedata

from voicebot.errors import BadInput

LONGEST_NAME = 40
_LONGEST_SUBJECT = 255


def good_name(name: str) -> str:
    """The name as it is kept and shown.

    Raises:
        BadInput: it can't be one.
    """
    normal = unicodedata.normalize("NFKC", name).strip()
    if not (0 < len(normal) <= LONGEST_NAME and normal.isprintable()):
        raise BadInput(f"a name has 1 to {LONGEST_NAME} letters")
    return normal


def is_subject(subject: str) -> bool:
    """Whether another service can vouch for somebody under that: never under nothing at all."""
    return 0 < len(subject) <= _LONGEST_SUBJECT and subject.isprintable()


def folded(name: str) -> str:
    """What a name is looked up by: the same however its letters are cased or put together."""
    return unicodedata.normalize("NFKC", name).strip().casefold()
