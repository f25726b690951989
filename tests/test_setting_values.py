from pathlib import Path

import pytest
from sqlalchemy import make_url

from voicebot import setting_values


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1", "http://127.8.9.1:80", "http://[::1]:80/path", "http://localhost", "HTTP://LOCALHOST:1"]
)
def test_an_address_of_this_machine_is_loopback(url: str) -> None:
    assert setting_values.is_loopback(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "",
    ],
)
def test_any_other_address_is_not(url: str) -> None:
    assert not setting_values.is_loopback(url)


@pytest.mark.parametrize("place", ["keys", "~/keys", "/var/lib/keys"])
def test_a_path_is_a_folder(place: str) -> None:
    assert setting_values.folder(place) == Path(place).expanduser().resolve()


def test_a_url_is_no_folder() -> None:
    assert setting_values.folder("postgresql://keys.example/keys") is None


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////srv/voicebot.db", Path("/srv/voicebot.db")),
        ("sqlite:///voicebot.db", Path("voicebot.db").resolve()),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql://db.example/voicebot", None),
    ],
)
def test_only_sqlite_keeps_its_data_in_a_file(url: str, file: Path | None) -> None:
    assert setting_values.sqlite_file(make_url(url)) == file


def test_a_password_in_a_query_is_left_out_as_well() -> None:
    shown = setting_values.without_password("postgresql+psycopg://name:one@db.example:5433/voicebot?password=two&x=1")
    assert shown == "postgresql+psycopg://name:***@db.example:5433/voicebot"


@pytest.mark.parametrize("written", ["0808 157 0000", "+44 808 157 0000", "08081570000"])
def test_every_spelling_of_a_number_is_one_number(written: str) -> None:
    assert setting_values.e164(written) == "+448081570000"


@pytest.mark.parametrize(
    ("e164", "cheap"), [("+442079460000", True), ("+448081570000", True), ("+447700900000", False)]
)
def test_ringing_back_costs_nothing_or_a_local_call(e164: str, cheap: bool) -> None:
    assert setting_values.is_free_or_local_rate(e164) is cheap
