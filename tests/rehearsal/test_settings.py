import pytest

from tests.rehearsal.conftest import ACCOUNT, CALLER, TOKEN, settings
from voicebot.rehearsal import Settings, SettingsError


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "127.1.2.3:8010", "[::1]:8010", "localhost:80"])
def test_loopback_addresses_are_bound(bind):
    assert settings(bind=bind).port == int(bind.rpartition(":")[2])


@pytest.mark.parametrize("bind", ["0.0.0.0:8010", "192.0.2.1:80", ":8010", "127.0.0.1", "127.0.0.1:99999", "[::]:80"])
def test_nothing_else_is_bound(bind):
    with pytest.raises(SettingsError, match="loopback"):
        settings(bind=bind)


def test_all_faults_are_told_at_once():
    with pytest.raises(SettingsError) as error:
        Settings("AC1", "", frozenset({"02079460000"}), calls_per_second=0)
    assert len(str(error.value).splitlines()) == 4


def test_an_api_key_needs_its_secret():
    with pytest.raises(SettingsError):
        settings(api_key="SK1")


def test_settings_do_not_show_their_secrets():
    assert TOKEN not in repr(Settings(ACCOUNT, TOKEN, frozenset({CALLER})))
