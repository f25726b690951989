import pytest

from voicebot.errors import BadInput
from voicebot.sampling.size import completes_for, people_for


@pytest.mark.parametrize(("margin", "completes"), [(0.04, 601), (0.02, 2_401), (0.01, 9_604)])
def test_the_interviews_for_a_precision_are_the_published_ones(margin: float, completes: int):
    assert completes_for(margin) == completes


def test_a_lopsided_share_needs_fewer_interviews():
    assert completes_for(0.02, share=0.9) < completes_for(0.02)


def test_the_people_to_draw_are_rounded_up():
    assert (people_for(100, response=0.3), people_for(100, response=1)) == (334, 100)


def test_what_is_no_share_is_refused_with_every_fault():
    with pytest.raises(BadInput) as caught:
        completes_for(0, share=1.2)
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(("completes", "response"), [(100, 0), (100, 1.1), (0, 0.5)])
def test_nobody_can_be_drawn_for_an_impossible_response(completes: int, response: float):
    with pytest.raises(BadInput):
        people_for(completes, response=response)
