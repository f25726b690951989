"""Twilio's <Gather>: which of the keys a person presses reach the application, and when.

Pure: what was pressed comes in, what is submitted goes out. The rules are those of
https://www.twilio.com/docs/voice/twiml/gather.
"""

from dataclasses import dataclass

from voicebot.rehearsal.twiml.verbs import Gather


@dataclass(frozen=True, slots=True)
class Press:
    """A key, and the seconds since the prompt began when it was pressed."""

    key: str
    after: float


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a person does on a prompt; neither a key nor a hang-up is silence."""

    presses: tuple[Press, ...] = ()
    hangs_up_after: float | None = None


SILENCE = Reaction()


@dataclass(frozen=True, slots=True)
class Collected:
    """The end of a gather: the digits, the key that finished them, how long it took, or a hang-up."""

    digits: str
    finished_on: str
    seconds: float
    hung_up: bool = False


def collect(gather: Gather, prompt_seconds: float, reaction: Reaction) -> Collected:
    """Gather keys until there are enough, the finish key comes, time runs out or the person hangs up.

    A first key stops the audio; from then on each further key has `timeout` seconds. The finish key works
    only after a digit and is not part of the digits.
    """
    digits = ""
    deadline = prompt_seconds + gather.timeout
    leaves = reaction.hangs_up_after
    for press in reaction.presses if gather.hears_keys else ():
        if press.after > deadline or (leaves is not None and press.after > leaves):
            break
        if press.key == gather.finish_on:
            if digits:
                return Collected(digits, press.key, press.after)
            continue
        digits += press.key
        if len(digits) == gather.num_digits:
            return Collected(digits, "", press.after)
        deadline = (press.after if gather.barge_in else max(press.after, prompt_seconds)) + gather.timeout
    if leaves is not None and leaves <= deadline:
        return Collected(digits, "", leaves, hung_up=True)
    return Collected(digits, "", deadline)
