import re
from pathlib import Path

from tests.questionnaire.flows import SENTENCES, source
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.source import Source

PAGE = (Path(__file__).parents[2] / "docs" / "questionnaires.md").read_text("utf-8")


def test_the_example_of_the_documentation_compiles() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    words = {"forbidden/en-GB.txt": source().files["forbidden/en-GB.txt"]}
    questionnaire = compile_questionnaire(Source("example", {"questionnaire.yaml": example, **words}, SENTENCES))
    assert list(questionnaire.sections) == ["core", "contact_details", "about_you"]
    assert "problem_passed_on" in questionnaire.questions
