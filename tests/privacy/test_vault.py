"""Persons, sealed: what goes in comes out, in its own row only, and nothing shows on the way."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import number
from voicebot.errors import NotFound
from voicebot.privacy.keystore import KeyStore
from voicebot.privacy.vault import Person, SealBroken, Vault

WAVE, CASE = "wave1", "case1"
SOMEBODY = Person("Siân", (number(1), number(2)), "REF-0001", {"birth_year": "1980", "ethnicity": "W1"})

persons = st.builds(
    Person,
    first_name=st.text(max_size=30),
    numbers=st.lists(st.integers(0, 999).map(number), max_size=3).map(tuple),
    reference=st.text(max_size=20),
    values=st.dictionaries(st.text(max_size=10), st.text(max_size=10), max_size=3),
)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    keys = KeyStore.open_or_make(tmp_path_factory.mktemp("vault") / "keys")
    keys.make_wave_key(WAVE)
    keys.make_wave_key("wave2")
    return Vault(keys)


@given(persons)
def test_a_person_comes_out_as_they_went_in(vault: Vault, person: Person) -> None:
    assert vault.open(WAVE, CASE, vault.seal(WAVE, CASE, person)) == person


@given(st.data())
def test_any_flipped_bit_is_noticed(vault: Vault, data: st.DataObject) -> None:
    sealed = bytearray(vault.seal(WAVE, CASE, SOMEBODY))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(SealBroken):
        vault.open(WAVE, CASE, bytes(sealed))


@given(st.data())
def test_any_cut_is_noticed(vault: Vault, data: st.DataObject) -> None:
    sealed = vault.seal(WAVE, CASE, SOMEBODY)
    length = data.draw(st.integers(0, len(sealed) - 1))

    with pytest.raises(SealBroken):
        vault.open(WAVE, CASE, sealed[:length])


def test_a_blob_moved_to_another_case_is_refused(vault: Vault) -> None:
    with pytest.raises(SealBroken):
        vault.open(WAVE, "case2", vault.seal(WAVE, CASE, SOMEBODY))


def test_a_blob_of_another_wave_is_refused(vault: Vault) -> None:
    with pytest.raises(SealBroken):
        vault.open("wave2", CASE, vault.seal(WAVE, CASE, SOMEBODY))


def test_the_same_person_never_looks_the_same_twice(vault: Vault) -> None:
    assert vault.seal(WAVE, CASE, SOMEBODY) != vault.seal(WAVE, CASE, SOMEBODY)


def test_a_blob_holds_nothing_that_can_be_read(vault: Vault) -> None:
    sealed = vault.seal(WAVE, CASE, SOMEBODY)

    for told in ("Siân", "REF-0001", "1980", number(1).e164):
        assert told.encode() not in sealed


def test_nobody_can_be_read_once_the_key_is_destroyed(tmp_path: Path) -> None:
    keys = KeyStore.open_or_make(tmp_path / "keys")
    keys.make_wave_key(WAVE)
    sealed = Vault(keys).seal(WAVE, CASE, SOMEBODY)
    keys.destroy_wave_key(WAVE)

    with pytest.raises(NotFound):
        Vault(keys).open(WAVE, CASE, sealed)


def test_the_text_of_a_person_shows_nothing() -> None:
    assert repr(SOMEBODY) == str(SOMEBODY) == "Person()"


def test_a_case_is_found_by_its_whole_reference_alone(vault: Vault) -> None:
    references = {"case1": "CR/17", "case2": "CR/170", "case3": "CR/17"}
    blobs = [(case, vault.seal(WAVE, case, Person("CR/17", (), ref, {}))) for case, ref in references.items()]
    assert vault.with_reference(WAVE, blobs, "CR/17") == ["case1", "case3"]
    with pytest.raises(SealBroken):
        vault.with_reference(WAVE, [("case2", blobs[0][1])], "CR/17")
