"""What can go wrong on the rehearsal network, as Twilio numbers it.

    RehearsalError
    ├── SettingsError      the network cannot start as configured
    ├── InstructionError   a control request that makes no sense
    ├── Refusal            a REST request that Twilio would refuse
    └── CallFault          a webhook or a document that Twilio could not use

It imports nothing of the system under rehearsal: it is an outside party.
"""

MORE_INFO = "https://www.twilio.com/docs/errors/{code}"


class RehearsalError(Exception):
    """The root of everything that this package raises on purpose."""


class SettingsError(RehearsalError):
    """The network cannot start: every fault of the settings, one a line."""


class InstructionError(RehearsalError):
    """A control request (people, faults, clock, inbound) that cannot be followed."""


class Refusal(RehearsalError):
    """A REST request that is refused with Twilio's status and error body."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code

    def body(self) -> dict[str, object]:
        """The JSON body of a refusal, as Twilio writes it."""
        return {
            "code": self.code,
            "message": str(self),
            "more_info": MORE_INFO.format(code=self.code),
            "status": self.status,
        }


class CallFault(RehearsalError):
    """An error in mid-call, with a code of Twilio's error dictionary; the FallbackUrl is told of it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
