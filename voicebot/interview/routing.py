"""Which question comes next or came before, and what became of each: all from the answers so far."""

from collections.abc import Mapping

from voicebot.interview.state import Answer, Status
from voicebot.questionnaire.model import CLOSING, Question, Questionnaire, Role, StepKind

Answers = Mapping[str, Answer]


def step_after(questionnaire: Questionnaire, answers: Answers, question: str) -> str:
    """The step to ask after this question (or offer), or the closing."""
    return _first_applying(questionnaire, answers, questionnaire.places[question] + 1)


def first_open_step(questionnaire: Questionnaire, answers: Answers) -> str:
    """The step to ask once the person has agreed: the first that is still open after an earlier call, if there was one.

    Information was heard if something after it was answered.
    """
    last_answered = max((questionnaire.places.get(name, -1) for name in answers), default=-1)
    for place, step in enumerate(questionnaire.order):
        name = questionnaire.steps[step].question
        heard = place < last_answered and questionnaire.steps[step].kind is StepKind.INFORMATION
        if name not in answers and not heard and applies(questionnaire, answers, name):
            return step
    return CLOSING


def step_before(questionnaire: Questionnaire, answers: Answers, question: str | None) -> str | None:
    """The step that was asked before this question (None: before the closing), or None if there was none."""
    place = len(questionnaire.order) if question is None else questionnaire.places[question]
    for step in reversed(questionnaire.order[:place]):
        if applies(questionnaire, answers, questionnaire.steps[step].question):
            return step
    return None


def applies(questionnaire: Questionnaire, answers: Answers, name: str) -> bool:
    """Whether the question (or offer) of that id is to be asked, given the answers before it."""
    question = questionnaire.questions.get(name)
    if question is None:
        return True
    return _conditions_hold(question, answers) and _section_is_open(questionnaire, question, answers)


def no_longer_asked(questionnaire: Questionnaire, answers: Answers) -> list[str]:
    """Questions that have an answer, but that the other answers do not lead to any more."""
    kept = dict(answers)
    gone = []
    for name in questionnaire.places:  # in the order of asking, so that one removal can lead to the next
        if name in kept and not applies(questionnaire, kept, name):
            del kept[name]
            gone.append(name)
    return gone


def status_of(questionnaire: Questionnaire, answers: Answers, name: str) -> Status:
    """What became of a question, the unstored cases included: its section skipped, not asked, not reached."""
    if name in answers:
        return answers[name].status
    question = questionnaire.questions[name]
    offer = answers.get(question.section)
    if offer is not None and offer.status is not Status.ANSWERED:
        return offer.status if _conditions_may_hold(questionnaire, question, answers) else Status.NOT_ASKED
    return Status.NOT_REACHED if _conditions_may_hold(questionnaire, question, answers) else Status.NOT_ASKED


def experience_covered(questionnaire: Questionnaire, answers: Answers) -> bool:
    """Whether every applicable question before the demographics was reached."""
    return all(
        status_of(questionnaire, answers, question.id) is not Status.NOT_REACHED
        for question in questionnaire.questions.values()
        if questionnaire.sections[question.section].role is not Role.ABOUT_YOU and not question.information
    )


def _first_applying(questionnaire: Questionnaire, answers: Answers, place: int) -> str:
    for step in questionnaire.order[place:]:
        if applies(questionnaire, answers, questionnaire.steps[step].question):
            return step
    return CLOSING


def _section_is_open(questionnaire: Questionnaire, question: Question, answers: Answers) -> bool:
    if questionnaire.sections[question.section].offer is None:
        return True
    offer = answers.get(question.section)
    return offer is not None and offer.status is Status.ANSWERED


def _conditions_hold(question: Question, answers: Answers) -> bool:
    return all(
        (answer := answers.get(condition.question)) is not None and answer.code in condition.codes
        for condition in question.when
    )


def _conditions_may_hold(questionnaire: Questionnaire, question: Question, answers: Answers) -> bool:
    """As far as the answers go: a condition on a question that has none yet is open, if that one may still be asked."""
    return all(
        answer.code in condition.codes
        if (answer := answers.get(condition.question)) is not None
        else status_of(questionnaire, answers, condition.question) is Status.NOT_REACHED
        for condition in question.when
    )
