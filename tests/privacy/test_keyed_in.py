import pytest
from cryptography.exceptions import InvalidTag

from tests.factories import number
from voicebot.privacy.keyed_in import KeyedInNumbers
from voicebot.privacy.keystore import KeyStore


def test_a_number_that_was_sealed_is_read_by_the_next_process(keys: KeyStore) -> None:
    sealed = KeyedInNumbers(keys).seal("call", number(1))
    assert KeyedInNumbers(keys).open("call", sealed) == number(1)


def test_the_seal_shows_nothing_and_is_never_the_same(keys: KeyStore) -> None:
    one, other = (KeyedInNumbers(keys).seal("call", number(1)) for _ in range(2))
    assert one != other
    assert b"7700" not in one


def test_a_seal_of_another_call_is_not_opened(keys: KeyStore) -> None:
    sealed = KeyedInNumbers(keys).seal("call", number(1))
    with pytest.raises(InvalidTag):
        KeyedInNumbers(keys).open("other", sealed)
