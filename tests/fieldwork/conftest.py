"""What the fieldwork tests share: a stopped clock, a key store, an exchange, and the office that has them all."""

import pytest

from tests.factories import NOON
from tests.fieldwork.exchange import Exchange
from tests.fieldwork.office import Office, StoppedClock
from voicebot.privacy.keystore import KeyStore


@pytest.fixture
def clock():
    return StoppedClock(NOON)


@pytest.fixture
def exchange(clock):
    return Exchange(clock)


@pytest.fixture
def keys(tmp_path):
    return KeyStore.open_or_make(tmp_path / "keys")


@pytest.fixture
def office(engine, clock, keys, exchange):
    return Office(engine, clock, keys, exchange)
