from voicebot.rehearsal.calls.call import Call, CallStatus


def call() -> Call:
    return Call("CA1", "+447700900123", "+442079460000", "outbound-api", 0.0)


def test_keys_are_kept_with_the_prompt_they_answered():
    kept = call()
    kept.note_key("1", "0f3a9c12")
    kept.note_key("", "77b0c1d2")
    kept.note_key("07#", "99999999")
    assert kept.keys == [("1", "0f3a9c12"), ("-", "77b0c1d2"), ("07#", "99999999")]


def test_a_call_does_not_show_its_numbers():
    assert "7700900123" not in repr(call())


def test_three_states_are_not_final():
    assert {status for status in CallStatus if not status.is_final} == {"queued", "ringing", "in-progress"}
