"""The system as a page: its health and its settings."""

from tests.calls.line import TOKEN
from tests.calls.survey import PREVIOUS_TOKEN
from tests.console.conftest import Browser


def test_the_system_tells_how_it_is_and_how_it_is_set_up_but_no_secret(administrator: Browser) -> None:
    page = administrator.looks_at("/system")
    for told in ("keeps what it commits", "VOICEBOT_SSO_ISSUER", "VOICEBOT_HELPLINE: is not"):
        assert told in page
    for secret in (TOKEN, PREVIOUS_TOKEN):
        assert secret not in page
