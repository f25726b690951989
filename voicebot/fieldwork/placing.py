"""Places a claimed call: outside any transaction the provider is asked, and a second one keeps what came of it.

Between the two the attempt stands as `placing`; whoever finds it so a minute later takes it for uncertain
(`reconcile.py`). Nothing here dials twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import (
    KeysRefused,
    NotFound,
    ProviderError,
    ProviderRefusedNumber,
    ProviderRefusedUs,
    ProviderTryLater,
    VoicebotError,
)
from voicebot.fieldwork import attempts, batches, pacing
from voicebot.fieldwork.claim import Claimed
from voicebot.logs import log_for
from voicebot.outcomes import Result
from voicebot.privacy.vault import SealBroken, Vault
from voicebot.store import attempts as attempt_rows
from voicebot.store import batches as batch_rows
from voicebot.store.engine import transaction
from voicebot.store.states import BatchState
from voicebot.store.together import Together
from voicebot.telephony.client import CallOrder, Provider

_log = log_for(__name__)


class CallUrls(Protocol):
    """The addresses that the provider is given for one call; the webhooks know them."""

    @property
    def start(self) -> str:
        """Asked when somebody picks up."""
        ...

    @property
    def status(self) -> str:
        """Told of every change of the call's status."""
        ...

    @property
    def machine(self) -> str:
        """Told whether a person or a machine picked up."""
        ...

    @property
    def fallback(self) -> str:
        """Asked when one of the others failed."""
        ...


class Placement(StrEnum):
    """What came of asking the provider."""

    PLACED = "placed"
    UNCERTAIN = "uncertain"
    LATER = "later"  # due as before
    REFUSED_NUMBER = "refused_number"
    REFUSED_US = "refused_us"  # the batch is paused
    BROKEN_SEAL = "broken_seal"


@dataclass(frozen=True, slots=True)
class Placer:
    """What calls are placed with. `urls` makes the addresses of the attempt with that id."""

    engine: Engine
    clock: Clock
    provider: Provider
    vault: Vault
    urls: Callable[[str], CallUrls]
    heard: Together[Session, attempts.Heard]

    def place(self, claimed: Claimed) -> Placement:
        """Ask the provider once to place the call, and keep what it said.

        Raises:
            Busy: what it said could not be kept; the attempt is reconciled like one whose answer was lost.
        """
        try:
            sid = self.provider.place(self._order(claimed))
        except (ProviderError, SealBroken, NotFound, KeysRefused) as fault:
            return self._keep_fault(claimed, fault)
        self.heard.keep(attempts.Heard(claimed.attempt_id, sid))
        return Placement.PLACED

    def _order(self, claimed: Claimed) -> CallOrder:
        person = self.vault.open(claimed.key_id, claimed.case_id, claimed.sealed)
        urls = self.urls(claimed.attempt_id)
        return CallOrder(
            to=person.numbers[claimed.position],
            url=urls.start,
            status_url=urls.status,
            machine_url=urls.machine if claimed.rules.detect_machines else None,
            fallback_url=urls.fallback,
            ring_seconds=claimed.rules.ring_seconds,
            time_limit=claimed.rules.longest_call_minutes * 60,
        )

    def _keep_fault(self, claimed: Claimed, fault: VoicebotError) -> Placement:
        with transaction(self.engine) as session:
            placement = self._note(session, claimed, fault)
        _log.warning("a call was not placed", attempt=claimed.attempt_id, result=placement, reason=str(fault))
        return placement

    def _note(self, session: Session, claimed: Claimed, fault: VoicebotError) -> Placement:
        attempt = attempt_rows.locked(session, claimed.attempt_id)
        now = self.clock.now()
        match fault:
            case ProviderTryLater():
                attempts.take_back(session, attempt)
                pacing.slow_down(session, now)
                return Placement.LATER
            case ProviderRefusedNumber():
                attempts.end(attempt, Result.DEAD_NUMBER, now, str(fault))
                return Placement.REFUSED_NUMBER
            case SealBroken():
                attempts.end(attempt, Result.TECHNICAL, now, str(fault))
                return Placement.BROKEN_SEAL
            case ProviderRefusedUs() | NotFound() | KeysRefused():
                attempts.take_back(session, attempt)
                _pause(session, claimed.batch_id, str(fault), self.clock)
                return Placement.REFUSED_US
            case _:
                attempts.doubt(attempt, str(fault))
                return Placement.UNCERTAIN


def _pause(session: Session, batch_id: str, reason: str, clock: Clock) -> None:
    batch = batch_rows.locked(session, batch_id)
    if batch is not None and batch.state == BatchState.RUNNING:
        batches.pause_by_itself(session, batch, reason, clock.now())
