import pytest

from tests import factories
from voicebot.errors import BadInput, NotFound
from voicebot.fieldwork.batch_status import find_batch_id
from voicebot.store.engine import reading, transaction


@pytest.fixture
def find(engine):
    with transaction(engine) as session:
        for batch_id in ("aaaabbbb", "aaaacccc", "dddd%eee"):
            factories.batch(session, id=batch_id)

    def find(beginning):
        with reading(engine) as session:
            return find_batch_id(session, beginning)

    return find


@pytest.mark.parametrize("beginning", ["aaaab", "aaaabbbb"])
def test_a_batch_is_found_by_the_first_letters_of_its_id(find, beginning):
    assert find(beginning) == "aaaabbbb"


def test_first_letters_that_two_batches_have_are_not_enough(find):
    with pytest.raises(BadInput, match="several batches"):
        find("aaaa")


@pytest.mark.parametrize("beginning", ["", "aaa"])
def test_fewer_than_four_letters_are_not_enough(find, beginning):
    with pytest.raises(BadInput, match="at least the first 4 letters"):
        find(beginning)


@pytest.mark.parametrize("beginning", ["zzzz", "aaaabbbbb", "%%%%", "aaaa____", "dddd%%"])
def test_letters_of_no_id_find_nothing(find, beginning):
    with pytest.raises(NotFound):
        find(beginning)
