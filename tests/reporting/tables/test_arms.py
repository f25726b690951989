"""The public tables of an experiment."""

from tests.reporting.test_experiment import of, split
from voicebot.reporting.tables.fieldwork import rates_of_arms


def test_each_arm_has_its_rates_and_the_difference_in_response_its_test() -> None:
    rates, differences = rates_of_arms(of(split((40, 60), (60, 40), (20, 45))))
    assert [(row.group, row.cells[0].value) for row in rates.rows] == [("other-words", 100), ("usual", 100)]
    (row,) = differences.rows
    assert row.groups == ("other-words", "usual")
    assert (round(row.cells[0].value or 0, 2), (row.cells[0].p or 1) < 0.05) == (0.2, True)


def test_under_hard_quotas_arms_are_not_tested() -> None:
    (rates,) = rates_of_arms(of(split((40, 60), (60, 40), (20, 45), hard_quotas=True)))
    assert rates.id == "rates-by-arm"
