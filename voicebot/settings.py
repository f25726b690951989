"""How the system is set up: one frozen value read from the environment or a `.env` file, every fault told at once.

What each setting means stands beside it and nowhere else: docs/settings.md is made from here. What a single value may
look like is `setting_values.py`; the rules of a wave are no settings, they are data in `fieldwork/`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import click
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from voicebot.errors import BadSettings
from voicebot.phone import is_nobodys
from voicebot.setting_values import (
    AccountSid,
    ClockStart,
    DatabaseUrl,
    FolderOrDatabase,
    Freephone,
    HostAndPort,
    OptionalClock,
    ServerAddress,
    UkNumber,
    WebAddress,
    Words,
    database,
    e164,
    folder,
    is_free_or_local_rate,
    is_loopback,
    sqlite_file,
    without_password,
)

REHEARSAL_AGENCY = "Northbank Research"
REHEARSAL_HELPLINE = "0808 157 0000"
"""Spoken in rehearsals: no agency bears the name, and Ofcom keeps the number for drama."""


@dataclass(frozen=True, slots=True)
class SettingNote:
    """What people may read about a setting; `value` shows no secret."""

    name: str
    meaning: str
    default: str
    value: str


def _setting(name: str, meaning: str, default: object = None, said: str = "") -> Any:  # noqa: ANN401 - as Field
    """A setting by its name in the environment; `said` words a default that would say little itself."""
    return Field(default=default, validation_alias=name, description=meaning, json_schema_extra={"said": said})


class Settings(BaseSettings):
    """All settings. What depends on another setting is checked at the later of the two."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # other programs have settings too
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
        validate_default=True,
    )

    database_url: DatabaseUrl = _setting(
        "DATABASE_URL",
        "The database: `sqlite:///path` for one machine, `postgresql://…` for many.",
        default="sqlite:///var/voicebot.db",
    )
    account_sid: AccountSid | None = _setting(
        "TWILIO_ACCOUNT_SID", "The account at the provider.", said="none: the rehearsal network is called"
    )
    auth_token: SecretStr | None = _setting(
        "TWILIO_AUTH_TOKEN", "The account's token; the provider signs its webhooks with it."
    )
    auth_token_previous: SecretStr | None = _setting(
        "TWILIO_AUTH_TOKEN_PREVIOUS", "The token before it, still accepted on webhooks while tokens are rotated."
    )
    api_key: str | None = _setting("TWILIO_API_KEY", "A key to ask the provider with, instead of the account's token.")
    api_secret: SecretStr | None = _setting("TWILIO_API_SECRET", "The secret of that key.")
    api_base_url: WebAddress | None = _setting(
        "TWILIO_API_BASE_URL",
        "Another provider that speaks Twilio's interface. On a loopback address it counts as a rehearsal.",
        said="Twilio",
    )
    region: str | None = _setting("TWILIO_REGION", "Where Twilio keeps our calls: `ie1` is Ireland.", said="Twilio's")
    edge: str | None = _setting("TWILIO_EDGE", "Where we enter its network: `dublin` is Ireland.", said="Twilio's")
    caller_id: UkNumber | None = _setting(
        "TWILIO_CALLER_ID", "The number that we show: +44…, free or local rate to ring back. A real launch needs it."
    )
    keys: FolderOrDatabase = _setting(
        "VOICEBOT_KEYS",
        "The key store: a folder, or the URL of a separate database. With the real provider never beside the database.",
        default=click.get_app_dir("voicebot"),
        said="a folder under the user's configuration folder",
    )
    public_url: ServerAddress = _setting(
        "VOICEBOT_PUBLIC_URL",
        "How the provider reaches us; signatures are checked against it. https with the real provider.",
        default="http://127.0.0.1:8000",
    )
    bind: HostAndPort = _setting("VOICEBOT_BIND", "host:port that the server listens on.", default="127.0.0.1:8000")
    agency_name: Words = _setting(
        "VOICEBOT_AGENCY_NAME",
        "Who calls, as it is spoken. A real launch needs it.",
        default=REHEARSAL_AGENCY,
    )
    helpline: Freephone = _setting(
        "VOICEBOT_HELPLINE", "The staffed freephone survey line. A real launch needs it.", default=REHEARSAL_HELPLINE
    )
    mandate: Words | None = _setting(
        "VOICEBOT_MANDATE",
        "The sentence on who requires the survey, in place of the questionnaire's.",
        said="the questionnaire's",
    )
    clock: OptionalClock = _setting(
        "VOICEBOT_CLOCK",
        "Rehearsals only: when their time begins, and how fast it runs: `2026-11-25T11:00:00Z x60`.",
        said="real time",
    )
    calls_per_second: Annotated[float, Field(gt=0, le=100)] = _setting(
        "VOICEBOT_CALLS_PER_SECOND", "Calls placed in a second, by all diallers together.", default=1.0
    )
    concurrent_calls: Annotated[int, Field(ge=1)] = _setting(
        "VOICEBOT_CONCURRENT_CALLS", "Calls in progress at once, by all diallers together.", default=20
    )

    metrics_token: SecretStr | None = _setting(
        "VOICEBOT_METRICS_TOKEN",
        "Who asks for /metrics has to bear this token. Without one it is shown to this machine alone, in a rehearsal.",
    )

    sso_issuer: WebAddress | None = _setting(
        "VOICEBOT_SSO_ISSUER", "Single sign-on by OpenID Connect: the address of the service that vouches for staff."
    )
    sso_client_id: str | None = _setting("VOICEBOT_SSO_CLIENT_ID", "What that service knows the staff pages as.")
    sso_client_secret: SecretStr | None = _setting("VOICEBOT_SSO_CLIENT_SECRET", "The secret that goes with it.")

    @property
    def rehearsal(self) -> bool:
        """Whether nobody outside this machine can be called."""
        return not _is_real({"account_sid": self.account_sid, "api_base_url": self.api_base_url})

    @property
    def webhook_tokens(self) -> tuple[str, ...]:
        """The tokens that a webhook may be signed with: the current one first."""
        return tuple(token.get_secret_value() for token in (self.auth_token, self.auth_token_previous) if token)

    @property
    def keys_place(self) -> Path | str:
        """The key store: a folder, or the URL of its database."""
        place = self.keys.get_secret_value()
        return folder(place) or place

    @property
    def host(self) -> str:
        """The address that the server listens on."""
        return str(urlsplit(f"//{self.bind}").hostname)

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return int(self.bind.rpartition(":")[2])

    def launch_faults(self) -> list[str]:
        """What keeps a batch from being launched; nothing does in a rehearsal."""
        return [] if self.rehearsal else list(self._launch_faults())

    def describe(self) -> list[SettingNote]:
        """Every setting for people to read, without secrets."""
        return [
            SettingNote(
                str(of.validation_alias), str(of.description), _default(of), _shown(field, getattr(self, field))
            )
            for field, of in type(self).model_fields.items()
        ]

    def _launch_faults(self) -> Iterator[str]:
        if self.agency_name == REHEARSAL_AGENCY:
            yield "VOICEBOT_AGENCY_NAME: is not set; name the agency that calls"
        if is_nobodys(e164(self.helpline)):
            yield "VOICEBOT_HELPLINE: is not set; give the staffed freephone line"
        if self.caller_id is None or is_nobodys(self.caller_id):
            yield "TWILIO_CALLER_ID: is not set; give the number to be shown, as +44…"
        elif not is_free_or_local_rate(self.caller_id):
            yield "TWILIO_CALLER_ID: is not free or local rate to ring back; show an 01, 02, 03 or 080 number"

    @field_validator("auth_token", "auth_token_previous", "api_key", "api_base_url", "region", "edge")
    @classmethod
    def _has_an_account(cls, value: object, info: ValidationInfo) -> object:
        if value is not None and info.data.get("account_sid", _FAULTY) is None:
            raise ValueError("is set without TWILIO_ACCOUNT_SID; set that and TWILIO_AUTH_TOKEN, or none of them")
        return value

    @field_validator("auth_token")
    @classmethod
    def _is_there_with_the_account(cls, token: object, info: ValidationInfo) -> object:
        if token is None and info.data.get("account_sid") is not None:
            raise ValueError("is missing; set the token of TWILIO_ACCOUNT_SID, since webhooks are signed with it")
        return token

    @field_validator("api_secret", "edge")
    @classmethod
    def _has_its_other_half(cls, value: object, info: ValidationInfo) -> object:
        other = "api_key" if info.field_name == "api_secret" else "region"
        if (value is None) != (info.data.get(other, value) is None):
            raise ValueError(f"goes together with {_name(other)}; set both or neither")
        return value

    @field_validator("region")
    @classmethod
    def _is_twilios_own(cls, region: str | None, info: ValidationInfo) -> str | None:
        if region is not None and info.data.get("api_base_url") is not None:
            raise ValueError("is Twilio's own; leave it out with TWILIO_API_BASE_URL")
        return region

    @field_validator("sso_client_secret")
    @classmethod
    def _is_a_whole_sign_on(cls, secret: object, info: ValidationInfo) -> object:
        parts = (info.data.get("sso_issuer", _FAULTY), info.data.get("sso_client_id"), secret)
        if len({part is None for part in parts}) > 1:
            raise ValueError("goes together with VOICEBOT_SSO_ISSUER and VOICEBOT_SSO_CLIENT_ID; set all or none")
        return secret

    @field_validator("api_base_url", "sso_issuer")
    @classmethod
    def _keeps_secrets_safe(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith("https://") and not is_loopback(url):
            raise ValueError("would be sent secrets in the clear; it should begin with https://")
        return url

    @field_validator("public_url")
    @classmethod
    def _is_encrypted(cls, url: str, info: ValidationInfo) -> str:
        if _is_real(info.data) and not url.startswith("https://"):
            raise ValueError("is not encrypted; with the real provider it should begin with https://")
        return url

    @field_validator("keys")
    @classmethod
    def _lies_apart(cls, keys: SecretStr, info: ValidationInfo) -> SecretStr:
        if "database_url" not in info.data:
            return keys
        place, beside = keys.get_secret_value(), info.data["database_url"].get_secret_value()
        if place == beside:
            raise ValueError("is the database itself; name a folder, or a separate database")
        if _is_real(info.data) and _in_the_folder_of(place, beside):
            raise ValueError("lies in the database's folder; name a place that its backups don't reach")
        return keys

    @field_validator("clock")
    @classmethod
    def _is_for_rehearsals(cls, start: object, info: ValidationInfo) -> object:
        if start is not None and _is_real(info.data):
            raise ValueError("is set with the real provider; leave it out, since real calls are made in real time")
        return start


_ADDRESSES = frozenset({"database_url", "keys"})
_FAULTY = object()
"""Stands for a setting that is wrong by itself: what depends on it is not judged."""


def read_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of the environment and, where it has none, of a file of `NAME=value` lines if there is one.

    Raises:
        BadSettings: with every fault as "NAME: what is wrong; what it should be". No value is shown.
    """
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # BaseSettings takes it, its type does not say so
    except ValidationError as error:
        faults = [_fault(dict(one)) for one in error.errors()]
    raise BadSettings(*faults)


def _fault(error: Mapping[str, Any]) -> str:
    at = error["loc"][0]  # the name in the environment, or, of a default, the field's
    own = error.get("ctx", {}).get("error")
    return f"{_name(at) if at in Settings.model_fields else at}: {own or 'can not be used; ' + error['msg'].lower()}"


def _is_real(settings: Mapping[str, Any]) -> bool:
    """Whether calls would reach people; False while it can't be told because one of the two is wrong."""
    url = settings.get("api_base_url", _FAULTY)
    known = settings.get("account_sid") is not None and url is not _FAULTY
    return known and (url is None or not is_loopback(url))


def _in_the_folder_of(place: str, database_url: str) -> bool:
    file = sqlite_file(database(database_url))
    kept = folder(place) or sqlite_file(database(place))
    return file is not None and kept is not None and kept.is_relative_to(file.parent)


def _name(field: str) -> str:
    return str(Settings.model_fields[field].validation_alias)


def _default(of: FieldInfo) -> str:
    said = of.json_schema_extra["said"] if isinstance(of.json_schema_extra, dict) else ""
    return str(said or ("none" if of.default is None else f"`{of.default}`"))


def _shown(field: str, value: object) -> str:
    """The value, of an address without its password; of any other secret only that it is set."""
    if value is None:
        return "not set"
    if isinstance(value, SecretStr):
        return without_password(value.get_secret_value()) if field in _ADDRESSES else "set"
    return f"{value.instant.isoformat()} x{value.speed:g}" if isinstance(value, ClockStart) else str(value)
