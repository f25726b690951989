"""Fetches what <Play> names, once an address, and tells how long it sounds."""

import io
import wave

from voicebot.rehearsal.calls.webhook import Webhook, WebhookSender
from voicebot.rehearsal.errors import CallFault

BYTES_A_SECOND = 4_000  # of a compressed recording of speech (32 kbit/s)
WAVE = frozenset({"audio/wav", "audio/wave", "audio/x-wav", "audio/vnd.wave"})


class Recordings:
    """The length in seconds of each recording, by its address."""

    def __init__(self, sender: WebhookSender) -> None:
        self._sender = sender
        self._seconds: dict[str, float] = {}

    async def seconds(self, url: str) -> float:
        """How long the recording sounds.

        Raises:
            CallFault: as `WebhookSender.send` does, and 13420 where the address holds no sound.
        """
        if url not in self._seconds:
            reply = await self._sender.send(Webhook("recording", url, "GET"))
            kind = reply.content_type.partition(";")[0].strip().lower()
            if not kind.startswith("audio/") or not reply.body:
                raise CallFault(13420, "Play names an address that holds no sound.")
            self._seconds[url] = _wave_seconds(reply.body) if kind in WAVE else len(reply.body) / BYTES_A_SECOND
        return self._seconds[url]


def _wave_seconds(body: bytes) -> float:
    try:
        with wave.open(io.BytesIO(body)) as sound:
            return float(sound.getnframes() / sound.getframerate())
    except (wave.Error, EOFError) as error:
        raise CallFault(13420, "Play names a file that is not a wave.") from error
