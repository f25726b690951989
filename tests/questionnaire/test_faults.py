import pytest

from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.faults import Faults, Place, listed, nearest


def test_all_faults_are_told_at_once_in_the_order_of_the_files() -> None:
    faults = Faults()
    faults.add(Place("b.yaml", 2), "wrong", "right")
    faults.add(Place("a.yaml", 10), "wrong", "right")
    faults.add(Place("a.yaml", 9), "wrong", "right")
    with pytest.raises(BadQuestionnaire) as refused:
        faults.raise_if_any()
    assert refused.value.faults == ("a.yaml:9: wrong; right", "a.yaml:10: wrong; right", "b.yaml:2: wrong; right")


def test_a_fault_that_is_found_twice_is_told_once() -> None:
    faults = Faults()
    faults.add(Place("a.yaml", 1), "wrong", "right")
    faults.add(Place("a.yaml", 1), "wrong", "right")
    with pytest.raises(BadQuestionnaire) as refused:
        faults.raise_if_any()
    assert len(refused.value.faults) == 1


def test_without_faults_nothing_is_raised() -> None:
    Faults().raise_if_any()


def test_a_misspelt_name_gets_the_nearest_right_one() -> None:
    assert nearest("satisfation", ["satisfaction", "ease"]) == "did you mean “satisfaction”?"
    assert nearest("zzz", ["satisfaction", "ease"]) == "it can be satisfaction or ease"
    assert nearest("zzz", []) == "take it out"


def test_names_are_listed_as_they_are_said() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["", "a", "a or b", "a, b or c"]
