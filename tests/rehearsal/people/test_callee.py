import pytest

from voicebot.rehearsal.errors import InstructionError
from voicebot.rehearsal.people.callee import Machine, Scripted
from voicebot.rehearsal.twiml.gather import SILENCE
from voicebot.rehearsal.twiml.prompt import Prompt

PROMPT = Prompt("Press a key.", 10.0, 10.0)


def test_a_script_is_followed_token_by_token_after_each_prompt():
    callee = Scripted("1 - 42# hangup")
    first, second, third, fourth = (callee.react(PROMPT) for _ in range(4))
    assert [press.key for press in first.presses] == ["1"]
    assert second == SILENCE
    assert [press.key for press in third.presses] == ["4", "2", "#"]
    assert fourth.hangs_up_after is not None
    assert first.presses[0].after > PROMPT.seconds


def test_after_its_script_a_callee_keeps_silent():
    callee = Scripted("1")
    callee.react(PROMPT)
    assert callee.react(PROMPT) == SILENCE


def test_a_script_holds_keys_silence_and_hanging_up_only():
    with pytest.raises(InstructionError):
        Scripted("1 two")


def test_a_machine_is_silent():
    assert Machine().react(PROMPT) == SILENCE
