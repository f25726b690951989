"""What every use case of a call needs, put together once, and what a use case hands back to be spoken.

No rule lives here.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.calls.recent import Recent
from voicebot.clock import Clock
from voicebot.errors import NotFound
from voicebot.fieldwork.attempts import Heard
from voicebot.interview.prompts import Prompt
from voicebot.privacy.vault import Vault
from voicebot.questionnaire.compile import compile_text
from voicebot.questionnaire.model import Questionnaire
from voicebot.store import turns, versions
from voicebot.store.ledger import Ledger
from voicebot.store.together import Together

_KEPT_VERSIONS = 32


class Versions:
    """Questionnaire versions, compiled when first asked for and kept; a version never changes."""

    def __init__(self) -> None:
        self._compiled: OrderedDict[str, Questionnaire] = OrderedDict()
        self._lock = Lock()

    def get(self, session: Session, digest: str) -> Questionnaire:
        """The compiled version.

        Raises:
            NotFound: the database has no such version.
            BadQuestionnaire: this release can't read it.
        """
        known = self._compiled.get(digest)
        return known if known is not None else self._compile_once(session, digest)

    def _compile_once(self, session: Session, digest: str) -> Questionnaire:
        """Whoever else asks for it meanwhile waits, so that all have the same object: prompts are kept by it."""
        with self._lock:
            if digest not in self._compiled:
                self._compiled[digest] = _compiled(session, digest)
                if len(self._compiled) > _KEPT_VERSIONS:
                    self._compiled.popitem(last=False)
            return self._compiled[digest]


def _compiled(session: Session, digest: str) -> Questionnaire:
    source = versions.version_source(session, digest)
    if source is None:
        raise NotFound("the questionnaire version of this call is not in the database: restore the backup it is in")
    return compile_text(source)


@dataclass(frozen=True, slots=True)
class Switchboard:
    """The parts that calls are held with."""

    engine: Engine
    clock: Clock
    vault: Vault
    ledger: Ledger
    heard: Together[Session, Heard]
    versions: Versions = field(default_factory=Versions)
    recent: Recent = field(default_factory=Recent)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is to be said, the number of the turn that its key will be, and the name where the words need it."""

    prompt: Prompt
    next_turn: int
    first_name: str | None = None


HANG_UP = None
"""Nothing is left to say: the call is over, or never was one of ours."""


def speak(board: Switchboard, session: Session, attempt_id: str, prompt: Prompt, next_turn: int) -> Spoken | None:
    """The prompt as it is said in this call; the person's name is opened only if the words need it.

    Hangs up if they do and the contact was destroyed meanwhile.
    """
    if not prompt.names_person:
        return Spoken(prompt, next_turn)
    person = turns.person_called(session, attempt_id)
    if person is None:
        return HANG_UP
    return Spoken(prompt, next_turn, board.vault.open(person.key_id, person.case_id, person.sealed).first_name)
