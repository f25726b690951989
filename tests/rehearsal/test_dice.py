from hypothesis import given
from hypothesis import strategies as st

from voicebot.rehearsal.dice import Dice


@given(st.integers(), st.text(max_size=10))
def test_a_draw_depends_on_key_and_subject_only(seed, subject):
    assert Dice(seed, "number").draw(subject) == Dice(seed, "number").draw(subject)
    assert 0 <= Dice(seed).draw(subject) < 1


def test_draws_are_spread_evenly():
    draws = [Dice(1).draw(n) for n in range(2000)]
    assert 0.47 < sum(draws) / len(draws) < 0.53


def test_other_keys_draw_otherwise():
    assert Dice(1, "a").draw("x") != Dice(1, "b").draw("x")
    assert Dice(12, 3).draw("x") != Dice(1, 23).draw("x")


@given(st.integers(1, 9), st.integers())
def test_a_choice_is_one_of_the_choices(count, subject):
    assert 0 <= Dice(1).among(count, subject) < count
