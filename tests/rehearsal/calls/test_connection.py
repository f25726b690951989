import pytest

from voicebot.rehearsal.calls.connection import Overrides, Trouble, split_fragment
from voicebot.rehearsal.errors import CallFault


def test_an_address_without_fragment_is_tried_twice_on_connect_failures_only():
    address, overrides = split_fragment("http://127.0.0.1/turn?x=1")
    assert address == "http://127.0.0.1/turn?x=1"
    assert (overrides.retries, overrides.policy, overrides.total) == (1, {Trouble.CONNECT}, 15.0)


def test_a_fragment_is_cut_off_and_read():
    address, overrides = split_fragment("http://127.0.0.1/turn#rc=2&rp=ct,rt,5xx&ct=200&rt=300&tt=1000")
    assert address == "http://127.0.0.1/turn"
    policy = frozenset({Trouble.CONNECT, Trouble.READ, Trouble.SERVER_ERROR})
    assert overrides == Overrides(2, policy, 0.2, 0.3, 1.0)


def test_all_names_every_trouble():
    assert split_fragment("http://127.0.0.1/#rp=all")[1].policy == frozenset(Trouble)


def test_no_retries_can_be_asked_for():
    assert split_fragment("http://127.0.0.1/#rc=0")[1].retries == 0


@pytest.mark.parametrize("fragment", ["rc=6", "rc=x", "rp=sometimes", "ct=50", "rt=20000", "tt=0"])
def test_a_fragment_that_twilio_does_not_know_is_a_fault(fragment):
    with pytest.raises(CallFault) as fault:
        split_fragment(f"http://127.0.0.1/#{fragment}")
    assert fault.value.code == 11100
