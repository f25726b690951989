import pytest

from voicebot.reporting.rates import Counts, Disposition, both_rates, disposition, disposition_by_code, rates

CHECK = Counts(i=5, p=2, r=1, nc=1, o=1, uh=1, ur=1, uo=1, ne=1)
"""The counts with which the facts check the formulas."""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rr1", 0.38461538),
        ("rr2", 0.53846154),
        ("rr3", 0.39285714),
        ("rr4", 0.55),
        ("rr5", 0.5),
        ("rr6", 0.7),
        ("coop1", 0.55555556),
        ("coop2", 0.77777778),
        ("coop3", 0.625),
        ("coop4", 0.875),
        ("ref1", 0.07692308),
        ("ref2", 0.07857143),
        ("ref3", 0.1),
        ("con1", 0.69230769),
        ("con2", 0.70714286),
        ("con3", 0.9),
    ],
)
def test_the_formulas_give_the_check_figures(name: str, value: float) -> None:
    assert getattr(rates(CHECK), name) == pytest.approx(value, abs=5e-9)


def test_the_share_of_unknowns_held_eligible_is_that_of_the_known() -> None:
    assert rates(CHECK).e == pytest.approx(10 / 11)


def test_a_dead_number_is_a_non_contact_for_the_headline_and_not_eligible_by_its_code() -> None:
    both = both_rates({"1.1": 40, "3.13": 20, "4.32": 40})
    assert (both.headline.counts.nc, both.headline.counts.ne) == (40, 0)
    assert (both.by_code.counts.nc, both.by_code.counts.ne) == (0, 40)
    assert both.headline.rr1 == pytest.approx(0.4)
    assert both.by_code.rr1 == pytest.approx(40 / 60)


def test_a_wrong_number_is_no_contact_with_the_person_for_the_headline() -> None:
    both = both_rates({"1.1": 50, "2.36": 50})
    assert both.headline.con1 == pytest.approx(0.5)
    assert both.by_code.con1 == pytest.approx(1.0)
    assert both.headline.rr1 == both.by_code.rr1


def test_every_code_counts_as_what_the_standard_says() -> None:
    assert {code: disposition_by_code(code).value for code in ("2.111", "2.12", "2.20", "2.21", "2.31")} == {
        "2.111": "R",
        "2.12": "R",
        "2.20": "NC",
        "2.21": "NC",
        "2.31": "O",
    }
    assert {disposition(code) for code in ("3.11", "3.12", "3.14", "3.16")} == {Disposition.UNKNOWN_HOUSEHOLD}
    assert disposition("3.90") is Disposition.UNKNOWN_OTHER
    assert {disposition(code) for code in ("4.70", "4.80", "4.51")} == {Disposition.NOT_ELIGIBLE}


def test_there_are_no_rates_of_nobody() -> None:
    assert rates(Counts()).rr1 is None
    assert rates(Counts(uh=3)).coop1 is None
    assert rates(Counts(uh=3)).rr1 == 0
