"""The folder of keys: made once, read only by its owner, tied to one database, destroyed key by key."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from voicebot.errors import KeysRefused, NotFound, Refused
from voicebot.privacy.keystore import KeyStore, claim_keys

WAVE = "wave1"


def every_file(keys: KeyStore) -> list[Path]:
    return [path for path in keys.shelf.folder.rglob("*") if path.is_file()]


def test_a_new_key_store_is_its_owners_alone(keys: KeyStore) -> None:
    keys.make_wave_key(WAVE)

    assert {path.stat().st_mode & 0o777 for path in every_file(keys)} == {0o600}
    assert {
        path.stat().st_mode & 0o777 for path in (keys.shelf.folder, *keys.shelf.folder.iterdir()) if path.is_dir()
    } == {0o700}


def test_a_key_store_is_the_same_when_opened_again(keys: KeyStore) -> None:
    keys.make_wave_key(WAVE)
    again = KeyStore.open_or_make(keys.shelf.folder)

    assert again.fingerprint == keys.fingerprint
    assert again.print_keys == keys.print_keys
    assert again.wave_key(WAVE) == keys.wave_key(WAVE)


def test_every_key_store_has_keys_of_its_own(tmp_path: Path) -> None:
    one, other = KeyStore.open_or_make(tmp_path / "one"), KeyStore.open_or_make(tmp_path / "other")

    assert one.fingerprint != other.fingerprint
    assert one.print_keys != other.print_keys


def test_no_key_stands_in_the_open(keys: KeyStore) -> None:
    keys.make_wave_key(WAVE)
    written = b"".join(path.read_bytes() for path in every_file(keys))

    assert keys.wave_key(WAVE) not in written
    assert keys.print_keys[0] not in written


def test_the_text_of_a_key_store_shows_no_key(keys: KeyStore) -> None:
    assert repr(keys) == f"KeyStore('{keys.shelf.folder}')"


def test_a_missing_key_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeysRefused, match="no key store"):
        KeyStore.open(tmp_path / "nowhere")


@pytest.mark.parametrize("part", ["", "prints", "waves"])
def test_a_folder_that_others_may_enter_is_refused_with_what_to_do(keys: KeyStore, part: str) -> None:
    keys.make_wave_key(WAVE)
    (keys.shelf.folder / part).chmod(0o750)

    with pytest.raises(KeysRefused, match="chmod 700"):
        KeyStore.open(keys.shelf.folder)


@pytest.mark.parametrize("name", ["master.key", "prints/1.key", "waves/wave1.key"])
def test_a_file_that_others_may_read_is_refused_with_what_to_do(keys: KeyStore, name: str) -> None:
    keys.make_wave_key(WAVE)
    (keys.shelf.folder / name).chmod(0o640)

    with pytest.raises(KeysRefused, match="chmod 600"):
        KeyStore.open(keys.shelf.folder).wave_key(WAVE)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def make_longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [cut_short, make_longer, flip_a_bit, Path.unlink])
@pytest.mark.parametrize("name", ["master.key", "prints/1.key"])
def test_a_damaged_or_missing_key_is_refused(keys: KeyStore, name: str, damage: Callable[[Path], None]) -> None:
    damage(keys.shelf.folder / name)

    with pytest.raises(KeysRefused):
        KeyStore.open_or_make(keys.shelf.folder)


@pytest.mark.parametrize("damage", [cut_short, make_longer, flip_a_bit])
def test_a_damaged_wave_key_is_refused(keys: KeyStore, damage: Callable[[Path], None]) -> None:
    keys.make_wave_key(WAVE)
    damage(keys.shelf.folder / "waves" / "wave1.key")

    with pytest.raises(KeysRefused, match="waves/wave1"):
        keys.wave_key(WAVE)


def test_the_key_of_one_wave_does_not_pass_for_that_of_another(keys: KeyStore) -> None:
    keys.make_wave_key("one")
    keys.make_wave_key("two")
    shutil.copy(keys.shelf.folder / "waves" / "one.key", keys.shelf.folder / "waves" / "two.key")

    with pytest.raises(KeysRefused):
        keys.wave_key("two")


def test_a_wave_never_gets_a_second_key(keys: KeyStore) -> None:
    keys.make_wave_key(WAVE)
    first = keys.wave_key(WAVE)

    with pytest.raises(Refused, match="already"):
        keys.make_wave_key(WAVE)

    assert keys.wave_key(WAVE) == first


@pytest.mark.parametrize("key_id", ["../master", "", "a/b", "a.b"])
def test_a_key_id_that_is_not_ours_reaches_no_file(keys: KeyStore, key_id: str) -> None:
    with pytest.raises(KeysRefused, match="key id"):
        keys.wave_key(key_id)


def test_a_destroyed_wave_key_is_gone_for_every_process_at_once(keys: KeyStore) -> None:
    keys.make_wave_key(WAVE)
    other_process = KeyStore.open(keys.shelf.folder)
    keys.destroy_wave_key(WAVE)

    assert not other_process.has_wave_key(WAVE)
    with pytest.raises(NotFound, match="gone"):
        other_process.wave_key(WAVE)


def test_a_destroyed_wave_key_is_overwritten_where_it_stood(keys: KeyStore) -> None:
    keys.make_wave_key(WAVE)
    path = keys.shelf.folder / "waves" / "wave1.key"
    (keys.shelf.folder / "still-there").hardlink_to(path)
    length = path.stat().st_size

    keys.destroy_wave_key(WAVE)

    assert (keys.shelf.folder / "still-there").read_bytes() == bytes(length)


def test_destroying_a_wave_key_can_be_done_again(keys: KeyStore) -> None:
    keys.make_wave_key(WAVE)
    keys.destroy_wave_key(WAVE)
    keys.destroy_wave_key(WAVE)


def test_a_write_that_fails_leaves_no_key_and_nothing_half_done(
    keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(self: Path, _target: Path) -> None:
        raise OSError

    monkeypatch.setattr(Path, "rename", no_space)
    with pytest.raises(OSError):  # noqa: PT011 - the disk's own
        keys.make_wave_key(WAVE)

    assert list((keys.shelf.folder / "waves").iterdir()) == []


def test_the_first_start_ties_database_and_key_store_together(engine: Engine, tmp_path: Path) -> None:
    first = claim_keys(engine, tmp_path / "ours")

    assert claim_keys(engine, tmp_path / "ours").fingerprint == first.fingerprint


def test_another_key_store_is_refused(engine: Engine, tmp_path: Path, keys: KeyStore) -> None:
    claim_keys(engine, tmp_path / "ours")

    with pytest.raises(KeysRefused, match="another key store"):
        claim_keys(engine, keys.shelf.folder)


@pytest.mark.parametrize("left", ["an empty folder", "nothing"])
def test_a_lost_key_store_is_never_made_anew_beside_existing_data(engine: Engine, tmp_path: Path, left: str) -> None:
    folder = tmp_path / "ours"
    claim_keys(engine, folder)
    shutil.rmtree(folder)
    if left == "an empty folder":
        folder.mkdir(mode=0o700)

    with pytest.raises(KeysRefused):
        claim_keys(engine, folder)

    assert not folder.exists() or list(folder.iterdir()) == []


def test_first_starts_that_race_end_with_one_key_store(engine: Engine, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starts:
        claimed = list(starts.map(lambda _nth: claim_keys(engine, tmp_path / "ours"), range(8)))

    assert len({keys.fingerprint for keys in claimed}) == 1


def test_first_starts_that_race_from_two_folders_end_with_one_winner(engine: Engine, tmp_path: Path) -> None:
    def start(nth: int) -> str | None:
        try:
            return claim_keys(engine, tmp_path / f"folder-{nth % 2}").fingerprint
        except KeysRefused:
            return None

    with ThreadPoolExecutor(8) as starts:
        claimed = list(starts.map(start, range(8)))

    assert len(set(claimed) - {None}) == 1
    assert None in claimed
