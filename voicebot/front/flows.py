"""The questionnaires as they are shown: compiled, once for each state of their files."""

from voicebot.errors import BadQuestionnaire
from voicebot.front.desk import desk
from voicebot.questionnaire.checked import Checked, not_passed, passed
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.recordings.folder import read_sheets
from voicebot.questionnaire.recordings.sheet import Row, not_played


def compiled(name: str) -> Questionnaire:
    """The questionnaire of that name as it is on disk now.

    Raises:
        NotFound: there is none.
        BadQuestionnaire: it does not pass its checks.
    """
    return compile_questionnaire(desk().read_flow(name))


def sheets(questionnaire: Questionnaire) -> dict[str, list[Row]]:
    """How far the recordings in each of its languages have come."""
    return read_sheets(desk().flows / questionnaire.name, questionnaire)


def check(name: str) -> Checked:
    """What `flow check` finds.

    Raises:
        NotFound: there is no questionnaire of that name.
    """
    try:
        questionnaire = compiled(name)
        return passed(questionnaire, {language: not_played(rows) for language, rows in sheets(questionnaire).items()})
    except BadQuestionnaire as fault:
        return not_passed(name, fault)
