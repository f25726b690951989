"""Our signature against the library that applications check it with."""

from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from voicebot.rehearsal.calls.signature import sign

TOKEN = "a token of no account"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.dictionaries(TEXT, TEXT, max_size=8), st.sampled_from(["", "?a=1&b=%2B44"]))
def test_twilios_validator_accepts_what_we_sign(parameters, query):
    url = f"http://127.0.0.1:8000/voice/x{query}"
    assert RequestValidator(TOKEN).validate(url, parameters, sign(TOKEN, url, parameters.items()))


def test_another_token_signs_otherwise():
    url = "http://127.0.0.1:8000/voice"
    assert not RequestValidator("another").validate(url, {}, sign(TOKEN, url))
