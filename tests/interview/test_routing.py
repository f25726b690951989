"""Which question is next, and what became of each, from the answers alone."""

from tests.interview.flows import asked, flow, heard, rated, section
from voicebot.interview.routing import experience_covered, first_open_step, status_of
from voicebot.interview.state import Answer, Status
from voicebot.questionnaire.model import CLOSING

CHAIN = flow(
    section("core", rated("contact"), asked("waited", when={"contact": [5]}), asked("long", when={"waited": [1]})),
    section("details", asked("why"), asked("done", when={"long": [1]}), offered=True),
    section("after", asked("known", when={"why": [1]})),
)
YES, NO = Answer(Status.ANSWERED, 1), Answer(Status.ANSWERED, 0)


def _statuses(**answers: Answer) -> dict[str, Status]:
    return {name: status_of(CHAIN, answers, name) for name in CHAIN.questions}


def test_a_question_not_come_to_is_not_reached() -> None:
    assert set(_statuses().values()) == {Status.NOT_REACHED}


def test_a_question_that_an_answer_rules_out_is_not_asked_and_neither_is_what_hangs_on_it() -> None:
    statuses = _statuses(contact=YES)
    assert [statuses[name] for name in ("waited", "long", "done")] == [Status.NOT_ASKED] * 3
    assert statuses["why"] is Status.NOT_REACHED


def test_a_refused_question_rules_out_what_hangs_on_its_code() -> None:
    assert _statuses(contact=Answer(Status.REFUSED))["waited"] is Status.NOT_ASKED


def test_questions_of_a_skipped_section_share_the_fate_of_its_offer_unless_they_would_not_have_been_asked() -> None:
    statuses = _statuses(contact=YES, details=Answer(Status.REFUSED))
    assert statuses["why"] is Status.REFUSED
    assert statuses["done"] is Status.NOT_ASKED
    assert _statuses(contact=YES, details=Answer(Status.SILENT))["why"] is Status.SILENT


def test_what_hangs_on_a_question_of_a_skipped_section_is_not_asked() -> None:
    assert _statuses(contact=YES, details=Answer(Status.REFUSED))["known"] is Status.NOT_ASKED


def test_questions_of_an_accepted_section_are_not_reached_until_they_are_asked() -> None:
    assert _statuses(contact=YES, details=YES)["why"] is Status.NOT_REACHED


def test_the_experience_is_covered_when_nothing_that_applies_is_left() -> None:
    assert not experience_covered(CHAIN, {"contact": YES, "details": YES})
    assert experience_covered(CHAIN, {"contact": YES, "details": YES, "why": NO})
    assert experience_covered(CHAIN, {"contact": YES, "details": Answer(Status.REFUSED)})


def test_a_call_taken_up_again_begins_after_the_last_answer() -> None:
    assert first_open_step(CHAIN, {}) == "contact"
    assert first_open_step(CHAIN, {"contact": YES}) == "details.offer"
    assert first_open_step(CHAIN, {"contact": YES, "details": YES, "why": NO}) == CLOSING


def test_a_call_taken_up_again_does_not_ask_again_after_a_question_that_did_not_apply() -> None:
    answers = {"contact": YES, "details": Answer(Status.REFUSED)}
    assert first_open_step(CHAIN, answers) == CLOSING


def test_a_call_taken_up_again_asks_first_what_a_changed_answer_had_just_opened() -> None:
    answers = {"contact": Answer(Status.ANSWERED, 5), "details": YES, "why": YES}
    assert first_open_step(CHAIN, answers) == "waited"


def test_a_call_taken_up_again_does_not_repeat_information_that_was_heard() -> None:
    informed = flow(section("core", heard("why"), asked("waited"), heard("thanks"), asked("done")))
    assert first_open_step(informed, {}) == "why"
    assert first_open_step(informed, {"waited": YES}) == "thanks"
    assert first_open_step(informed, {"waited": YES, "done": YES}) == CLOSING


def test_answers_to_questions_that_this_version_does_not_have_are_passed_over() -> None:
    assert first_open_step(CHAIN, {"gone": YES}) == "contact"
