"""Where the turns of calls are written: quickly, and many at once where that helps.

What else a turn may bring, such as an opt-out, is carried out by `calls/turn.py` in the same transaction.
"""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.store import outbox, turns
from voicebot.store.engine import committing_each_statement, transaction
from voicebot.store.states import ErrandKind
from voicebot.store.together import Together
from voicebot.store.turns import NextTurn


class Ledger:
    """Keeps turns that bring nothing else, as nearly all do; on SQLite in one transaction with the others that wait.

    On PostgreSQL writers do not wait for each other, and a transaction of one statement is a single message.
    """

    def __init__(self, engine: Engine) -> None:
        self._together = Together(engine, write)
        # Made once: it costs more than a statement.
        self._hasty = None if engine.dialect.name == "sqlite" else committing_each_statement(engine)

    def keep(self, turn: NextTurn) -> None:
        """Keep the turn; it is committed on return.

        Raises:
            Overtaken: the turn before it is not kept, or not any more.
            sqlalchemy.exc.IntegrityError: it is kept already.
            Busy: it could not be committed.
        """
        if self._hasty is None or turn.first_key:
            self._together.keep(turn)
            return
        with transaction(self._hasty) as session:
            write(session, [turn])


def write(session: Session, batch: Sequence[NextTurn]) -> None:
    """Write turns of different calls. Whoever presses a key is no machine, whatever the provider has made of it.

    Raises:
        Overtaken, sqlalchemy.exc.IntegrityError: as for `Ledger.keep`.
    """
    turns.keep_next(session, batch)
    if persons := [turn.attempt_id for turn in batch if turn.first_key]:
        outbox.remove_untried(session, ErrandKind.LEAVE_MACHINE, persons)
