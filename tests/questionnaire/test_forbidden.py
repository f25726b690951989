import pytest

from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.forbidden import forbidden_by
from voicebot.questionnaire.source import Sentences, Source

SENTENCES = Sentences("Example Research", "0808 157 0000")


def source(**lists: str) -> Source:
    files = {f"forbidden/{language}.txt": text for language, text in lists.items()}
    return Source("small", {"questionnaire.yaml": "met"} | files, SENTENCES)


@pytest.mark.parametrize("name", ["Met", "Constable", "Anne Police", "Policja"])
def test_a_word_that_any_language_forbids_is_forbidden(name: str) -> None:
    assert forbidden_by(source(en="met\nconstab-\npolice", pl="policj-"))(name)


@pytest.mark.parametrize("name", ["Mette", "Anne-Marie", "Paula"])
def test_other_names_may_be_spoken(name: str) -> None:
    assert not forbidden_by(source(en="met\nconstab-", pl="policj-"))(name)


def test_lists_that_cannot_be_read_are_all_told() -> None:
    with pytest.raises(BadQuestionnaire) as refused:
        forbidden_by(source(en="??", pl=""))
    assert {fault.split(":")[0] for fault in refused.value.faults} == {"forbidden/en.txt", "forbidden/pl.txt"}
