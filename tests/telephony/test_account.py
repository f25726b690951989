"""What the provider is asked about our account."""

from datetime import UTC, datetime

import pytest
import responses
from requests import ConnectionError as ConnectionFailed

from tests.calls.survey import settings
from voicebot.errors import ProviderRefusedUs, ProviderTryLater
from voicebot.telephony.account import Account, account_of

SHOWN = "+442079460000"
OURS = f"https://api.twilio.com/2010-04-01/Accounts/AC{'0' * 32}"
OWNED, VERIFIED = f"{OURS}/IncomingPhoneNumbers.json", f"{OURS}/OutgoingCallerIds.json"


@pytest.fixture
def account() -> Account:
    return account_of(settings())


@responses.activate
@pytest.mark.parametrize(("owned", "verified"), [(1, 0), (0, 1), (0, 0)])
def test_a_number_is_ours_to_show_if_it_was_bought_or_verified(account: Account, owned: int, verified: int) -> None:
    responses.get(OWNED, json={"incoming_phone_numbers": [{"phone_number": SHOWN}] * owned})
    responses.get(VERIFIED, json={"outgoing_caller_ids": [{"phone_number": SHOWN}] * verified})
    assert account.may_show(SHOWN) is bool(owned or verified)
    assert responses.calls[0].request.params["PhoneNumber"] == SHOWN


@responses.activate
def test_wrong_credentials_are_told_in_our_own_words(account: Account) -> None:
    responses.get(OWNED, status=401, json={"code": 20003, "message": "Authenticate"})
    with pytest.raises(ProviderRefusedUs, match="credentials"):
        account.may_show(SHOWN)


@responses.activate
def test_its_clock_is_read_from_an_answer(account: Account) -> None:
    responses.head("https://api.twilio.com", headers={"Date": "Wed, 25 Nov 2026 12:00:00 GMT"})
    assert account.time_there() == datetime(2026, 11, 25, 12, tzinfo=UTC)


@responses.activate
@pytest.mark.parametrize("answer", [{"body": ConnectionFailed()}, {"headers": {}}, {"headers": {"Date": "soon"}}])
def test_an_answer_without_a_date_is_a_fault_of_ours(account: Account, answer: dict[str, object]) -> None:
    responses.head("https://api.twilio.com", **answer)
    with pytest.raises(ProviderTryLater):
        account.time_there()
