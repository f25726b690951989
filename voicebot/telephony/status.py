"""The provider's words for where a call stands, and their rank.

What a status does to an attempt is decided in `fieldwork/`.
"""

from enum import StrEnum


class CallStatus(StrEnum):
    """Where a call stands at the provider (Twilio, Call resource and status callbacks)."""

    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"

    @property
    def rank(self) -> int:
        """How far the call has come. Callbacks come in any order: only a higher rank is news."""
        return _RANKS.get(self, _FINAL_RANK)

    @property
    def final(self) -> bool:
        """Whether the call is over, so that nothing that comes later changes it."""
        return self.rank == _FINAL_RANK


_RANKS = {CallStatus.QUEUED: 0, CallStatus.INITIATED: 1, CallStatus.RINGING: 2, CallStatus.IN_PROGRESS: 3}
_FINAL_RANK = 4


def read_status(word: str) -> CallStatus | None:
    """The status of that word; None for a word that we do not know."""
    try:
        return CallStatus(word)
    except ValueError:
        return None
