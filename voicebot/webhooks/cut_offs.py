"""Calls that we had to cut off are noted as our failure: at once, or as soon as the database is back.

It is the very database that may have failed them; forgotten, they would count as people who hung up on us.
"""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock, Thread

from voicebot.errors import VoicebotError
from voicebot.logs import log_for

_log = log_for(__name__)
_SECONDS_BETWEEN = 2.0
_KEPT = 10_000


class CutOffs:
    """Notes by `note`, which may raise a `VoicebotError`. What can't be noted is lost if this process is killed."""

    def __init__(self, note: Callable[[str], None], pause: Callable[[float], object] = time.sleep) -> None:
        self._note, self._pause = note, pause
        self._lock, self._left = Lock(), deque[str](maxlen=_KEPT)
        self._is_working = False

    def note(self, call: str) -> None:
        """Note that this call of ours was cut off, now or later."""
        try:
            self._note(call)
        except VoicebotError as fault:
            _log.error("a call was cut off and that can not be noted yet", attempt=call, exc_info=fault)
            self._keep(call)

    def _keep(self, call: str) -> None:
        with self._lock:
            self._left.append(call)
            if self._is_working:
                return
            self._is_working = True
        Thread(target=self._note_later, name="cut-offs", daemon=True).start()

    def _note_later(self) -> None:
        while call := self._next():
            self._pause(_SECONDS_BETWEEN)
            try:
                self._note(call)
            except VoicebotError:
                self._left.appendleft(call)

    def _next(self) -> str | None:
        with self._lock:
            self._is_working = bool(self._left)
            return self._left.popleft() if self._left else None
