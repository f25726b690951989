import pytest

from voicebot.rehearsal.errors import InstructionError
from voicebot.rehearsal.faults import FaultPlan, Faults


def test_a_fault_strikes_about_as_often_as_asked_and_always_the_same_cases():
    one, other = FaultPlan(1, Faults(lose_callback=0.2)), FaultPlan(1, Faults(lose_callback=0.2))
    struck = [case for case in range(1000) if one.strikes("lose_callback", case)]
    assert 150 < len(struck) < 250
    assert struck == [case for case in range(1000) if other.strikes("lose_callback", case)]


def test_without_faults_nothing_strikes():
    assert not any(FaultPlan(1, Faults()).strikes("fail_create", case) for case in range(100))


@pytest.mark.parametrize("values", [{"lose_callback": 2}, {"lose_callback": -1}, {"lose_callback": "0.1"}, {"rain": 1}])
def test_a_fault_that_makes_no_sense_is_refused(values):
    with pytest.raises(InstructionError):
        Faults.read(values)


def test_what_is_not_named_does_not_happen():
    assert Faults.read({"double_callback": 0.5}) == Faults(double_callback=0.5)
