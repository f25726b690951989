from pathlib import Path

import pytest

from tests.questionnaire.flows import FLOWS, REAL_FLOWS, SENTENCES
from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.reading import list_flows, read_folder


def test_a_folder_gives_its_questionnaire_its_translations_and_the_forbidden_words() -> None:
    source = read_folder(FLOWS / "small", SENTENCES)
    assert source.name == "small"
    assert sorted(source.files) == ["forbidden/en-GB.txt", "forbidden/pl-PL.txt", "pl-PL.yaml", "questionnaire.yaml"]
    assert source.files["questionnaire.yaml"].startswith("# A questionnaire that has one of everything")


def test_only_folders_with_a_questionnaire_are_listed() -> None:
    assert [path.name for path in list_flows(FLOWS)] == ["small", "two-steps"]
    assert "user-satisfaction" in [path.name for path in list_flows(REAL_FLOWS)]


def test_a_folder_without_a_questionnaire_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadQuestionnaire, match=r"there is no questionnaire\.yaml"):
        read_folder(tmp_path, SENTENCES)


def test_a_file_that_is_not_utf_8_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "questionnaire.yaml").write_bytes("survey: café".encode("cp1252"))
    with pytest.raises(BadQuestionnaire, match=r"questionnaire\.yaml: this file is not UTF-8"):
        read_folder(tmp_path, SENTENCES)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "questionnaire.yaml").write_bytes(b"\xef\xbb\xbfsurvey: x\r\n")
    assert read_folder(tmp_path, SENTENCES).files["questionnaire.yaml"] == "survey: x\n"
