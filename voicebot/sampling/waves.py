"""The wave that is drawn for, by its name; what else a wave is, `fieldwork/` knows."""

from voicebot.errors import NotFound
from voicebot.store.tables import Wave


def require_wave(name: str, wave: Wave | None) -> Wave:
    """The wave that was found under that name.

    Raises:
        NotFound: there is none.
    """
    if wave is None:
        raise NotFound(f"there is no wave called {name}: see `wave list`")
    return wave
