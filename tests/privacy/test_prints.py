"""Keyed prints of numbers: one a number, useless without the keys, renewed when a key is added."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from tests import factories
from tests.factories import number
from voicebot.errors import Busy, KeysRefused
from voicebot.phone import parse_number
from voicebot.privacy import exclusion
from voicebot.privacy import prints as prints_module
from voicebot.privacy.keystore import KeyStore, claim_keys
from voicebot.privacy.prints import Prints, rotate
from voicebot.store import contacts
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import DrawnBefore

SPELLINGS = [
    "07700 900123",
    "+447700900123",
    "0044 7700 900123",
    "+44 (0)7700 900123",
    "07700-900-123",
    " 07700900123 ",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_all_spellings_of_a_number_have_one_print(keys: KeyStore, spelling: str) -> None:
    assert Prints(keys).of(parse_number(spelling)) == Prints(keys).of(number(123))


@given(st.sets(st.integers(0, 999), min_size=2, max_size=2))
def test_two_numbers_have_two_prints_of_32_bytes(tmp_path_factory: pytest.TempPathFactory, two: set[int]) -> None:
    prints = Prints(KeyStore.open_or_make(tmp_path_factory.getbasetemp() / "shared-keys"))
    one, other = (prints.of(number(nth)) for nth in two)

    assert len(one) == len(other) == 32
    assert one != other


def test_prints_tell_nothing_to_who_has_other_keys(keys: KeyStore, tmp_path: Path) -> None:
    stolen = {Prints(keys).of(number(nth)) for nth in range(100)}
    guesser = Prints(KeyStore.open_or_make(tmp_path / "guessed"))

    assert stolen.isdisjoint(guesser.of(number(nth)) for nth in range(100))
    assert stolen.isdisjoint(hashlib.sha256(number(nth).e164.encode()).digest() for nth in range(100))


def keep_one_of_each(engine: Engine, prints: Prints) -> str:
    with transaction(engine) as session:
        case = factories.case(session)
        factories.contact(session, case.id, prints.of(number(1)), prints.of(number(2)))
        session.add(DrawnBefore(print=prints.of(number(2)), month="2026-11"))
        exclusion.exclude(session, [prints.of(number(3))], month="2026-11", origin="staff")
        return case.id


def test_rotation_renews_every_stored_print(engine: Engine, tmp_path: Path) -> None:
    keys = claim_keys(engine, tmp_path / "ours")
    case_id = keep_one_of_each(engine, Prints(keys))

    renewed = Prints(rotate(engine, keys))

    with reading(engine) as session:
        assert contacts.prints_of_case(session, case_id) == [renewed.of(number(1)), renewed.of(number(2))]
        assert session.scalars(select(DrawnBefore.print)).all() == [renewed.of(number(2))]
        assert exclusion.excluded(session, [renewed.of(number(nth)) for nth in range(5)]) == {renewed.of(number(3))}


def test_an_old_entry_still_matches_after_three_rotations_and_a_new_start(engine: Engine, tmp_path: Path) -> None:
    keys = claim_keys(engine, tmp_path / "ours")
    keep_one_of_each(engine, Prints(keys))

    for _ in range(3):
        keys = rotate(engine, keys)

    again = Prints(claim_keys(engine, tmp_path / "ours"))
    with reading(engine) as session:
        assert exclusion.excluded(session, [again.of(number(3))])


def test_a_process_with_the_old_keys_refuses_to_make_prints(engine: Engine, tmp_path: Path) -> None:
    keys = claim_keys(engine, tmp_path / "ours")
    old = Prints(keys)
    rotate(engine, keys)

    with pytest.raises(KeysRefused, match="rotated"):
        old.of(number(1))


def test_old_keys_are_not_rotated_again(engine: Engine, tmp_path: Path) -> None:
    keys = claim_keys(engine, tmp_path / "ours")
    rotate(engine, keys)

    with pytest.raises(KeysRefused, match="rotated"):
        rotate(engine, keys)


def test_a_rotation_that_was_cut_off_is_as_if_it_had_not_begun(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise Busy

    keys = claim_keys(engine, tmp_path / "ours")
    keep_one_of_each(engine, Prints(keys))
    monkeypatch.setattr(prints_module, "renew_prints", fail)
    with pytest.raises(Busy):
        rotate(engine, keys)
    monkeypatch.undo()

    again = claim_keys(engine, tmp_path / "ours")

    assert again.print_keys == keys.print_keys
    with reading(engine) as session:
        assert exclusion.excluded(session, [Prints(again).of(number(3))])
    rotate(engine, again)


def test_a_print_key_that_no_commit_knows_is_set_aside_and_kept(engine: Engine, tmp_path: Path) -> None:
    keys = claim_keys(engine, tmp_path / "ours")
    keys.add_print_key()

    claim_keys(engine, tmp_path / "ours")

    names = {path.name.split("-")[0] for path in (tmp_path / "ours" / "prints").iterdir()}
    assert names == {"1.key", "2.unused"}
