"""What the pages and the API are given to work with; they put nothing together themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import Engine

from voicebot.clock import Clock
from voicebot.fieldwork.trial_calls import Trials
from voicebot.fieldwork.waves import ReadFlow
from voicebot.office.registry import Registry
from voicebot.privacy.keystore import KeyStore
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.questionnaire.inbound import InboundFlow
from voicebot.questionnaire.source import Source
from voicebot.settings import Settings

EXTENSION = "voicebot.desk"


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts behind the pages and the API.

    `read_flow` gives the source of a questionnaire by its name, in its own language; `read_wave_flow` with the
    languages that a wave offers. `flows` is the folder of all, `inbound_flow` what whoever rings us hears,
    `recording_path` where a recording is served, by its name.
    """

    settings: Settings
    engine: Engine
    clock: Clock
    keys: KeyStore
    registry: Registry
    flow_names: Callable[[], Sequence[str]]
    read_flow: Callable[[str], Source]
    read_wave_flow: ReadFlow
    flows: Path
    trials: Trials
    inbound_flow: Callable[[], InboundFlow]
    recording_path: Callable[[str], str | None]

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
