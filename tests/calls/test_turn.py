from collections.abc import Callable
from functools import partial
from operator import methodcaller
from pathlib import Path

import pytest

from tests.calls.line import Line
from tests.calls.statements import statements
from tests.calls.survey import Survey, another_version, at_once
from tests.interview.flows import TIMES
from tests.interview.transcript import Transcript, read
from voicebot.app import make_application
from voicebot.interview.events import Event, HungUp, Key, PickedUp, Silence
from voicebot.store import contacts
from voicebot.store.tables import QuestionnaireVersion, Wave
from voicebot.store.versions import keep_version

GOLDENS = Path(__file__).parents[1] / "interview" / "goldens"
PLAYED: dict[Event, Callable[[Line], Line]] = {
    PickedUp(): Line.picks_up,
    PickedUp(slots=TIMES): Line.picks_up,
    Silence(): Line.stays_silent,
    HungUp(): Line.hangs_up,
} | {Key(digit): methodcaller("presses", digit) for digit in "0123456789*#"}
"""How an event of the interview comes over the wire."""
SHORT = 12
CONVERSATIONS = [
    transcript
    for path in sorted(GOLDENS.glob("*.call"))
    if path.stem != "every-edge"
    for transcript in read(path.read_text(encoding="utf-8"))
    if not transcript.before and len(transcript.events) <= SHORT and PLAYED.keys() >= set(transcript.events)
]


def kept(survey: Survey, transcript: Transcript, deliveries: int) -> list[object]:
    """What is said, and what is there afterwards, when a person has that conversation."""
    case = survey.person()
    line, audited = survey.rings(case, deliveries=deliveries), len(survey.audited())
    for event in transcript.events:
        PLAYED[event](line)
    turns = list(survey.turns(line).values())
    line.hangs_up()
    settled = survey.settle()
    attempt, person = survey.attempt(line), survey.case(case)
    return [
        *(document.replace(line.call, "…") for document in dict.fromkeys(line.documents)),
        *turns,
        settled,
        survey.answers(case),
        (attempt.state, attempt.result, attempt.stage, attempt.step, attempt.seconds, attempt.status),
        (person.state, person.closed_for),
        survey.errands(line),
        survey.audited()[audited:],
    ]


@pytest.mark.parametrize("transcript", CONVERSATIONS, ids=lambda transcript: transcript.title)
def test_a_conversation_is_the_same_however_often_each_webhook_comes(survey: Survey, transcript: Transcript) -> None:
    once = kept(survey, transcript, 1)
    assert kept(survey, transcript, 2) == once
    assert kept(survey, transcript, 5) == once


def presses(line: Line, key: str) -> str:
    return line.sends(line.action, Digits=key).text


def test_an_answer_is_kept_before_the_next_question_is_asked(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees().presses("3")
    assert '"contact":["answered",3,null]' in survey.turns(line)[4]


def test_twenty_webhooks_of_one_turn_at_once_keep_one_and_hear_the_same(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees()
    documents = at_once(*[lambda: line.sends(line.action, Digits="2").text] * 20)
    assert len(set(documents)) == 1
    assert list(survey.turns(line)) == [0, 1, 2, 3, 4]


def test_of_different_keys_for_one_turn_at_once_one_counts_and_all_hear_its_question(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up()
    documents = at_once(*[partial(presses, line, key) for key in "1230" * 3])
    assert len(set(documents)) == 1
    assert list(survey.turns(line)) == [0, 1]


def test_a_stale_turn_hears_what_was_said_after_it_whatever_its_key(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees().presses("3", "4")
    before = survey.turns(line)
    for number, heard in enumerate(list(line.documents)):
        for key in "1", "0", "":
            assert line.takes_turn(number, key).document == heard
    assert survey.turns(line) == before
    assert survey.rows()["exclusion"] == 0


@pytest.mark.parametrize("ahead", [2, 3, 9_999])
def test_a_turn_that_can_not_be_next_is_hung_up_on_and_changes_nothing(survey: Survey, ahead: int) -> None:
    line = survey.rings(survey.person()).agrees()
    before = survey.everything()
    line.takes_turn(min(3 + ahead, 9_999), "0").hears_nothing_and_is_cut_off()
    assert survey.everything() == before


def test_a_turn_before_anybody_picked_up_is_hung_up_on(survey: Survey) -> None:
    line = survey.rings(survey.person())
    line.takes_turn(1, "1").hears_nothing_and_is_cut_off()
    assert survey.turns(line) == {}


def test_a_conversation_that_is_over_stays_over(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up().presses("3").is_over()
    goodbye, number = line.document, len(line.documents)
    assert line.takes_turn(number, "1").document == goodbye
    line.hangs_up()
    survey.settle()
    assert survey.attempt(line).result == "wrong_person"


def test_more_digits_than_one_are_a_wrong_key(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up().presses("12").goes_on()
    assert '"right_person"' in survey.turns(line)[1]


def test_a_key_after_the_line_has_gone_still_counts_until_the_call_is_settled(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).agrees().presses("1")
    line.hangs_up().presses("2").hears("kept informed")
    survey.settle()
    assert survey.codes(case) == {"contact": 1, "action": 2}


def test_a_turn_after_settling_is_hung_up_on(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).agrees().presses("1")
    action = line.action
    line.hangs_up()
    survey.settle()
    before = survey.everything()
    line.goes_to(action, Digits="2").hears_nothing_and_is_cut_off()
    assert survey.everything() == before


def test_an_ordinary_answer_is_one_statement(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees().presses("1")
    with statements(survey.engine) as asked:
        line.presses("2")
    assert [statement.split()[0] for statement in asked] == ["INSERT"]


def elsewhere(survey: Survey, line: Line) -> Line:
    """The same call at another web server."""
    return Line(make_application(survey.parts).test_client(), line.call)


def test_a_call_goes_on_at_another_web_server(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees()
    other = elsewhere(survey, line).takes_turn(3, "1")  # it knows the questionnaire by now
    with statements(survey.engine) as asked:
        other.takes_turn(4, "2").hears("what the police did")
    assert [statement.split()[0] for statement in asked] == ["SELECT", "INSERT"]


def test_what_another_web_server_has_heard_meanwhile_stands(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees()
    other = elsewhere(survey, line).takes_turn(4, "1").takes_turn(5, "2")
    before = survey.turns(line)
    assert line.takes_turn(4, "7").document == other.documents[0]
    assert line.takes_turn(5, "0").document == other.documents[1]
    assert survey.turns(line) == before


def test_a_repeat_asks_the_database_once(survey: Survey) -> None:
    line = survey.rings(survey.person()).agrees().presses("1")
    with statements(survey.engine) as asked:
        line.takes_turn(4, "1")
    assert [statement.split()[0] for statement in asked] == ["SELECT"]


def test_a_call_ends_on_the_version_that_it_began_with(survey: Survey) -> None:
    line = survey.rings(survey.person()).picks_up().hears("from Example Research.")
    newer = another_version("Newer Research")
    with survey.changing() as session:
        keep_version(session, newer.digest, newer.name, newer.to_json())
        session.get_one(Wave, survey.wave_id).version = newer.digest
    line.presses("*").hears("from Example Research.")
    survey.rings(survey.person(), version=newer.digest).picks_up().hears("from Newer Research.")
    line.presses("*").presses("1").goes_on()


def test_a_call_whose_version_can_not_be_read_any_more_is_told_to_try_again_and_loses_nothing(survey: Survey) -> None:
    with survey.changing() as session:
        keep_version(session, "0" * 64, "user-satisfaction", "{}")
    line = survey.rings(survey.person(), version="0" * 64)
    before = survey.everything()
    assert line.sends(f"{line.url}/start").status_code == 503
    assert survey.everything() == before
    good = another_version("Mended Research")
    survey.change(QuestionnaireVersion, "0" * 64, source=good.to_json())
    line.picks_up().hears("from Mended Research.")


def test_a_prompt_that_needs_the_name_of_somebody_whose_contact_was_destroyed_hangs_up(survey: Survey) -> None:
    case = survey.person()
    line = survey.rings(case).picks_up()
    with survey.changing() as session:
        contacts.delete_contact(session, case)
    line.presses("*").is_over()
