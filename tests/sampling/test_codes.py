import polars as pl
import pytest

from tests.sampling.incidents import DAY, eligible, incident
from voicebot.sampling.codes import code_persons, count_margins


def code_of(variable: str, said: str | None) -> str:
    persons = eligible(incident(0, **{variable: said})).persons
    code: str = code_persons(persons, DAY).codes[variable].item()
    return code


@pytest.mark.parametrize(
    ("variable", "said", "code"),
    [
        ("gender", "F", "female"),
        ("gender", "Male", "male"),
        ("gender", "Non-binary", "other"),
        ("gender", "U", "not_recorded"),
        ("ethnicity", "W1", "white"),
        ("ethnicity", "IC3", "black"),
        ("ethnicity", "White - Irish", "white"),
        ("ethnicity", "Mixed: White and Asian", "mixed"),
        ("ethnicity", "White & Black Caribbean", "mixed"),
        ("ethnicity", "Asian or Asian British - Indian", "asian"),
        ("ethnicity", "A4", "asian"),
        ("ethnicity", "Black British", "black"),
        ("ethnicity", "Arab", "other"),
        ("ethnicity", "Any other ethnic group", "other"),
        ("ethnicity", "NS", "not_recorded"),
        ("disability", "Yes", "disabled"),
        ("disability", "N", "not_disabled"),
        ("faith", "No religion", "none"),
        ("faith", "Church of England", "christian"),
        ("faith", "Islam", "muslim"),
        ("sexual_orientation", "Heterosexual / straight", "heterosexual"),
        ("sexual_orientation", "Gay or lesbian", "gay_or_lesbian"),
        ("language", "English", "english"),
        ("language", "pl-PL", "other"),
        ("language", None, "not_recorded"),
    ],
)
def test_what_is_recorded_in_the_usual_words_has_its_code(variable: str, said: str | None, code: str):
    assert code_of(variable, said) == code


def test_words_that_are_not_known_count_as_not_recorded_and_are_told_by_number():
    persons = eligible(incident(0, faith="Jedi"), incident(1, faith="not stated"), incident(2)).persons
    coded = code_persons(persons, DAY)
    assert coded.codes["faith"].to_list() == ["not_recorded"] * 3
    assert coded.notes == ("entries of faith in words that are not known, which count as not recorded: 1",)


@pytest.mark.parametrize(
    ("born", "band"), [("2007", "18-24"), ("2002", "18-24"), ("2001", "25-34"), ("1952", "65-74"), ("1951", "75+")]
)
def test_ages_are_put_in_bands(born: str, band: str):
    assert code_persons(eligible(incident(0, birth_year=born)).persons, DAY).codes["age"].item() == band


def test_margins_count_every_person_once_in_each_variable():
    persons = eligible(incident(0, gender="F"), incident(1, gender="M"), incident(2, gender="F")).persons
    margins = count_margins(persons, code_persons(persons, DAY).codes)
    assert set(margins.group_by("variable").agg(pl.col("persons").sum())["persons"]) == {3}
    assert margins.filter(variable="gender", category="female")["persons"].item() == 2
    assert margins["variable"].unique(maintain_order=True).to_list()[:3] == ["area", "victim_group", "age"]
