import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voicebot.errors import BadSettings
from voicebot.settings import Settings, read_settings

DOCUMENT = Path(__file__).parents[1] / "docs" / "settings.md"
BEGIN, END = "<!-- settings: made from voicebot/settings.py -->", "<!-- settings: end -->"
ACCOUNT = "AC" + "0" * 32
REAL = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": "marker-token",
    "VOICEBOT_PUBLIC_URL": "https://survey.example",
}
READY = REAL | {
    "TWILIO_CALLER_ID": "+442079460000",
    "VOICEBOT_AGENCY_NAME": "Made-up Research",
    "VOICEBOT_HELPLINE": "0808 157 0001",
}

Set = Callable[..., Settings]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Set:
    """The settings of an environment that holds only what a test gives, in an empty folder."""
    for name in [name for name in os.environ if name.startswith(("VOICEBOT_", "TWILIO_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def read(**given: str) -> Settings:
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return read_settings()

    return read


def faults_of(settings: Set, **given: str) -> dict[str, str]:
    """Name of the setting -> its fault."""
    with pytest.raises(BadSettings) as caught:
        settings(**given)
    return dict(fault.split(": ", 1) for fault in caught.value.faults)


def test_with_nothing_set_it_rehearses_on_this_machine(settings: Set) -> None:
    plain = settings()
    assert plain.rehearsal
    assert plain.database_url.get_secret_value() == "sqlite:///var/voicebot.db"
    assert (plain.public_url, plain.host, plain.port) == ("http://127.0.0.1:8000", "127.0.0.1", 8000)
    assert (plain.agency_name, plain.helpline) == ("Northbank Research", "0808 157 0000")
    assert (plain.calls_per_second, plain.concurrent_calls) == (1, 20)
    assert not any([plain.clock, plain.mandate, plain.account_sid, plain.caller_id])
    assert plain.webhook_tokens == ()
    assert plain.launch_faults() == []


def test_the_key_store_is_a_folder_of_the_user_and_not_of_the_project(settings: Set) -> None:
    folder = settings().keys_place
    assert isinstance(folder, Path)
    assert folder.is_absolute()
    assert not folder.is_relative_to(Path.cwd())


def test_the_key_store_may_be_a_separate_database(settings: Set) -> None:
    url = "postgresql://keys.example/keys"
    assert settings(VOICEBOT_KEYS=url).keys_place == url


def test_a_file_is_read_below_the_environment(settings: Set) -> None:
    Path(".env").write_text('VOICEBOT_BIND=127.0.0.1:1\nVOICEBOT_AGENCY_NAME="Zoë & Co"\nELSE=1\n', encoding="utf-8")
    both = settings(VOICEBOT_BIND="[::1]:2")
    assert (both.host, both.port, both.agency_name) == ("::1", 2, "Zoë & Co")


def test_an_empty_setting_is_not_set(settings: Set) -> None:
    assert settings(TWILIO_ACCOUNT_SID="", VOICEBOT_CLOCK="", VOICEBOT_AGENCY_NAME="").rehearsal


def test_nothing_can_be_changed_afterwards(settings: Set) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings().bind = "127.0.0.1:1"


def test_a_slash_at_the_end_of_an_address_does_not_matter(settings: Set) -> None:
    assert settings(VOICEBOT_PUBLIC_URL="https://survey.example/").public_url == "https://survey.example"


@pytest.mark.parametrize(
    ("written", "speed"),
    [("2026-11-25T11:00:00Z", 1), ("2026-11-25T12:00:00+01:00  x60", 60), (" 2026-11-25T11:00:00Z x0.5 ", 0.5)],
)
def test_a_rehearsals_clock_has_a_beginning_and_a_speed(settings: Set, written: str, speed: float) -> None:
    assert settings(VOICEBOT_CLOCK=written).clock == (datetime(2026, 11, 25, 11, 0, tzinfo=UTC), speed)


@pytest.mark.parametrize("written", ["08081570001", "+44 808 157 0001", "0808 1570001"])
def test_the_helpline_is_spelt_as_people_read_it(settings: Set, written: str) -> None:
    assert settings(VOICEBOT_HELPLINE=written).helpline == "0808 157 0001"


@pytest.mark.parametrize("address", ["http://127.0.0.1:4010", "http://localhost:4010", "http://[::1]:4010"])
def test_a_provider_on_this_machine_is_a_rehearsal(settings: Set, address: str) -> None:
    rehearsal = settings(TWILIO_ACCOUNT_SID=ACCOUNT, TWILIO_AUTH_TOKEN="t", TWILIO_API_BASE_URL=address)
    assert rehearsal.rehearsal
    assert rehearsal.launch_faults() == []


@pytest.mark.parametrize("more", [{}, {"TWILIO_API_BASE_URL": "https://other.example"}])
def test_a_provider_elsewhere_is_real(settings: Set, more: dict[str, str]) -> None:
    assert not settings(**REAL, **more).rehearsal


def test_while_a_token_is_rotated_both_are_good_for_webhooks(settings: Set) -> None:
    assert settings(**REAL, TWILIO_AUTH_TOKEN_PREVIOUS="older").webhook_tokens == ("marker-token", "older")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "voicebot.db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "mysql://db.example/voicebot"),
        ("DATABASE_URL", "postgresql://db.example:port/voicebot"),
        ("VOICEBOT_KEYS", "mysql://db.example/keys"),
        ("VOICEBOT_PUBLIC_URL", "survey.example"),
        ("VOICEBOT_PUBLIC_URL", "ftp://survey.example"),
        ("VOICEBOT_PUBLIC_URL", "https://"),
        ("VOICEBOT_PUBLIC_URL", "https://survey.example/path"),
        ("VOICEBOT_PUBLIC_URL", "https://survey.example?query"),
        ("VOICEBOT_PUBLIC_URL", "https://name@survey.example"),
        ("VOICEBOT_PUBLIC_URL", "https://survey.example:99999"),
        ("VOICEBOT_BIND", "8000"),
        ("VOICEBOT_BIND", "127.0.0.1:0"),
        ("VOICEBOT_BIND", "127.0.0.1:65536"),
        ("VOICEBOT_BIND", "http://127.0.0.1:8000"),
        ("VOICEBOT_AGENCY_NAME", "Research <b>"),
        ("VOICEBOT_AGENCY_NAME", "{first_name}"),
        ("VOICEBOT_MANDATE", "A sentence.\nAnother."),
        ("VOICEBOT_MANDATE", "long " * 100),
        ("VOICEBOT_HELPLINE", "020 7946 0000"),
        ("VOICEBOT_HELPLINE", "freephone"),
        ("VOICEBOT_CLOCK", "2026-11-25T11:00:00"),
        ("VOICEBOT_CLOCK", "tomorrow"),
        ("VOICEBOT_CLOCK", "2026-11-25T11:00:00Z 60"),
        ("VOICEBOT_CALLS_PER_SECOND", "0"),
        ("VOICEBOT_CALLS_PER_SECOND", "nan"),
        ("VOICEBOT_CONCURRENT_CALLS", "0"),
        ("VOICEBOT_CONCURRENT_CALLS", "many"),
        ("TWILIO_CALLER_ID", "020 7946 0000"),
        ("TWILIO_CALLER_ID", "+44 20 7946 0000"),
        ("TWILIO_CALLER_ID", "+4402079460000"),
    ],
)
def test_a_value_that_can_not_be_used_stops_the_start(settings: Set, name: str, value: str) -> None:
    faults = faults_of(settings, **{name: value})
    assert set(faults) == {name}
    assert ";" in faults[name]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (REAL | {"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN"),
        ({"TWILIO_AUTH_TOKEN": "t"}, "TWILIO_AUTH_TOKEN"),
        ({"TWILIO_AUTH_TOKEN_PREVIOUS": "t"}, "TWILIO_AUTH_TOKEN_PREVIOUS"),
        ({"TWILIO_API_BASE_URL": "http://127.0.0.1:4010"}, "TWILIO_API_BASE_URL"),
        (REAL | {"TWILIO_ACCOUNT_SID": "A C"}, "TWILIO_ACCOUNT_SID"),
        (REAL | {"TWILIO_API_KEY": "SK1"}, "TWILIO_API_SECRET"),
        (REAL | {"TWILIO_API_SECRET": "s"}, "TWILIO_API_SECRET"),
        (REAL | {"TWILIO_REGION": "ie1"}, "TWILIO_EDGE"),
        (REAL | {"TWILIO_EDGE": "dublin"}, "TWILIO_EDGE"),
        (
            REAL | {"TWILIO_REGION": "ie1", "TWILIO_EDGE": "dublin", "TWILIO_API_BASE_URL": "https://other.example"},
            "TWILIO_REGION",
        ),
        (REAL | {"TWILIO_API_BASE_URL": "http://other.example"}, "TWILIO_API_BASE_URL"),
        (REAL | {"VOICEBOT_PUBLIC_URL": "http://survey.example"}, "VOICEBOT_PUBLIC_URL"),
        (REAL | {"VOICEBOT_CLOCK": "2026-11-25T11:00:00Z"}, "VOICEBOT_CLOCK"),
        (REAL | {"VOICEBOT_KEYS": "var/keys"}, "VOICEBOT_KEYS"),
        (REAL | {"VOICEBOT_KEYS": "var"}, "VOICEBOT_KEYS"),
        (REAL | {"VOICEBOT_KEYS": "elsewhere/../var/keys"}, "VOICEBOT_KEYS"),
        (REAL | {"VOICEBOT_KEYS": "sqlite:///var/keys.db"}, "VOICEBOT_KEYS"),
        ({"DATABASE_URL": "sqlite:///a.db", "VOICEBOT_KEYS": "sqlite:///a.db"}, "VOICEBOT_KEYS"),
    ],
)
def test_settings_that_do_not_go_together_stop_the_start(settings: Set, given: dict[str, str], name: str) -> None:
    assert set(faults_of(settings, **given)) == {name}


def test_a_link_does_not_hide_that_the_keys_lie_beside_the_database(settings: Set, tmp_path: Path) -> None:
    (tmp_path / "var" / "keys").mkdir(parents=True)
    (tmp_path / "apart").symlink_to(tmp_path / "var" / "keys")
    assert set(faults_of(settings, **REAL, VOICEBOT_KEYS="apart")) == {"VOICEBOT_KEYS"}


@pytest.mark.parametrize(
    "given", [{"VOICEBOT_KEYS": "keys"}, {"DATABASE_URL": "postgresql://db.example/voicebot", "VOICEBOT_KEYS": "var"}]
)
def test_keys_apart_from_the_database_are_fine_with_the_real_provider(settings: Set, given: dict[str, str]) -> None:
    assert settings(**REAL, **given).keys_place


def test_a_rehearsals_keys_may_lie_beside_its_database(settings: Set, tmp_path: Path) -> None:
    assert settings(VOICEBOT_KEYS="var/keys").keys_place == tmp_path / "var" / "keys"


def test_every_fault_is_told_at_once(settings: Set) -> None:
    faults = faults_of(
        settings,
        DATABASE_URL="nonsense",
        VOICEBOT_BIND="nonsense",
        TWILIO_ACCOUNT_SID=ACCOUNT,
        TWILIO_API_KEY="SK1",
        VOICEBOT_PUBLIC_URL="http://survey.example",
        VOICEBOT_CONCURRENT_CALLS="-1",
    )
    assert set(faults) == {
        "DATABASE_URL",
        "VOICEBOT_BIND",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_API_SECRET",
        "VOICEBOT_PUBLIC_URL",
        "VOICEBOT_CONCURRENT_CALLS",
    }


def test_no_fault_shows_what_was_set(settings: Set) -> None:
    given = {
        "DATABASE_URL": "marker://marker:marker@marker",
        "VOICEBOT_KEYS": "marker://marker",
        "VOICEBOT_PUBLIC_URL": "https://marker:marker@marker",
        "TWILIO_AUTH_TOKEN": "marker",
        "TWILIO_API_SECRET": "marker",
        "VOICEBOT_HELPLINE": "marker",
        "VOICEBOT_CLOCK": "marker",
        "VOICEBOT_CONCURRENT_CALLS": "marker",
    }
    with pytest.raises(BadSettings) as caught:
        settings(**given)
    assert len(caught.value.faults) == len(given)
    assert "marker" not in str(caught.value)
    assert caught.value.__context__ is None


def test_secrets_show_neither_in_a_repr_nor_in_a_description(settings: Set) -> None:
    told = settings(
        **REAL,
        TWILIO_AUTH_TOKEN_PREVIOUS="marker-previous",
        TWILIO_API_KEY="SK1",
        TWILIO_API_SECRET="marker-secret",
        DATABASE_URL="postgresql://name:marker-password@db.example/voicebot?password=marker-query",
        VOICEBOT_KEYS="postgresql://name:marker-password@keys.example/keys",
    )
    values = {note.name: note.value for note in told.describe()}
    assert "marker" not in repr(told) + str(told) + str(values)
    assert values["DATABASE_URL"] == "postgresql://name:***@db.example/voicebot"
    assert values["TWILIO_AUTH_TOKEN"] == "set"
    assert values["TWILIO_CALLER_ID"] == "not set"


def test_a_description_shows_the_clock_as_it_runs(settings: Set) -> None:
    values = {note.name: note.value for note in settings(VOICEBOT_CLOCK="2026-11-25T11:00:00Z x60").describe()}
    assert values["VOICEBOT_CLOCK"] == "2026-11-25T11:00:00+00:00 x60"


def test_a_real_launch_needs_agency_helpline_and_a_number_to_show(settings: Set) -> None:
    named = [fault.partition(":")[0] for fault in settings(**REAL).launch_faults()]
    assert named == ["VOICEBOT_AGENCY_NAME", "VOICEBOT_HELPLINE", "TWILIO_CALLER_ID"]


def test_a_real_launch_shows_and_gives_no_numbers_that_are_nobodys(settings: Set) -> None:
    named = [fault.partition(":")[0] for fault in settings(**READY).launch_faults()]
    assert named == ["VOICEBOT_HELPLINE", "TWILIO_CALLER_ID"]


@pytest.fixture
def everybodys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take numbers kept for drama for real ones, since tests use no others."""
    monkeypatch.setattr("voicebot.settings.is_nobodys", lambda e164: False)


@pytest.mark.usefixtures("everybodys")
def test_nothing_keeps_a_launch_back_once_they_are_set(settings: Set) -> None:
    assert settings(**READY).launch_faults() == []


@pytest.mark.usefixtures("everybodys")
def test_a_real_launch_shows_no_number_that_is_dear_to_ring_back(settings: Set) -> None:
    (fault,) = settings(**READY | {"TWILIO_CALLER_ID": "+447700900000"}).launch_faults()
    assert fault.startswith("TWILIO_CALLER_ID: is not free or local rate")


def test_every_setting_is_documented(settings: Set) -> None:
    """The table is made anew by `UPDATE_DOCS=1 pytest tests/test_settings.py`."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    made = f"{before}{BEGIN}\n{table(settings())}{END}{rest.partition(END)[2]}"
    if os.environ.get("UPDATE_DOCS"):
        DOCUMENT.write_text(made, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == made


def table(settings: Settings) -> str:
    rows = [f"| `{note.name}` | {note.meaning} | {note.default} |\n" for note in settings.describe()]
    return "".join(["\n| name | meaning | default |\n", "|---|---|---|\n", *rows, "\n"])


def test_single_sign_on_is_set_up_wholly_and_safely(settings: Set) -> None:
    whole = {
        "VOICEBOT_SSO_ISSUER": "https://sso.example/",
        "VOICEBOT_SSO_CLIENT_ID": "voicebot",
        "VOICEBOT_SSO_CLIENT_SECRET": "marker-secret",
    }
    assert faults_of(settings, VOICEBOT_SSO_ISSUER="https://sso.example").keys() == {"VOICEBOT_SSO_CLIENT_SECRET"}
    assert faults_of(settings, **whole | {"VOICEBOT_SSO_ISSUER": "http://sso.example"}).keys() == {
        "VOICEBOT_SSO_ISSUER"
    }
    set_up = settings(**whole)
    assert set_up.sso_issuer == "https://sso.example"
    assert "marker-secret" not in str(set_up.describe())
