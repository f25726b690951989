"""What became of questions without an answer is what the conversation says of them, for any way through any flow."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.interview.any_flow import any_flow
from voicebot.interview.routing import status_of
from voicebot.interview.state import Answer, Status
from voicebot.questionnaire.model import Questionnaire
from voicebot.reporting.routes import with_unstored

STORED = (Status.ANSWERED, Status.DONT_KNOW, Status.REFUSED, Status.SILENT)
SCHEMA = {"case": pl.String, "question": pl.String, "status": pl.String, "code": pl.Int32}


def _answer(status: Status, code: int) -> Answer:
    return Answer(status, code if status in (Status.ANSWERED, Status.DONT_KNOW) else None)


_ANSWERS = st.builds(_answer, st.sampled_from(STORED), st.integers(0, 8))


def _stored_under(questionnaire: Questionnaire) -> list[str]:
    """Questions and offers; information leaves nothing."""
    heard = {question.id for question in questionnaire.questions.values() if question.information}
    return [name for name in questionnaire.places if name not in heard]


@given(any_flow(), st.data())
def test_every_question_has_what_routing_says_of_it(questionnaire: Questionnaire, data: st.DataObject) -> None:
    way = st.dictionaries(st.sampled_from(_stored_under(questionnaire)), _ANSWERS, min_size=1)
    ways = data.draw(st.lists(way, min_size=1, max_size=4))
    rows = [
        (f"case {nth}", name, answer.status, answer.code)
        for nth, answers in enumerate(ways)
        for name, answer in sorted(answers.items())
    ]
    found = with_unstored(pl.DataFrame(rows, schema=SCHEMA, orient="row"), questionnaire)
    expected = {
        (f"case {nth}", question.id, str(status_of(questionnaire, answers, question.id)))
        for nth, answers in enumerate(ways)
        for question in questionnaire.questions.values()
        if not question.information
    }
    assert set(found.select("case", "question", "status").rows()) == expected
    assert found.height == len(expected)
