import pytest

from voicebot.errors import (
    ProviderError,
    ProviderKnowsNoCall,
    ProviderRefusedNumber,
    ProviderRefusedUs,
    ProviderTryLater,
    ProviderUncertain,
    ProviderUnfinished,
)
from voicebot.telephony.faults import Asked, fault_of, fault_of_no_connection, fault_of_silence


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (429, 20429, ProviderTryLater),
        (429, 429, ProviderTryLater),
        (429, 99999, ProviderTryLater),
        (400, 10004, ProviderTryLater),
        (400, 21211, ProviderRefusedNumber),
        (400, 21214, ProviderRefusedNumber),
        (400, 21217, ProviderRefusedNumber),
        (400, 21202, ProviderRefusedNumber),
        (400, 21210, ProviderRefusedUs),
        (400, 21205, ProviderRefusedUs),
        (400, 21215, ProviderRefusedUs),
        (400, 21216, ProviderRefusedUs),
        (401, 20003, ProviderRefusedUs),
        (401, 401, ProviderRefusedUs),
        (403, 20005, ProviderRefusedUs),
        (404, 20404, ProviderRefusedUs),
        (400, 12345, ProviderRefusedUs),
        (307, 307, ProviderRefusedUs),
        (408, 408, ProviderUncertain),
        (500, 20500, ProviderUncertain),
        (503, 503, ProviderUncertain),
        (502, 21211, ProviderUncertain),
    ],
)
def test_a_refused_call_is_told_apart_by_what_can_be_done_about_it(
    status: int, code: int, meaning: type[ProviderError]
) -> None:
    assert type(fault_of(Asked.PLACE, status, code)) is meaning


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (404, 20404, ProviderKnowsNoCall),
        (404, 404, ProviderKnowsNoCall),
        (400, 21220, ProviderKnowsNoCall),
        (409, 20009, ProviderUnfinished),
        (401, 20003, ProviderRefusedUs),
        (429, 20429, ProviderTryLater),
        (500, 500, ProviderTryLater),
    ],
)
def test_what_is_asked_of_one_call_is_never_uncertain(status: int, code: int, meaning: type[ProviderError]) -> None:
    assert type(fault_of(Asked.CALL, status, code)) is meaning


def test_a_list_that_is_not_found_means_that_the_account_is_not() -> None:
    assert type(fault_of(Asked.LIST, 404, 20404)) is ProviderRefusedUs


def test_only_the_placing_of_a_call_is_left_in_doubt_by_silence() -> None:
    assert type(fault_of_silence(Asked.PLACE, "gave no answer")) is ProviderUncertain
    assert type(fault_of_silence(Asked.LIST, "gave no answer")) is ProviderTryLater
    assert type(fault_of_silence(Asked.CALL, "gave no answer")) is ProviderTryLater


def test_a_request_that_never_left_may_be_sent_again() -> None:
    assert type(fault_of_no_connection()) is ProviderTryLater


def test_the_providers_code_is_kept_for_staff_to_look_up() -> None:
    fault = fault_of(Asked.PLACE, 400, 21210)
    assert fault.code == 21210
    assert "21210" in str(fault)
    assert "TWILIO_CALLER_ID" in str(fault)
