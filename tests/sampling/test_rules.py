import pytest

from voicebot.errors import BadInput
from voicebot.sampling.rules import FLAGS, EligibilityRules


def test_every_flag_that_is_known_keeps_people_out_unless_the_rules_say_otherwise():
    assert EligibilityRules().excluding_flags == FLAGS


def test_rules_that_are_left_out_keep_their_defaults():
    rules = EligibilityRules.from_mapping({"window_weeks": [0, 13]})
    assert (rules.window_weeks, rules.minimum_age) == ((0, 13), 18)


def test_all_faults_of_the_rules_are_told_at_once():
    with pytest.raises(BadInput) as caught:
        EligibilityRules.from_mapping({"minimum_age": 12, "months_between_draws": 3, "windows": [6, 12]})
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["minimum_age", "months_between_draws", "windows"]


@pytest.mark.parametrize(
    "given",
    [
        {"window_weeks": [12, 6]},
        {"harmless_flags": ["domestic_abuse"]},
        {"other_victim_groups": ["burglary"]},
        {"victim_groups": []},
    ],
)
def test_rules_that_contradict_themselves_are_refused(given: dict[str, object]):
    with pytest.raises(BadInput):
        EligibilityRules.from_mapping(given)


def test_rules_that_differ_have_another_digest():
    assert EligibilityRules(minimum_age=16).digest != EligibilityRules().digest == EligibilityRules().digest
