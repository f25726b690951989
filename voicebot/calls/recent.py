"""The conversations that this process has taken a turn of last, so that their next turn needs no reading.

What is remembered may be out of date, never wrong: a turn is not changed once it is kept, and whether it is still the
last one is asked when the next is written.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from voicebot.interview.state import State
from voicebot.questionnaire.model import Questionnaire

_REMEMBERED = 4_096
"""Calls; a conversation takes a few kB."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a call stood after that turn."""

    turn: int
    questionnaire: Questionnaire
    state: State


class Recent:
    """Conversations by call; who was not heard of for longest is forgotten first."""

    def __init__(self) -> None:
        self._conversations: OrderedDict[str, Conversation] = OrderedDict()
        self._guard = Lock()

    def before(self, attempt_id: str, turn: int) -> Conversation | None:
        """Where that call stood before that turn, if that is what is remembered of it."""
        known = self._conversations.get(attempt_id)
        return known if known is not None and known.turn == turn - 1 else None

    def remember(self, attempt_id: str, conversation: Conversation) -> None:
        """That this is where it stands now."""
        with self._guard:
            self._conversations[attempt_id] = conversation
            self._conversations.move_to_end(attempt_id)
            if len(self._conversations) > _REMEMBERED:
                self._conversations.popitem(last=False)

    def forget(self, attempt_id: str) -> None:
        """That it is over."""
        with self._guard:
            self._conversations.pop(attempt_id, None)
