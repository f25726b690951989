import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.webhooks.urls import LAST_TURN, CallUrls, FailedUrl, is_call, read_failed_url

ADDRESS = "https://survey.test"
CALL = "abcdefghijklmnopqrstuv27"
URLS = CallUrls(ADDRESS, CALL)


def read(url: str) -> FailedUrl | None:
    return read_failed_url(url, ADDRESS, CALL)


def test_the_urls_name_the_call_and_the_turn_and_nothing_else() -> None:
    assert URLS.start == f"{ADDRESS}/voice/calls/{CALL}/start#rc=2&rp=ct,rt,5xx"
    assert URLS.turn(12) == f"{ADDRESS}/voice/calls/{CALL}/turns/12#rc=2&rp=ct,rt,5xx"
    assert URLS.status == f"{ADDRESS}/voice/calls/{CALL}/status"
    assert URLS.machine == f"{ADDRESS}/voice/calls/{CALL}/machine"
    assert URLS.fallback == f"{ADDRESS}/voice/calls/{CALL}/fallback"


@pytest.mark.parametrize("url", [URLS.start, URLS.turn(1), URLS.turn(LAST_TURN)])
def test_a_url_that_failed_is_gone_back_to_with_a_count(url: str) -> None:
    bare, _, fragment = url.partition("#")
    first = read(url)
    assert first == read(bare)
    assert first is not None
    assert first.once_more(ADDRESS) == f"{bare}?again=1#{fragment}"
    second = read(first.once_more(ADDRESS))
    assert second is not None
    assert (second.tries, second.once_more(ADDRESS)) == (1, f"{bare}?again=2#{fragment}")


def test_the_port_may_be_told_or_not() -> None:
    assert read(f"{ADDRESS}:443/voice/calls/{CALL}/turns/3") == FailedUrl(f"/voice/calls/{CALL}/turns/3", 0, CALL)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "https://[",
        f"/voice/calls/{CALL}/turns/3",
        f"https://elsewhere.test/voice/calls/{CALL}/turns/3",
        f"https://survey.test@elsewhere.test/voice/calls/{CALL}/turns/3",
        f"https://elsewhere.test#survey.test/voice/calls/{CALL}/turns/3",
        f"{ADDRESS}/voice/calls/{'b' * 24}/turns/3",
        f"{ADDRESS}/voice/calls/{CALL}/status",
        f"{ADDRESS}/voice/calls/{CALL}/turns/12345",
        f"{ADDRESS}/voice/calls/{CALL}/turns/3/4",
        f"{ADDRESS}/voice/calls/{CALL}/turns/٣",
        f"{ADDRESS}/voice/calls/{CALL}/turns/3?again=²",
        f"{ADDRESS}/voice/calls/{CALL}/turns/3?again=-1",
        f"{ADDRESS}/voice/calls/{CALL}/turns/3?again=12",
        f"{ADDRESS}/voice/calls/{CALL}/turns/3?again=1&again=0",
        f"{ADDRESS}/voice/calls/{CALL}/turns/3\n",
    ],
)
def test_no_other_address_is_gone_back_to(url: str) -> None:
    assert read(url) is None


@given(st.text() | st.text().map(lambda text: f"{ADDRESS}/voice/calls/{CALL}/turns/{text}"))
def test_whatever_is_given_as_an_address_is_read_without_a_fault(url: str) -> None:
    failed = read(url)
    assert failed is None or failed.once_more(ADDRESS).startswith(f"{ADDRESS}/voice/calls/{CALL}/")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [(CALL, True), ("", False), (CALL.upper(), False), (CALL[:-1], False), (f"{CALL}\n", False), ("1" * 24, False)],
)
def test_only_ids_of_our_own_kind_can_be_calls(text: str, is_one: bool) -> None:
    assert is_call(text) is is_one
