"""Where the turns of calls are written: quickly, and many at once where that helps.

What else a turn may bring, such as an opt-out, is carried out by `calls/turn.py` in the same transaction.
"""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection, Engine

from voicebot.store import outbox, turns
from voicebot.store.engine import statements
from voicebot.store.states import ErrandKind
from voicebot.store.together import Together
from voicebot.store.turns import NextTurn


class Ledger:
    """Keeps turns that bring nothing else, as nearly all do: by one statement, which on SQLite has all that wait."""

    def __init__(self, engine: Engine) -> None:
        self._together = Together(engine, partial(statements, engine), write)

    def keep(self, turn: NextTurn) -> None:
        """Keep the turn; it is committed on return.

        Raises:
            Overtaken: the turn before it is not kept, or not any more.
            sqlalchemy.exc.IntegrityError: it is kept already.
            Busy: it could not be committed.
        """
        self._together.keep(turn)


def write(connection: Connection, batch: Sequence[NextTurn]) -> None:
    """Write turns of different calls. Whoever presses a key is no machine, whatever the provider has made of it.

    That is so even if the turn can't be kept: it need not be one transaction.

    Raises:
        Overtaken, sqlalchemy.exc.IntegrityError: as for `Ledger.keep`.
    """
    if persons := [turn.attempt_id for turn in batch if turn.first_key]:
        outbox.remove_untried(connection, ErrandKind.LEAVE_MACHINE, persons)
    turns.keep_next(connection, batch)
