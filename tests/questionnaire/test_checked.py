import pytest

from tests.questionnaire.flows import changed, compiled
from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.checked import not_passed, passed
from voicebot.questionnaire.compile import compile_questionnaire


def test_a_questionnaire_that_passes_tells_its_length_and_what_to_look_at() -> None:
    checked = passed(compiled(), {"pl-PL": 2})
    assert (checked.id, checked.version, checked.faults) == ("small", compiled().digest, ())
    assert checked.core_minutes is not None
    assert checked.minutes is not None
    assert 0 < checked.core_minutes < checked.minutes
    assert any(remark.startswith("2 recordings in pl-PL are not played") for remark in checked.remarks)


def test_one_that_does_not_pass_tells_every_fault_under_its_name() -> None:
    with pytest.raises(BadQuestionnaire) as raised:
        compile_questionnaire(changed("survey: small", "survey: small\nonething: 1\nanother: 2"))
    checked = not_passed("small", raised.value)
    assert [fault.partition(":")[0] for fault in checked.faults] == ["small/questionnaire.yaml"] * 2
    assert (checked.version, checked.questions, checked.minutes) == (None, 0, None)
