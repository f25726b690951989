from datetime import date, time

import pytest
from pydantic import ValidationError

from voicebot.fieldwork.rules import CallingRules, WaveRules, WeekHours, Window


def test_the_defaults_are_the_hours_of_the_survey():
    hours = WeekHours()
    assert [str(hours.on(date(2026, 11, 23 + day))) for day in range(7)] == [
        "10:00-20:30",
        "10:00-20:30",
        "10:00-20:30",
        "10:00-20:30",
        "10:00-17:00",
        "10:00-18:00",
        "10:00-18:00",
    ]


def test_rules_come_back_from_the_database_as_they_went_in():
    rules = WaveRules(calling=CallingRules(hours=WeekHours(sunday="closed"), last_day=date(2026, 12, 24)))
    assert WaveRules.from_json(rules.to_json()) == rules


def test_a_wave_keeps_the_defaults_it_began_with():
    assert '"attempts":5' in WaveRules().to_json()


@pytest.mark.parametrize("window", ["8:59-20:00", "10:00-21:01", "18:00-10:00", "10:00-10:00", "all day"])
def test_no_window_reaches_beyond_nine_to_nine(window):
    with pytest.raises(ValidationError):
        WeekHours(monday=window)


def test_the_outer_limits_themselves_are_allowed():
    assert WeekHours(monday="9:00-21:00").monday == Window(time(9), time(21))


@pytest.mark.parametrize(
    "unsafe",
    [
        {"attempts": 6},
        {"hours_between": 23},
        {"busy_minutes": 14},
        {"hours_after_dropped": 71},
        {"hours_after_hang_up": 71},
        {"another_time_at_most": 3},
        {"ring_seconds": 14},
        {"ring_seconds": 26},
        {"minutes_before_closing": 1},
    ],
)
def test_no_rules_are_laxer_than_those_that_protect_people(unsafe):
    with pytest.raises(ValidationError):
        CallingRules(**unsafe)


def test_rules_never_change():
    with pytest.raises(ValidationError):
        WaveRules().second_person = True
