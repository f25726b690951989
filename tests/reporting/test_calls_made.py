import pytest

from tests.reporting.made import people, wave
from voicebot.reporting.calls_made import CallsInPart, CallsMade, calls_made

USUAL = {"inbound": False, "code": "3.13", "day_part": "weekday_day", "answered": False, "seconds": None, "price": None}


def _calls(*attempts: dict[str, object], interviews: int = 1) -> CallsMade:
    rows = [USUAL | {"case": f"case{nth:06}", "ordinal": 1} | attempt for nth, attempt in enumerate(attempts)]
    return calls_made(wave(people((interviews, {}), (5, {"outcome": "3.13"})), attempts=rows, currency="GBP"))


INTERVIEW = {"code": "1.1", "answered": True, "seconds": 420}


def test_cost_and_minutes_are_shared_out_over_the_interviews() -> None:
    made = _calls(
        INTERVIEW | {"price": 0.08},
        INTERVIEW | {"price": 0.10},
        {"seconds": 30, "answered": True, "price": 0.02},
        interviews=2,
    )
    assert (made.cost, made.currency, made.priced) == (pytest.approx(0.20), "GBP", 3)
    assert made.cost_per_interview == pytest.approx(0.10)
    assert made.minutes_per_interview == pytest.approx(870 / 60 / 2)
    assert made.minutes_of_an_interview == pytest.approx(7)
    assert made.calls_per_interview == pytest.approx(1.5)


def test_without_prices_there_is_no_cost_and_without_interviews_no_share_of_it() -> None:
    assert _calls(INTERVIEW).cost is None
    made = _calls({"price": 0.02}, interviews=0)
    assert (made.cost, made.cost_per_interview, made.minutes_of_an_interview) == (pytest.approx(0.02), None, None)


def test_the_parts_of_the_week_tell_when_people_are_reached() -> None:
    made = _calls(INTERVIEW, {}, INTERVIEW | {"day_part": "weekend"}, {"day_part": "weekend", "answered": True})
    assert made.by_day_part == (CallsInPart("weekday_day", 2, 1, 1), CallsInPart("weekend", 2, 2, 1))


def test_how_many_calls_an_interview_takes() -> None:
    made = _calls(INTERVIEW, INTERVIEW, INTERVIEW | {"ordinal": 3}, {"ordinal": 2}, {"ordinal": 4}, interviews=3)
    assert made.needed == pytest.approx((2 / 3, 2 / 3, 1.0))
    assert [(one.part, one.placed) for one in made.by_ordinal] == [("1", 2), ("2", 1), ("3", 1), ("4", 1)]


def test_people_who_ring_us_and_calls_that_were_never_placed_are_no_calls_made() -> None:
    made = _calls(INTERVIEW, INTERVIEW | {"inbound": True}, {"code": "3.11"}, interviews=2)
    assert (made.placed, made.inbound, made.answered) == (1, 1, 1)
