"""A telephone network for rehearsals: Twilio's voice API on loopback, and the people who pick up the phone.

An outside party: it speaks HTTP with the system as Twilio would, and imports none of it. Nobody is ever really rung.
"""

from voicebot.rehearsal.errors import RehearsalError, SettingsError
from voicebot.rehearsal.faults import Faults
from voicebot.rehearsal.network import Network, running
from voicebot.rehearsal.people.habits import Habits
from voicebot.rehearsal.settings import Settings

__all__ = ["Faults", "Habits", "Network", "RehearsalError", "Settings", "SettingsError", "running"]
