from itertools import pairwise

import pytest

from voicebot.telephony.status import CallStatus, read_status

OVER = (CallStatus.COMPLETED, CallStatus.BUSY, CallStatus.FAILED, CallStatus.NO_ANSWER, CallStatus.CANCELED)


def test_a_call_ranks_higher_the_further_it_has_come() -> None:
    on_its_way = [CallStatus.QUEUED, CallStatus.INITIATED, CallStatus.RINGING, CallStatus.IN_PROGRESS]
    assert all(earlier.rank < later.rank for earlier, later in pairwise([*on_its_way, CallStatus.COMPLETED]))


@pytest.mark.parametrize("status", OVER)
def test_every_way_of_being_over_is_final_and_outranks_the_rest(status: CallStatus) -> None:
    assert status.final
    assert all(status.rank > other.rank for other in CallStatus if other not in OVER)


@pytest.mark.parametrize("status", [status for status in CallStatus if status not in OVER])
def test_a_call_on_its_way_is_not_final(status: CallStatus) -> None:
    assert not status.final


@pytest.mark.parametrize("status", CallStatus)
def test_the_providers_words_are_read(status: CallStatus) -> None:
    assert read_status(status.value) is status


@pytest.mark.parametrize("word", ["", "answered", "Completed", "in_progress", "paused"])
def test_a_word_that_we_do_not_know_is_no_status(word: str) -> None:
    assert read_status(word) is None
