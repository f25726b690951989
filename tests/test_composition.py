import pytest

from tests.calls.survey import settings
from tests.questionnaire.flows import FLOWS
from voicebot import composition
from voicebot.composition import wave_source
from voicebot.errors import Refused
from voicebot.questionnaire.compile import compile_questionnaire

REHEARSAL = {"TWILIO_API_BASE_URL": "http://127.0.0.1:4010"}


@pytest.fixture(autouse=True)
def small_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composition, "FLOWS", FLOWS)


def test_a_rehearsal_speaks_a_translation_that_waits_for_approval_and_the_real_provider_does_not() -> None:
    rehearsed = compile_questionnaire(wave_source(settings(**REHEARSAL), "small", ()))
    real = compile_questionnaire(wave_source(settings(), "small", ()))
    assert (rehearsed.languages, real.languages) == (("en-GB", "pl-PL"), ("en-GB",))


def test_a_wave_that_names_such_a_translation_is_refused_with_the_real_provider() -> None:
    with pytest.raises(Refused, match="not approved by a translator yet"):
        wave_source(settings(), "small", ("pl-PL",))
