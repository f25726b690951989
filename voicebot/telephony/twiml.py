"""What the provider is told to say, as TwiML. Which words are said is the interview's matter.

A prompt is turned into XML once and kept; a request then fills in the address for the key, and the first name.
"""

import re
from collections.abc import Iterable, Iterator
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
_FIRST_NAME = "{first_name}"
_SLOTS = re.compile(f"({_ACTION}|{re.escape(_FIRST_NAME)})")


def render(prompt: Prompt, action: str, first_name: str | None) -> str:
    """What is said at this prompt, as a document; the key that is pressed, or that none was, is sent to `action`.

    Raises:
        ValueError: the words name the person, but no name is given.
        BadQuestionnaire: the words are more than the provider takes.
    """
    pieces = _compiled(prompt)
    if first_name is None and _FIRST_NAME in pieces:
        raise ValueError("this prompt names the person: it can't be said without a first name")
    filled = {_ACTION: _text(action), _FIRST_NAME: _text(first_name or "")}
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
def _compiled(prompt: Prompt) -> tuple[str, ...]:
    """The document in pieces, the slots that a request fills among them."""
    speech = "".join(_says(prompt))
    if len(speech.encode()) > _LONGEST_DOCUMENT:
        raise BadQuestionnaire(
            "a prompt is longer than the 64 kB that the provider takes at once: shorten its sentences"
        )
    document = _document(_gather(prompt.wait, speech) if prompt.listens else f"{speech}<Hangup/>")
    return tuple(_SLOTS.split(document))


def _document(verbs: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>'


def _gather(wait: int, speech: str) -> str:
    """Wait for one key, whichever it is; that none came is sent too (Twilio: actionOnEmptyResult)."""
    return (
        f'<Gather input="dtmf" numDigits="1" finishOnKey="" actionOnEmptyResult="true" timeout="{wait}"'
        f' action="{_ACTION}" method="POST">{speech}</Gather>'
    )


def _says(prompt: Prompt) -> Iterator[str]:
    """One element for all that follows on in the same language and pace, as far as the voice can say it at once."""
    for (language, slow), lines in groupby(prompt.lines, lambda line: (line.language or prompt.language, line.slow)):
        sentences = (sentence for line in lines for sentence in line.sentences)
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
