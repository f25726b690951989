"""The pages, a module a theme; each hangs its views on the blueprint when it is imported."""

from voicebot.console.blueprint import console
from voicebot.console.pages import batches, signing_in, waves

__all__ = ["batches", "console", "signing_in", "waves"]
