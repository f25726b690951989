"""What each refusal of the provider means for us: one table from its codes to our errors.

Its own messages quote numbers, so they are never passed on; ours say what staff can do.
"""

from collections.abc import Mapping
from enum import Enum, auto

from voicebot.errors import (
    ProviderError,
    ProviderKnowsNoCall,
    ProviderRefusedNumber,
    ProviderRefusedUs,
    ProviderTryLater,
    ProviderUncertain,
    ProviderUnfinished,
)


class Asked(Enum):
    """What the provider was asked for."""

    PLACE = auto()  # a new call: asking twice would ring twice
    LIST = auto()
    CALL = auto()  # to show, end or forget one call, which may be asked again


_BAD_CALLER_ID = (ProviderRefusedUs, "may not show our number: see that TWILIO_CALLER_ID is a number of this account")
_BAD_LOGIN = (ProviderRefusedUs, "does not accept our credentials: check the TWILIO_ settings")
_BAD_REQUEST = (
    ProviderRefusedUs,
    "does not accept the order of a call: check VOICEBOT_PUBLIC_URL and the wave's rules",
)
_INACTIVE = (ProviderRefusedUs, "has suspended the account, or its balance is used up: see its console")
_NOT_ALLOWED = (ProviderRefusedUs, "does not allow the account to call there: see the voice permissions in its console")
_BAD_NUMBER = (ProviderRefusedNumber, "can't call this number")
_BUSY = (ProviderTryLater, "has more calls or requests of ours than it takes at once")
_OVER = (ProviderKnowsNoCall, "has ended this call already")
_UNFINISHED = (ProviderUnfinished, "keeps the record of a call that has not ended yet, or only just")

# Sources: Twilio's error dictionary (https://www.twilio.com/docs/api/errors) and its Calls resource. Where its body
# gives no code, twilio-python puts the HTTP status there.
_MEANINGS: Mapping[int, tuple[type[ProviderError], str]] = {
    401: _BAD_LOGIN,
    403: _BAD_LOGIN,
    429: _BUSY,
    10001: _INACTIVE,
    10002: _NOT_ALLOWED,  # a trial account
    10004: _BUSY,  # calls at once
    20001: _BAD_REQUEST,
    20003: _BAD_LOGIN,
    20005: _INACTIVE,
    20006: _BAD_LOGIN,
    20008: _BAD_LOGIN,  # test credentials
    20009: _UNFINISHED,
    20403: _BAD_LOGIN,
    20429: _BUSY,
    21201: _BAD_REQUEST,  # no To
    21202: _BAD_NUMBER,  # premium rate
    21203: _NOT_ALLOWED,  # international calls are off
    21205: _BAD_REQUEST,  # URL
    21208: _BAD_REQUEST,  # time-out
    21209: _BAD_REQUEST,  # method
    21210: _BAD_CALLER_ID,
    21211: _BAD_NUMBER,  # invalid To
    21212: _BAD_CALLER_ID,
    21213: _BAD_CALLER_ID,
    21214: _BAD_NUMBER,  # can't be reached
    21215: _NOT_ALLOWED,  # geographic permissions
    21216: _NOT_ALLOWED,  # a block against fraud; it may cover a whole range, so that staff have to look
    21217: _BAD_NUMBER,  # does not appear to be valid
    21219: _NOT_ALLOWED,  # a trial account calls verified numbers only
    21220: _OVER,
    21626: _BAD_REQUEST,  # status callback events
}
_NOT_FOUND = frozenset({404, 20404})


def fault_of(asked: Asked, status: int, code: int) -> ProviderError:
    """Our error for an HTTP status and the code in its body; only a time-out or a 5xx leaves in doubt what was done."""
    if status >= 500 or status == 408:
        return fault_of_silence(asked, f"failed (HTTP {status})")
    kind, meaning = _MEANINGS.get(code) or _MEANINGS.get(status) or _unlisted(asked, code)
    return kind(f"the telephony provider {meaning} ({code})", code)


def fault_of_silence(asked: Asked, what: str) -> ProviderError:
    """Our error when it can't be known what the provider did; only a new call must then not be asked for again."""
    if asked is Asked.PLACE:
        return ProviderUncertain(f"the telephony provider {what}: the call may have been placed")
    return ProviderTryLater(f"the telephony provider {what}: it will be asked again")


def fault_of_no_connection() -> ProviderError:
    """Our error when the request never left: nothing was done."""
    return ProviderTryLater("the telephony provider can't be reached: check the network and its address")


def _unlisted(asked: Asked, code: int) -> tuple[type[ProviderError], str]:
    if code in _NOT_FOUND and asked is Asked.CALL:
        return ProviderKnowsNoCall, "has no such call"
    if code in _NOT_FOUND:
        return ProviderRefusedUs, "has no such account: check TWILIO_ACCOUNT_SID and TWILIO_API_BASE_URL"
    return ProviderRefusedUs, "refused for a reason that is not in our table: look the code up in its documentation"
