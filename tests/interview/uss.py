"""The User Satisfaction Survey as it is compiled for calls, with made-up configured sentences."""

from functools import cache
from pathlib import Path

from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.reading import read_folder
from voicebot.questionnaire.source import Sentences

FOLDER = Path(__file__).parents[2] / "flows" / "user-satisfaction"


@cache
def uss() -> Questionnaire:
    return compile_questionnaire(read_folder(FOLDER, Sentences(agency="Example Research", helpline="08081 570000")))
