import pytest

from tests.calls.statements import statements
from tests.calls.survey import SOURCE, Survey, another_version, at_once
from voicebot.calls import switchboard
from voicebot.calls.switchboard import Versions
from voicebot.errors import BadQuestionnaire, NotFound
from voicebot.questionnaire.model import Questionnaire
from voicebot.store.engine import reading
from voicebot.store.versions import keep_version


def get(survey: Survey, versions: Versions, digest: str) -> Questionnaire:
    with reading(survey.engine) as session:
        return versions.get(session, digest)


def test_a_version_is_compiled_once_however_many_calls_ask_for_it_first(survey: Survey) -> None:
    versions = Versions()
    compiled = at_once(*[lambda: get(survey, versions, SOURCE.digest)] * 8)
    assert len(set(map(id, compiled))) == 1


def test_a_version_that_the_database_does_not_have_is_named_as_missing(survey: Survey) -> None:
    with pytest.raises(NotFound):
        get(survey, Versions(), "0" * 64)


def test_a_version_that_this_release_can_not_read_is_refused_every_time(survey: Survey) -> None:
    with survey.changing() as session:
        keep_version(session, "0" * 64, "of-old", '{"format": 0}')
    versions = Versions()
    for _ in range(2):
        with pytest.raises(BadQuestionnaire):
            get(survey, versions, "0" * 64)
    assert get(survey, versions, SOURCE.digest).digest == SOURCE.digest


def test_only_so_many_versions_are_kept_and_one_that_was_let_go_is_read_again(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switchboard, "_KEPT_VERSIONS", 2)
    sources = [another_version(agency) for agency in ("First Research", "Second Research", "Third Research")]
    with survey.changing() as session:
        for source in sources:
            keep_version(session, source.digest, source.name, source.to_json())
    versions = Versions()
    first, second, third = (get(survey, versions, source.digest) for source in sources)
    assert get(survey, versions, third.digest) is third
    assert get(survey, versions, second.digest) is second
    with statements(survey.engine) as asked:
        assert get(survey, versions, first.digest) == first
    assert len(asked) == 1
