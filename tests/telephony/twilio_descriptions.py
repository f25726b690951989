"""Twilio's own descriptions of its interface, where they are on this machine: the project's tests pass without them."""

import json
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parents[3] / "shared" / "twilio"


def schema_of_a_call_order() -> dict[str, Any]:
    """The JSON schema of the form that creates a call; the test is skipped without it."""
    description = json.loads(_described("calls_api_v2010.json").read_text())
    create = description["paths"]["/2010-04-01/Accounts/{AccountSid}/Calls.json"]["post"]
    schema: dict[str, Any] = create["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    return schema


def twiml_schema_file() -> Path:
    """The XML schema of TwiML; the test is skipped without it."""
    return _described("twiml_xsd/twiml_v20100401_twilioRealtimeCallSchema.xsd")


def _described(name: str) -> Path:
    file = _FOLDER / name
    if not file.exists():
        pytest.skip(f"Twilio's description {name} is not on this machine")
    return file
