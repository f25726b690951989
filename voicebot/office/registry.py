"""What accounts are kept with; put together once, handed to every use case of this room."""

from dataclasses import dataclass

from sqlalchemy import Engine

from voicebot.clock import Clock
from voicebot.staff.codes import CodeSeal
from voicebot.staff.passwords import Passwords


@dataclass(frozen=True, slots=True)
class Registry:
    """What accounts are kept with.

    `clock` is the one that everything goes by, as the audit trail does. `wall_clock` shows the real time also in a
    rehearsal: one-time codes, sessions and tokens live in it.
    """

    engine: Engine
    clock: Clock
    wall_clock: Clock
    passwords: Passwords
    seal: CodeSeal
