"""What the provider is told to say or to play, as TwiML. Which words are said is the interview's matter.

A prompt is turned into XML once and kept; a request then fills in the address for the key, and the first name.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import groupby
from textwrap import wrap

from voicebot.errors import BadQuestionnaire
from voicebot.interview.prompts import Prompt
from voicebot.questionnaire.model import Line

_KEPT_PROMPTS = 20_000  # as many as the interview keeps
_LONGEST_PIECE = 1_000
_LONGEST_SAY = 2_500
"""Characters; Twilio takes 3,000 for a Polly voice, and names need room."""
_LONGEST_DOCUMENT = 60_000
"""Bytes; Twilio takes 64 kB, and the address and names need room."""
_PAUSE = '<break time="500ms"/>'  # between sentences, so that choices can be told apart
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML can't carry or nobody can say: control characters, halves of surrogate pairs, non-characters."""
_ACTION = "\x00"  # stands for the address until it is known; no sentence can hold it
_FIRST_NAME, _NUMBER = "{first_name}", "{number}"
_SLOTS = re.compile(f"({_ACTION}|{re.escape(_FIRST_NAME)}|{re.escape(_NUMBER)})")
_ONE_KEY, _UNTIL_HASH = 'numDigits="1" finishOnKey=""', 'finishOnKey="#"'

AudioUrl = Callable[[str], str | None]
"""The address of a recording by its name, or None if it is not there: then its words are spoken."""


def _nothing_recorded(_recording: str) -> None:
    return None


def render(
    prompt: Prompt,
    action: str,
    first_name: str | None,
    audio_url: AudioUrl = _nothing_recorded,
    number: str | None = None,
) -> str:
    """What is said at this prompt, as a document; the key that is pressed, or that none was, is sent to `action`.

    Raises:
        ValueError: the words name the person or read back a number, but none is given.
        BadQuestionnaire: the words are more than the provider takes.
    """
    recorded = tuple(line.recording and audio_url(line.recording) for line in prompt.lines)
    pieces = _compiled(prompt, recorded)
    if first_name is None and _FIRST_NAME in pieces:
        raise ValueError("this prompt names the person: it can't be said without a first name")
    if number is None and _NUMBER in pieces:
        raise ValueError("this prompt reads back a number: it can't be said without one")
    filled = {_ACTION: _text(action), _FIRST_NAME: _text(first_name or ""), _NUMBER: _text(number or "")}
    return "".join(filled.get(piece, piece) for piece in pieces)


def goodbye(*lines: Line, language: str, voice: str) -> str:
    """Say this and hang up. Made beforehand, it needs neither database nor questionnaire."""
    return render(Prompt(lines, listens=False, wait=0, language=language, voices={language: voice}), "", None)


def hang_up() -> str:
    """End the call without a word."""
    return _document("<Hangup/>")


def redirect(url: str) -> str:
    """Go on with what that address answers."""
    return _document(f'<Redirect method="POST">{_text(url)}</Redirect>')


@lru_cache(maxsize=_KEPT_PROMPTS)
def _compiled(prompt: Prompt, recorded: tuple[str | None, ...]) -> tuple[str, ...]:
    """The document in pieces, the slots that a request fills among them; `recorded` has an address for some lines."""
    speech = "".join(_speech(prompt, recorded))
    if len(speech.encode()) > _LONGEST_DOCUMENT:
        raise BadQuestionnaire(
            "a prompt is longer than the 64 kB that the provider takes at once: shorten its sentences"
        )
    document = _document(_gather(prompt, speech) if prompt.listens else f"{speech}<Hangup/>")
    return tuple(_SLOTS.split(document))


def _document(verbs: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>'


def _gather(prompt: Prompt, speech: str) -> str:
    """Wait for one key, whichever it is, or for all before a hash; that none came is sent too (actionOnEmptyResult)."""
    keys = _UNTIL_HASH if prompt.until_hash else _ONE_KEY
    return (
        f'<Gather input="dtmf" {keys} actionOnEmptyResult="true" timeout="{prompt.wait}"'
        f' action="{_ACTION}" method="POST">{speech}</Gather>'
    )


def _speech(prompt: Prompt, recorded: tuple[str | None, ...]) -> Iterator[str]:
    """What is recorded is played, line by line; the lines between are spoken."""
    for url, parts in groupby(zip(recorded, prompt.lines, strict=True), lambda part: part[0]):
        if url:
            yield from (f"<Play>{_text(url)}</Play>" for _ in parts)
        else:
            yield from _says(prompt, (line for _, line in parts))


def _says(prompt: Prompt, lines: Iterable[Line]) -> Iterator[str]:
    """One element for all that follows on in the same language and pace, as far as the voice can say it at once."""
    for (language, slow), alike in groupby(lines, lambda line: (line.language or prompt.language, line.slow)):
        sentences = (sentence for line in alike for sentence in line.sentences)
        for said in _portions(sentences):
            paced = f'<prosody rate="slow">{said}</prosody>' if slow else said
            yield f'<Say voice="{_text(prompt.voices[language])}" language="{_text(language)}">{paced}</Say>'


def _portions(sentences: Iterable[str]) -> Iterator[str]:
    """The sentences with pauses between them, in as few portions as a voice allows."""
    portion: list[str] = []
    for piece in _pieces(sentences):
        if portion and len(_PAUSE.join([*portion, piece])) > _LONGEST_SAY:
            yield _PAUSE.join(map(escape, portion))
            portion = []
        portion.append(piece)
    if portion:
        yield _PAUSE.join(map(escape, portion))


def _pieces(sentences: Iterable[str]) -> Iterator[str]:
    """The sentences, cut where one alone would be too long to be said at once."""
    for sentence in sentences:
        yield from wrap(_UNSPEAKABLE.sub("", sentence), _LONGEST_PIECE, break_on_hyphens=False)


def _text(text: str) -> str:
    """Text that may stand in an element or an attribute."""
    return escape(_UNSPEAKABLE.sub("", text))
