from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from voicebot.rehearsal.sight import Latencies, Sight


@given(st.lists(st.floats(1e-5, 20), min_size=1, max_size=100))
def test_quantiles_are_within_a_tenth(values):
    latencies = Latencies()
    for value in values:
        latencies.add(value)
    assert latencies.longest == max(values)
    exact = sorted(values)[max(0, -(-len(values) // 2) - 1)]
    assert exact * 0.999 <= latencies.quantile(0.5) <= exact * 1.1


def test_where_nothing_was_counted_the_quantiles_are_nought():
    assert Latencies().quantile(0.99) == 0.0


def test_the_busiest_moment_is_remembered():
    sight, noon = Sight(), datetime(2026, 11, 25, 12, tzinfo=UTC)
    for calls in (1, 3, 2):
        sight.note_calls(calls, noon.replace(minute=calls))
    assert (sight.peak.calls, sight.peak.at) == (3, noon.replace(minute=3))
