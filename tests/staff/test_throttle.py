"""From where and under which name failures are counted together."""

import pytest

from voicebot.staff.throttle import Origin


@pytest.mark.parametrize("name", ["ada", " Ada ", "ADA", "ａｄａ"])
def test_a_name_is_counted_as_one_however_it_is_typed(name: str) -> None:
    assert Origin.of(name, "192.0.2.1") == Origin.of("ada", "192.0.2.1")


def test_a_name_and_an_address_that_look_alike_are_counted_apart() -> None:
    origin = Origin.of("192.0.2.1", "192.0.2.1")
    assert origin.name != origin.address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("192.0.2.1", "::ffff:192.0.2.1"),
        ("2001:db8:1:2::1", "2001:DB8:1:2:0::1"),
    ],
)
def test_addresses_of_one_network_or_machine_are_counted_together(one: str, other: str) -> None:
    assert Origin.of("ada", one).address == Origin.of("ada", other).address


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8:1:2::1", "2001:db8:1:3::1"), ("192.0.2.1", "192.0.2.2"), ("::ffff:192.0.2.1", "::ffff:192.0.2.2")],
)
def test_addresses_of_others_are_counted_apart(one: str, other: str) -> None:
    assert Origin.of("ada", one).address != Origin.of("ada", other).address


def test_where_there_is_no_address_the_place_counts() -> None:
    assert Origin.of("ada", "terminal").address != Origin.of("ada", "").address
