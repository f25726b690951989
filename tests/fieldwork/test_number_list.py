"""Lists of numbers as staff hand them in."""

import pytest

from tests.factories import number
from voicebot.errors import NotFound
from voicebot.fieldwork.number_list import read_numbers


def test_each_number_is_read_once_and_a_bad_line_is_told_without_what_it_says() -> None:
    given = read_numbers(["# do not call", "07700 900001", "", "+447700900001; 07700 900002", "nonsense"])
    assert given.found == [number(1), number(2)]
    assert given.faults == ["line 5: is not a telephone number"]


def test_a_list_without_any_number_is_none() -> None:
    with pytest.raises(NotFound, match="one a line"):
        read_numbers(["", "# nothing"])
