import pytest

from voicebot.privacy.certificate import canonical, is_genuine, public_key, sign
from voicebot.privacy.keystore import KeyStore

TEXT = canonical({"wave": "autumn", "contacts": 3})


def test_a_document_has_one_form() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'


def test_what_was_signed_is_genuine_by_the_public_key_alone(keys: KeyStore) -> None:
    assert is_genuine(TEXT, sign(keys, TEXT), public_key(keys))


def test_a_key_store_that_is_opened_again_signs_as_before(
    keys: KeyStore, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = KeyStore.open_or_make(tmp_path_factory.mktemp("other"))
    assert public_key(keys) == public_key(keys.rotate_master()) == public_key(keys.add_print_key()) != public_key(other)


@pytest.mark.parametrize("change", [lambda text: text.replace("3", "4"), lambda text: text + " ", lambda _text: ""])
def test_a_text_that_was_changed_is_not(keys: KeyStore, change) -> None:
    assert not is_genuine(change(TEXT), sign(keys, TEXT), public_key(keys))


@pytest.mark.parametrize("signature", ["", "00" * 64, "no hexadecimal", "00"])
def test_neither_is_any_other_signature_or_key(keys: KeyStore, signature: str) -> None:
    assert not is_genuine(TEXT, signature, public_key(keys))
    assert not is_genuine(TEXT, sign(keys, TEXT), signature)
