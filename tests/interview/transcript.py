"""Calls as plain text (their form: `voicebot/interview/replay.py`), played with all that a test looks at in a call."""

from tests.interview.conversation import Call
from voicebot.interview.events import Event
from voicebot.interview.replay import SavedCall as Transcript
from voicebot.interview.replay import Turn, write_call
from voicebot.interview.replay import read_calls as read
from voicebot.questionnaire.model import Questionnaire

__all__ = ["Transcript", "read", "write"]


def write(questionnaire: Questionnaire, transcript: Transcript, *, words: bool) -> str:
    """The call with everything that is said in it: its words, or only the names of its lines."""
    call = Call(questionnaire, transcript.language, transcript.answers_before)
    return write_call(questionnaire, transcript, [_turn(call, event) for event in transcript.events], words=words)


def _turn(call: Call, event: Event) -> Turn:
    call.happens(event)
    return Turn(event, call.state, call.records, call.said)
