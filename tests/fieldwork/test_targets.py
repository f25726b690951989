"""Targets decide whether the next replicate is released, and say how many numbers are likely still needed."""

from hypothesis import given
from hypothesis import strategies as st

from voicebot.fieldwork.rules import Targets
from voicebot.fieldwork.targets import Progress, Standing, filled, progress

STRATA = {
    ("CE", "burglary"): Standing(closed=40, still_open=10, interviews=10),
    ("NW", "burglary"): Standing(closed=10, still_open=0, interviews=5),
    ("CE", "hate_crime"): Standing(closed=0, still_open=20, interviews=0),
}


def test_every_target_is_told_the_whole_first() -> None:
    targets = Targets(interviews=30, victim_groups={"burglary": 20}, strata={"CE": {"hate_crime": 6}})
    assert progress(targets, STRATA, 0.25) == [
        Progress("all", 30, interviews=15, still_open=30, expected=9, numbers_needed=20),
        Progress("burglary", 20, interviews=15, still_open=10, expected=3, numbers_needed=7),
        Progress("CE / hate_crime", 6, interviews=0, still_open=20, expected=5, numbers_needed=4),
    ]


def test_a_target_that_is_met_needs_nobody_more() -> None:
    (one,) = progress(Targets(interviews=15), STRATA, 0.25)
    assert one.is_met
    assert one.numbers_needed == 0


def test_without_targets_there_is_nothing_to_meet() -> None:
    assert progress(Targets(), STRATA, 0.25) == []
    assert not Targets().are_set


def test_only_hard_quotas_are_ever_filled() -> None:
    wanted = {"victim_groups": {"burglary": 15}, "strata": {"CE": {"hate_crime": 1}}}
    assert filled(Targets(**wanted), STRATA) == frozenset()
    assert filled(Targets(**wanted, hard=True), STRATA) == {("CE", "burglary"), ("NW", "burglary")}
    assert filled(Targets(interviews=15, hard=True), STRATA) == set(STRATA)


@given(
    target=st.integers(1, 5000),
    closed=st.integers(0, 10_000),
    still_open=st.integers(0, 10_000),
    share=st.floats(0, 1),
)
def test_the_numbers_said_to_be_needed_would_be_enough(target: int, closed: int, still_open: int, share: float) -> None:
    standing = Standing(closed, still_open, interviews=int(closed * share))
    (one,) = progress(Targets(interviews=target), {("CE", "burglary"): standing}, 0.25)
    response = standing.interviews / closed if closed >= 30 and standing.interviews else 0.25
    assert one.interviews + one.expected + one.numbers_needed * response >= target - 1e-6
