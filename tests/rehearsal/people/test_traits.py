from dataclasses import replace

from voicebot.rehearsal.people.habits import TYPICAL, WILLING
from voicebot.rehearsal.people.traits import Number, draw_traits

NUMBERS = [f"+44{7700900000 + n}" for n in range(300)]


def test_a_person_is_the_same_at_every_look():
    assert [draw_traits(1, number, TYPICAL) for number in NUMBERS] == [
        draw_traits(1, number, TYPICAL) for number in NUMBERS
    ]


def test_a_habit_that_everybody_has_is_everybodys():
    assert {draw_traits(1, number, replace(WILLING, dead_number=1.0)).number for number in NUMBERS} == {Number.DEAD}
    assert all(draw_traits(1, number, replace(WILLING, fumbles=1.0)).fumbles for number in NUMBERS)


def test_opting_out_at_a_gate_happens_at_the_first_two_prompts():
    habits = replace(WILLING, opts_out_at_gate=1.0)
    assert {draw_traits(1, number, habits).opts_out_at for number in NUMBERS} == {1, 2}


def test_changing_one_rate_leaves_other_traits_alone():
    more_fumbling = replace(TYPICAL, fumbles=0.9)
    for number in NUMBERS[:50]:
        assert replace(draw_traits(1, number, more_fumbling), fumbles=False) == replace(
            draw_traits(1, number, TYPICAL), fumbles=False
        )
