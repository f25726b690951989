"""The codebook as DDI, against the schema that the DDI Alliance publishes."""

from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from tests.interview.flows import asked, flow, rated, section
from tests.reporting.exports.waves import codebook, wave
from voicebot.reporting.exports.codebook import NOT_FOR_PUBLICATION
from voicebot.reporting.exports.ddi import write_ddi
from voicebot.reporting.wave_data import WaveData

_SCHEMA = Path("shared", "ddi", "schemas", "codebook.xsd")
DDI = {"d": "ddi:codebook:2_5"}
IN_ARMS = wave(
    {},
    arms={
        "a": flow(section("core", rated("whole"), asked("more", when={"whole": [1, 2]}))),
        "b": flow(section("core", rated("whole"), asked("other"))),
    },
    asked_in=["b"],
)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """DDI Codebook 2.5; the project's tests pass without it."""
    found = [folder / _SCHEMA for folder in Path(__file__).parents if (folder / _SCHEMA).exists()]
    if not found:
        pytest.skip("the schema of DDI Codebook 2.5 is not on this machine")
    return etree.XMLSchema(etree.parse(found[0]))


def _written(data: WaveData, path: Path) -> etree._ElementTree:
    write_ddi(codebook(data), path)
    return etree.parse(path)


@pytest.mark.parametrize("data", [wave({}), IN_ARMS], ids=["one version", "two arms"])
def test_it_is_ddi_codebook(schema: etree.XMLSchema, data: WaveData, tmp_path: Path) -> None:
    document = _written(data, tmp_path / "codebook.xml")
    assert schema.validate(document), schema.error_log


def test_a_question_has_its_words_its_labels_and_what_is_missing(tmp_path: Path) -> None:
    document = _written(wave({}), tmp_path / "codebook.xml")
    [question] = document.xpath("//d:var[@name='action_done']", namespaces=DDI)

    def told(path: str) -> list[str]:
        return [str(one) for one in question.xpath(path, namespaces=DDI)]

    assert told("d:qstn/d:qstnLit/text()") == ["Did the police do what they said they would?"]
    assert told("d:universe/text()") == ["those whose action_explained is 1"]
    assert told("d:catgry[@missing='Y']/d:catValu/text()") == ["-9", "-3", "-2", "-1"]
    assert told("d:catgry[@missing='N']/d:labl/text()") == ["all of it", "some of it", "none of it", "not sure"]
    assert (told("d:invalrng/d:range/@min"), told("d:invalrng/d:range/@max")) == (["-9"], ["-1"])


def test_it_tells_the_study_and_holds_neither_cases_nor_frequencies(tmp_path: Path) -> None:
    document = _written(wave({}), tmp_path / "codebook.xml")
    assert document.findtext(".//d:stdyDscr//d:titl", namespaces=DDI) == "user-satisfaction, wave autumn"
    assert document.findtext(".//d:restrctn", namespaces=DDI) == NOT_FOR_PUBLICATION
    assert [one.text for one in document.iterfind(".//d:collDate", DDI)] == ["2026-11", "2026-11"]
    assert document.xpath("//d:var[@wgt='wgt']/@name", namespaces=DDI) == ["weight"]
    assert document.findall(".//d:catStat", DDI) == document.findall(".//d:sumStat", DDI) == []
    assert "case0" not in (tmp_path / "codebook.xml").read_text(encoding="utf-8")
