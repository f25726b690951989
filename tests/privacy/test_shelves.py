"""A key store in a folder or in a database of its own behaves in the same way; its master key is changed safely."""

import shutil
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, text

from tests import factories, postgres
from voicebot.errors import KeysRefused, NotFound, Refused
from voicebot.privacy.keystore import KeyStore, claim_keys
from voicebot.privacy.prints import Prints, rotate
from voicebot.privacy.shelves import KeyDatabase

Place = Path | str
WAVE = "wave1"


@pytest.fixture(params=["folder", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a key store can be made, of each kind."""
    if request.param == "folder":
        return tmp_path / "keys"
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'keys' / 'keys.db'}"
    server: URL = request.getfixturevalue("_postgres_server")
    return postgres.make_database(server, f"keys_{uuid.uuid4().hex}").render_as_string(hide_password=False)


@pytest.fixture
def keys(place: Place) -> KeyStore:
    made = KeyStore.open_or_make(place)
    made.make_wave_key(WAVE)
    return made


def _everything(keys: KeyStore) -> list[object]:
    return [keys.fingerprint, keys.print_keys, [keys.wave_key(one) for one in keys.wave_key_ids()]]


def test_it_is_the_same_when_opened_again(keys: KeyStore, place: Place) -> None:
    assert _everything(KeyStore.open(place)) == _everything(keys)
    assert _everything(KeyStore.open_or_make(place)) == _everything(keys)


def test_of_several_first_starts_one_makes_it(place: Place) -> None:
    with ThreadPoolExecutor(4) as starts:
        made = list(starts.map(lambda _nth: KeyStore.open_or_make(place), range(4)))
    assert len({one.fingerprint for one in made}) == 1


def test_a_missing_one_is_refused_and_never_made_silently(place: Place) -> None:
    with pytest.raises(KeysRefused, match="no key store"):
        KeyStore.open(place)


def test_no_second_key_is_made_for_a_wave(keys: KeyStore) -> None:
    with pytest.raises(Refused, match="has a key already"):
        keys.make_wave_key(WAVE)


def test_a_destroyed_key_is_gone_for_every_process(keys: KeyStore, place: Place) -> None:
    other = KeyStore.open(place)
    keys.destroy_wave_key(WAVE)
    keys.destroy_wave_key(WAVE)
    with pytest.raises(NotFound):
        other.wave_key(WAVE)
    assert keys.wave_key_ids() == []


def test_a_database_is_tied_to_its_key_store(place: Place, sqlite_engine: Engine, tmp_path: Path) -> None:
    first = claim_keys(sqlite_engine, place)
    assert claim_keys(sqlite_engine, place).fingerprint == first.fingerprint
    KeyStore.open_or_make(tmp_path / "another")
    with pytest.raises(KeysRefused, match="another key store"):
        claim_keys(sqlite_engine, tmp_path / "another")


def test_a_lost_key_store_is_never_made_anew_beside_its_database(place: Place, sqlite_engine: Engine) -> None:
    claim_keys(sqlite_engine, place)
    _lose(place)
    with pytest.raises(KeysRefused):
        claim_keys(sqlite_engine, place)


def _lose(place: Place) -> None:
    if isinstance(place, Path):
        shutil.rmtree(place)
        return
    engine = create_engine(place.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE voicebot_key"))
    engine.dispose()


def test_the_keys_of_the_prints_are_rotated_in_it(place: Place, sqlite_engine: Engine) -> None:
    keys = claim_keys(sqlite_engine, place)
    before = Prints(keys).of(factories.number())
    renewed = rotate(sqlite_engine, keys)
    assert Prints(renewed).of(factories.number()) != before
    assert claim_keys(sqlite_engine, place).print_keys == renewed.print_keys


def test_a_database_that_holds_other_tables_is_never_taken_for_a_key_store(sqlite_engine: Engine) -> None:
    url = str(sqlite_engine.url)
    with pytest.raises(KeysRefused, match="no key store"):
        KeyStore.open_or_make(url)


def test_a_new_master_key_changes_nothing_that_is_encrypted(keys: KeyStore, place: Place) -> None:
    before, old = _everything(keys), keys.shelf.read("master", 32)

    renewed = keys.rotate_master()

    assert renewed.shelf.read("master", 32) != old
    assert _everything(renewed) == _everything(KeyStore.open(place)) == before


def test_a_process_that_has_the_old_master_key_goes_on(keys: KeyStore, place: Place) -> None:
    other = KeyStore.open(place)
    keys.rotate_master()
    assert other.wave_key(WAVE) == keys.wave_key(WAVE)
    other.make_wave_key("wave2")
    assert KeyStore.open(place).has_wave_key("wave2")
    assert KeyStore.open(place).wave_key("wave2") == other.wave_key("wave2")


class CutOffError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("nth", range(1, 6))
def test_a_rotation_that_is_cut_off_at_any_write_loses_no_key_and_is_finished_by_the_next(
    keys: KeyStore, place: Place, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    keys.make_wave_key("wave2")
    before = _everything(keys)
    writes = iter(range(1, 100))
    shelf = type(keys.shelf)
    write, destroy = shelf.write, shelf.destroy

    def counted(self: object, *given: object, act: object = write) -> None:
        if next(writes) == nth:
            raise CutOffError
        act(self, *given)  # type: ignore[operator]

    monkeypatch.setattr(shelf, "write", counted)
    monkeypatch.setattr(shelf, "destroy", lambda self, name: counted(self, name, act=destroy))
    with pytest.raises(CutOffError):
        keys.rotate_master()
    monkeypatch.undo()

    assert _everything(KeyStore.open(place)) == before
    assert _everything(keys.rotate_master()) == before
    assert not keys.shelf.has("master-next")


def test_the_text_of_a_key_store_in_a_database_shows_no_password() -> None:
    shelf = KeyDatabase("postgresql://somebody:not-shown@127.0.0.1:1/keys")
    assert "not-shown" not in str(shelf)
