import base64
import hashlib
import hmac

import pytest
from werkzeug.datastructures import MultiDict

from voicebot.telephony.signature import Verifier

TOKEN = "current-token"
PREVIOUS = "previous-token"
ADDRESS = "https://survey.example"
PATH = "/voice/calls/abc/turns/3"
FORM = MultiDict([("CallSid", "CA1"), ("Digits", "1"), ("ToCity", ""), ("Straße", "ä & 😀")])


def signed(url: str, form: MultiDict[str, str], token: str = TOKEN) -> str:
    """The signature as Twilio describes it, made without its library."""
    text = url + "".join(key + value for key in sorted(form) for value in form.getlist(key))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


@pytest.fixture
def verifier() -> Verifier:
    return Verifier([TOKEN, PREVIOUS], ADDRESS)


def test_what_the_provider_signed_is_valid(verifier: Verifier) -> None:
    assert verifier.valid(PATH, FORM, signed(ADDRESS + PATH, FORM))


def test_a_form_without_fields_is_signed_by_its_url_alone(verifier: Verifier) -> None:
    assert verifier.valid(PATH, MultiDict(), signed(ADDRESS + PATH, MultiDict()))


def test_the_token_before_is_accepted_while_tokens_are_rotated(verifier: Verifier) -> None:
    assert verifier.valid(PATH, FORM, signed(ADDRESS + PATH, FORM, PREVIOUS))
    assert not Verifier([TOKEN], ADDRESS).valid(PATH, FORM, signed(ADDRESS + PATH, FORM, PREVIOUS))


def test_a_key_that_comes_twice_is_signed_with_both_values(verifier: Verifier) -> None:
    form = MultiDict([("Digits", "1"), ("Digits", "2")])
    assert verifier.valid(PATH, form, signed(ADDRESS + PATH, form))
    assert not verifier.valid(PATH, MultiDict([("Digits", "1")]), signed(ADDRESS + PATH, form))


def test_the_query_is_signed_too(verifier: Verifier) -> None:
    signature = signed(f"{ADDRESS}{PATH}?again=1", FORM)
    assert verifier.valid(f"{PATH}?again=1", FORM, signature)
    assert not verifier.valid(f"{PATH}?again=2", FORM, signature)
    assert not verifier.valid(PATH, FORM, signature)


@pytest.mark.parametrize("signed_address", [ADDRESS, f"{ADDRESS}:443"])
def test_the_usual_port_may_be_signed_or_left_out(verifier: Verifier, signed_address: str) -> None:
    assert verifier.valid(PATH, FORM, signed(signed_address + PATH, FORM))


@pytest.mark.parametrize("signed_address", ["http://127.0.0.1:8000", "http://127.0.0.1"])
def test_a_port_of_our_own_may_be_signed_or_left_out(signed_address: str) -> None:
    assert Verifier([TOKEN], "http://127.0.0.1:8000").valid(PATH, FORM, signed(signed_address + PATH, FORM))


@pytest.mark.parametrize("signature", [None, "", "nonsense", "ä", "=" * 28, "A" * 100_000])
def test_anything_else_in_place_of_a_signature_is_refused(verifier: Verifier, signature: str | None) -> None:
    assert not verifier.valid(PATH, FORM, signature)


def test_a_signature_holds_for_its_own_path_form_address_and_token_only(verifier: Verifier) -> None:
    signature = signed(ADDRESS + PATH, FORM)
    assert not verifier.valid("/voice/calls/abc/turns/4", FORM, signature)
    assert not verifier.valid(PATH, MultiDict({"CallSid": "CA1"}), signature)
    assert not Verifier([TOKEN], "https://elsewhere.example").valid(PATH, FORM, signature)
    assert not Verifier(["another-token"], ADDRESS).valid(PATH, FORM, signature)


@pytest.mark.parametrize("at", range(28))
def test_every_character_of_a_signature_counts(verifier: Verifier, at: int) -> None:
    signature = signed(ADDRESS + PATH, FORM)
    wrong = "A" if signature[at] != "A" else "B"
    assert not verifier.valid(PATH, FORM, signature[:at] + wrong + signature[at + 1 :])


def test_without_a_token_nothing_is_valid() -> None:
    assert not Verifier([], ADDRESS).valid(PATH, FORM, signed(ADDRESS + PATH, FORM))
