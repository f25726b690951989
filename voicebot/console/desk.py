"""What the pages are given to work with; they put nothing together themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Engine

from voicebot.clock import Clock
from voicebot.fieldwork.waves import ReadFlow
from voicebot.office.registry import Registry
from voicebot.privacy.keystore import KeyStore
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.questionnaire.source import Source
from voicebot.settings import Settings

EXTENSION = "voicebot.console"


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts behind the pages.

    `read_flow` gives the source of a questionnaire by its name, in its own language; `read_wave_flow` with the
    languages that a wave offers.
    """

    settings: Settings
    engine: Engine
    clock: Clock
    keys: KeyStore
    registry: Registry
    flow_names: Callable[[], Sequence[str]]
    read_flow: Callable[[str], Source]
    read_wave_flow: ReadFlow

    @property
    def vault(self) -> Vault:
        """Opens and seals what is personal."""
        return Vault(self.keys)

    @property
    def prints(self) -> Prints:
        """Turns numbers into keyed prints."""
        return Prints(self.keys)


def desk() -> Desk:
    """The desk of the application that answers this request."""
    found: Desk = current_app.extensions[EXTENSION]
    return found
