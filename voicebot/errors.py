"""The tree of errors that the system raises on purpose; nothing else raises outside it.

    VoicebotError                 everything below: one line that says what is wrong and what to do
    ├── BadInput                  what was given can't be used; carries every fault found, not the first
    │   ├── BadSettings           the environment or the .env file
    │   ├── BadQuestionnaire      a flow or a translation
    │   ├── BadFrame              the file of incidents
    │   └── BadNumber             a telephone number
    ├── Refused                   a rule says no: the state of things, not the input
    │   └── KeysRefused           the key store does not belong to this database, or can't be read
    ├── NotFound                  nothing of that name or id
    ├── Busy                      the database did not answer in time: try again
    └── ProviderError             the telephony provider did not do what we asked
        ├── ProviderTryLater      not done, and safe to ask again (429, overload)
        ├── ProviderRefusedNumber not done, and never will be for this number
        ├── ProviderRefusedUs     not done, and every further call would fail too: stop and tell staff
        ├── ProviderUnfinished    not done yet: the call has not ended there
        ├── ProviderKnowsNoCall   the provider has no such call
        └── ProviderUncertain     may or may not have been done (time-out, 5xx, reset)

A message never holds a number, a name, a reference or an answer.
"""

from collections.abc import Sequence


class VoicebotError(Exception):
    """Any error that the system raises on purpose; its text is fit to be shown to staff."""


class BadInput(VoicebotError):
    """What was given can't be used. `faults` lists everything that is wrong, each with what would be right."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults: Sequence[str] = faults


class BadSettings(BadInput):
    """A setting is missing or wrong."""


class BadQuestionnaire(BadInput):
    """A questionnaire or a translation does not pass its checks."""


class BadFrame(BadInput):
    """A frame as a whole can't be read; single bad rows are rejected and counted instead."""


class BadNumber(BadInput):
    """A telephone number can't be called; the message gives the reason, never the number."""


class Refused(VoicebotError):
    """A rule says no; the message says which, and what would have to change."""


class KeysRefused(Refused):
    """The key store does not belong to this database, is missing, or can't be read."""


class NotFound(VoicebotError):
    """Nothing of that name or id is here."""


class Busy(VoicebotError):
    """The database did not answer in time; the same request may succeed later."""


class ProviderError(VoicebotError):
    """The telephony provider did not do what we asked. `code` is its own error code, where it gave one."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class ProviderTryLater(ProviderError):
    """Not done, and safe to ask again."""


class ProviderRefusedNumber(ProviderError):
    """Not done; this number can never be called."""


class ProviderRefusedUs(ProviderError):
    """Not done; every further call would fail in the same way until staff mend something."""


class ProviderUnfinished(ProviderError):
    """Not done, since the call has not ended at the provider yet."""


class ProviderKnowsNoCall(ProviderError):
    """The provider has no record of that call."""


class ProviderUncertain(ProviderError):
    """It may or may not have been done; it must never simply be sent again."""
