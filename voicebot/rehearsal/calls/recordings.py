"""Fetches what <Play> names, once an address, and tells how long it sounds and what it says.

Nobody here can hear, so the words are read from the text that stands beside the sound, if there is one.
"""

import io

import mutagen

from voicebot.rehearsal.calls.webhook import Webhook, WebhookSender
from voicebot.rehearsal.errors import CallFault
from voicebot.rehearsal.twiml.prompt import Recording

BYTES_A_SECOND = 4_000  # of a compressed recording of speech (32 kbit/s)
WAVE = frozenset({"audio/wav", "audio/wave", "audio/x-wav", "audio/vnd.wave"})


class Recordings:
    """What each recording is, by its address."""

    def __init__(self, sender: WebhookSender) -> None:
        self._sender = sender
        self._known: dict[str, Recording] = {}

    async def listen(self, url: str) -> Recording:
        """What is heard at that address.

        Raises:
            CallFault: as `WebhookSender.send` does, and 13420 where the address holds no sound.
        """
        if url not in self._known:
            reply = await self._sender.send(Webhook("recording", url, "GET"))
            kind = reply.content_type.partition(";")[0].strip().lower()
            if not kind.startswith("audio/") or not reply.body:
                raise CallFault(13420, "Play names an address that holds no sound.")
            seconds = _wave_seconds(reply.body) if kind in WAVE else len(reply.body) / BYTES_A_SECOND
            self._known[url] = Recording(seconds, await self._words(url))
        return self._known[url]

    async def _words(self, url: str) -> str:
        """`…/hello.wav` is read at `…/hello.txt`."""
        stem, dot, _ = url.rpartition(".")
        try:
            reply = await self._sender.send(Webhook("recording", f"{stem}.txt", "GET")) if dot else None
        except CallFault:
            return ""
        return reply.body.decode() if reply and reply.content_type.startswith("text/plain") else ""


def _wave_seconds(body: bytes) -> float:
    try:
        sound = mutagen.File(io.BytesIO(body))
    except mutagen.MutagenError as error:
        raise CallFault(13420, "Play names a file that is not a wave.") from error
    if sound is None:
        raise CallFault(13420, "Play names a file that is not a wave.")
    return float(sound.info.length)
