from dataclasses import replace

import pytest

from tests.questionnaire.flows import source
from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.source import Sentences, Source


def test_a_stored_source_is_the_same_source_again() -> None:
    again = Source.from_json(source().to_json())
    assert again == source()
    assert again.digest == source().digest
    assert compile_questionnaire(again).digest == source().digest


def test_the_order_of_the_files_does_not_make_another_version() -> None:
    turned = replace(source(), files=dict(sorted(source().files.items(), reverse=True)))
    assert turned.digest == source().digest


@pytest.mark.parametrize(
    "other",
    [
        replace(source(), sentences=Sentences("Another Agency", "0808 157 0000")),
        replace(source(), sentences=Sentences("Northbank Research", "0808 157 0001")),
        replace(source(), sentences=replace(source().sentences, mandate="Another law.")),
        replace(source(), files={**source().files, "questionnaire.yaml": "other"}),
        replace(source(), files={**source().files, "forbidden/en-GB.txt": "other"}),
    ],
)
def test_whatever_can_be_said_or_forbidden_makes_another_version(other: Source) -> None:
    assert other.digest != source().digest


@pytest.mark.parametrize("text", ["", "{}", "[]", "3", '{"format": 99}', '{"format": 1, "name": "x"}'])
def test_a_version_in_another_format_is_refused(text: str) -> None:
    with pytest.raises(BadQuestionnaire, match="stored in another format"):
        Source.from_json(text)
