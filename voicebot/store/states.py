"""The words that the state columns of the tables hold; what leads from one to the next is decided on higher floors."""

from enum import StrEnum


class WaveState(StrEnum):
    """Where a wave stands."""

    OPEN = "open"
    FROZEN = "frozen"  # stopped at once, and nothing of it is destroyed, until it is unfrozen
    DESTROYED = "destroyed"  # its key and contacts are gone


class BatchState(StrEnum):
    """Where a batch stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"


IN_WORK = (BatchState.RUNNING, BatchState.PAUSED)
"""Batches that were launched and can still call somebody."""


class CaseState(StrEnum):
    """Where a case stands."""

    WAITING = "waiting"
    CALLING = "calling"  # an attempt is not settled yet
    CLOSED = "closed"


class AttemptState(StrEnum):
    """Where an attempt stands."""

    PLACING = "placing"
    PLACED = "placed"
    UNCERTAIN = "uncertain"
    ENDED = "ended"
    SETTLED = "settled"


ON_THEIR_WAY = (AttemptState.PLACING, AttemptState.PLACED, AttemptState.UNCERTAIN)
"""Attempts that may be ringing or talking, for all we know."""


class ErrandKind(StrEnum):
    """What the provider has to be told about a call."""

    CANCEL = "cancel"
    HANG_UP = "hang_up"
    LEAVE_MACHINE = "leave_machine"  # hang up too, but taken back if a key shows that it is a person
    DELETE_RECORD = "delete_record"


class TrialState(StrEnum):
    """Where a test call stands."""

    WANTED = "wanted"
    PLACING = "placing"  # the provider may have been asked
    PLACED = "placed"
    ENDED = "ended"
