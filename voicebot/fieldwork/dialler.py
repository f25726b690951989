"""The dialler: round after round it does whatever can be done now. The only one who talks to the provider's REST.

Any number of diallers may work on one database; what they do together is agreed in the transactions of the use cases.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import VoicebotError
from voicebot.fieldwork import batches, hours, outbox, pacing, waves
from voicebot.fieldwork.attempts import take_in
from voicebot.fieldwork.claim import claim_due
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.placing import CallUrls, Placement, Placer
from voicebot.fieldwork.reconcile import next_look, reconcile
from voicebot.logs import log_for
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.store import batches as batch_rows
from voicebot.store import cases as case_rows
from voicebot.store import outbox as errand_rows
from voicebot.store import pace as pace_rows
from voicebot.store import trial_calls as trial_rows
from voicebot.store.engine import reading
from voicebot.store.together import in_transactions
from voicebot.telephony.client import Provider

_log = log_for(__name__)
_PLACED_AT_ONCE = 8
"""Creates in flight: one takes a third of a second at Twilio, so this keeps up with 25 calls a second."""
_PAUSE_SECONDS = 0.2
_HOUSEKEEPING_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round has done."""

    reconciled: int
    settled: int
    errands: int
    placed: int
    trials: int
    kept: int
    finished: int = 0  # looked at only when there is nothing else to do

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return not any(
            (self.reconciled, self.settled, self.errands, self.placed, self.trials, self.kept, self.finished)
        )


class Dialler:
    """One dialler. Use it as a context manager, so that its threads end with it.

    `settle` settles calls that have ended and says how many; `next_settling` says when the next can be.
    Both come from the room after this one. Nobody is called while `clock_is_right` denies it. `housekeeping` is done
    about once a minute, each part saying how much it did; `trial_calls` brings test calls on, in every round.
    `pause_after_fault` is in real seconds.
    """

    def __init__(  # noqa: PLR0913 - all that calling takes
        self,
        engine: Engine,
        clock: Clock,
        provider: Provider,
        vault: Vault,
        prints: Prints,
        limits: PaceLimits,
        urls: Callable[[str], CallUrls],
        settle: Callable[[], int],
        next_settling: Callable[[Session], datetime | None],
        housekeeping: Sequence[Callable[[], int]] = (),
        trial_calls: Callable[[], int] = lambda: 0,
        clock_is_right: Callable[[], bool] = lambda: True,
        pause_after_fault: float = 2.0,
    ) -> None:
        self._engine, self._clock, self._provider, self._prints = engine, clock, provider, prints
        self._limits, self._settle, self._next_settling = limits, settle, next_settling
        self._housekeeping, self._kept_house_at = housekeeping, clock.now() - _HOUSEKEEPING_EVERY
        self._trial_calls, self._pause_after_fault = trial_calls, pause_after_fault
        self._clock_is_right = clock_is_right
        self._placer = Placer(engine, clock, provider, vault, urls, in_transactions(engine, take_in))
        self._threads = ThreadPoolExecutor(_PLACED_AT_ONCE, thread_name_prefix="placing")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Wait for the calls that are just being placed, then end the threads."""
        self._threads.shutdown()

    def run(self, stop: Event) -> None:
        """Work until told to stop; a round that has begun is brought to its end. A fault is logged and outlived."""
        while not stop.is_set():
            try:
                pause = 0.0 if not self.work().idle else _PAUSE_SECONDS
            except VoicebotError as fault:
                _log.error("a round of the dialler failed", exc_info=fault)
                pause = self._pause_after_fault
            stop.wait(pause)

    def work(self) -> Round:
        """One round: find out, settle, send errands, place calls.

        Raises:
            VoicebotError: something could not be done; whatever was done before is kept, the rest waits.
        """
        self._clock.refresh()
        done = Round(
            reconciled=reconcile(self._engine, self._provider, self._prints, self._clock),
            settled=self._settle(),
            errands=outbox.send_due(self._engine, self._provider, self._clock, self._threads.map),
            placed=self._place_calls(),
            trials=self._trial_calls(),
            kept=self._keep_house(),
        )
        return done if not done.idle else replace(done, finished=batches.finish_done(self._engine, self._clock))

    def next_due(self) -> datetime | None:
        """The next instant at which anything could be done, now at the earliest; None if nothing is left to do."""
        with reading(self._engine) as session:
            instants = [
                next_look(session),
                self._next_settling(session),
                errand_rows.first_due(session),
                trial_rows.first_due_under_way(session),
                *self._next_calls(session),
            ]
        due = min((instant for instant in instants if instant is not None), default=None)
        return None if due is None else max(due, self._clock.now())

    def _place_calls(self) -> int:
        """Claim and place, as many at once as there are threads, and wait for all of them."""
        if not self._clock_is_right():
            return 0
        claimed = claim_due(self._engine, self._clock, self._limits, at_most=_PLACED_AT_ONCE)
        return sum(placement is Placement.PLACED for placement in self._threads.map(self._placer.place, claimed))

    def _keep_house(self) -> int:
        """What need not be looked at in every round; a clock that was set back counts as a minute passed."""
        if timedelta(0) <= self._clock.now() - self._kept_house_at < _HOUSEKEEPING_EVERY:
            return 0
        self._kept_house_at = self._clock.now()
        return sum(part() for part in self._housekeeping)

    def _next_calls(self, session: Session) -> list[datetime | None]:
        """For each running batch when its next call may be placed."""
        if pacing.room(session, self._limits) <= 0:
            return []
        free = pacing.next_turn(pace_rows.current(session), self._clock.now())
        return [
            hours.next_opening(waves.rules_of(wave).calling, max(due, free))
            for batch, wave in batch_rows.running(session)
            if (due := case_rows.first_due(session, batch.id)) is not None
        ]
