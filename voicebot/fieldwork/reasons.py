"""Reasons that staff give: they stay in the audit trail for good, so they may not be empty nor hold a number."""

import re

from voicebot.errors import BadInput

_LIKE_A_NUMBER = re.compile(r"\d(?:[ ()-]*\d){8,}")


def good_reason(reason: str) -> str:
    """The reason without spaces around it.

    Raises:
        BadInput: there is none, or it seems to hold a telephone number.
    """
    if not reason.strip():
        raise BadInput("say why: the reason is kept in the audit trail")
    if holds_a_number(reason):
        raise BadInput("leave numbers out of the reason: it stays in the audit trail for good")
    return reason.strip()


def holds_a_number(text: str) -> bool:
    """Whether something in it looks like a telephone number."""
    return _LIKE_A_NUMBER.search(text) is not None
