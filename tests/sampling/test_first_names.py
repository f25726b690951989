import polars as pl
import pytest

from voicebot.sampling.first_names import faults_of_names


def fault_of(name: str) -> str | None:
    [fault] = faults_of_names(pl.Series([name]), lambda said: "burg" in said.casefold()).to_list()
    return fault


@pytest.mark.parametrize(
    "name",
    [
        "Zoë",
        "Anne-Marie",
        "D'Andre",
        "O’Neil",
        "Mary Ann",
        "Ольга",
        "Μαρία",
        "李",
        "محمد",
        "Ngọc",
        "Zoe\u0308",
        "Testa",
        "Li",
    ],
)
def test_names_of_any_script_may_be_spoken(name: str):
    assert fault_of(name) is None


@pytest.mark.parametrize(
    "name",
    [
        *("Victim 1", "Unknown", "UNKNOWN", "Victim", "Test", "N/A", "na", "Mr", "Mr Smith", "Miss", "J", "not known"),
        *("-", "John2", "A" * 31, "Ann\nMarie", "The occupier", "=1+1", "J.", "Zo\ufffd"),
    ],
)
def test_what_is_no_name_is_not_spoken(name: str):
    assert fault_of(name)


def test_a_name_with_a_forbidden_word_is_not_spoken_and_not_shown():
    assert fault_of("Burgess") == "holds a word that may not be spoken"


def test_each_name_keeps_its_place():
    names = pl.Series(["Aisha", None, "Test", "Aisha"])
    assert [fault is None for fault in faults_of_names(names, lambda _: False)] == [True, True, False, True]
