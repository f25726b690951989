import pytest

from tests.rehearsal.people import paper_survey
from voicebot.rehearsal.people.ear import understand
from voicebot.rehearsal.people.meaning import Meaning, Moment, answers, find, moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (paper_survey.GATE_1, Moment.RIGHT_PERSON),
        (paper_survey.GATE_2, Moment.SAFE_MOMENT),
        (paper_survey.GATE_3, Moment.AGREEMENT),
        (paper_survey.GOODBYE, Moment.OPTED_OUT),
        (paper_survey.DEMOGRAPHICS, Moment.DEMOGRAPHICS),
        (paper_survey.CLOSING, Moment.CLOSING),
        (paper_survey.CORE[0], Moment.QUESTION),
        (paper_survey.ABOUT_YOU[0], Moment.QUESTION),
        (paper_survey.HELP, Moment.HELP),
        (paper_survey.TIMES, Moment.APPOINTMENT),
        ("Thank you. For yes, press 1. For no, press 2.", Moment.QUESTION),
        ("Naciśnij 1.", Moment.UNCLEAR),
        ("", Moment.UNCLEAR),
    ],
)
def test_the_moment_of_a_call_is_known_by_its_words(text, expected):
    assert moment(understand(text)) is expected


def test_declining_is_told_from_taking_part():
    heard = understand(paper_survey.GATE_3)
    taking_part, later, declining = (
        find(heard, wanted) for wanted in (Meaning.TAKE_PART, Meaning.LATER, Meaning.DECLINE)
    )
    assert taking_part
    assert later
    assert declining
    assert (taking_part.key, later.key, declining.key) == ("1", "2", "3")


def test_ways_out_are_no_answers():
    heard = understand(paper_survey.ABOUT_YOU[0])
    assert [offer.key for offer in answers(heard)] == ["1", "2", "3"]
    assert "8" not in [offer.key for offer in answers(understand(paper_survey.CORE[1]))]


def test_never_as_an_answer_does_not_stop_the_calls():
    assert moment(understand("How often? For never, press 1. For often, press 2.")) is Moment.QUESTION
    assert len(answers(understand("How often? For never, press 1. For often, press 2."))) == 2
