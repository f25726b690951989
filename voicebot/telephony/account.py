"""What the doctor asks the provider about our account: whether a number is ours to show, and what time it is there."""

from datetime import datetime
from email.utils import parsedate_to_datetime

import requests
from twilio.rest import Client  # type: ignore[import-untyped]

from voicebot.settings import Settings
from voicebot.telephony.client import SECONDS_TO_ANSWER, ask, make_client
from voicebot.telephony.faults import Asked


class Account:
    """Our account at the provider. Every method may raise the errors below `ProviderError`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def may_show(self, caller_id: str) -> bool:
        """Whether that number, in E.164, belongs to the account, or was verified for it."""
        kinds = (self._client.incoming_phone_numbers, self._client.outgoing_caller_ids)
        return ask(Asked.LIST, lambda: any(kind.list(phone_number=caller_id, limit=1) for kind in kinds))

    def time_there(self) -> datetime:
        """What the provider's clock shows, to the second."""
        return ask(Asked.LIST, self._date_of_an_answer)

    def _date_of_an_answer(self) -> datetime:
        address = self._client.get_hostname(self._client.api.base_url)
        answer = requests.head(address, timeout=SECONDS_TO_ANSWER)
        return parsedate_to_datetime(answer.headers["Date"])


def account_of(settings: Settings) -> Account:
    """The account in the settings."""
    return Account(make_client(settings))
