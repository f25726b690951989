"""What should be answered after each event, worked out by other means than the engine's.

From the questionnaire, and the step and misses at which the event came, alone.
"""

from collections.abc import Mapping

from voicebot.interview.events import Event, Key, Silence
from voicebot.interview.state import Answer, State, Status
from voicebot.questionnaire.model import Meaning, Questionnaire, Step, StepKind

_ANSWERED_BY_KEYS = frozenset({StepKind.QUESTION, StepKind.OFFER})


class Expected:
    """The answers of one call, by question (and by section, for an offer)."""

    def __init__(self, questionnaire: Questionnaire, before: Mapping[str, Answer]) -> None:
        self.questionnaire = questionnaire
        self.answers = dict(before)

    def note(self, before: State, event: Event) -> None:
        """Take in what happened at that state."""
        if before.ending is not None:
            return
        step = self.questionnaire.steps[before.step]
        match event:
            case Key("0" | "*" | "#"):
                return
            case Key(digit) if _deletes(step, digit):
                self.answers.clear()
            case Key(digit) if step.kind in _ANSWERED_BY_KEYS:
                self._key(before, step, digit)
            case Silence() if step.kind in _ANSWERED_BY_KEYS:
                self._miss(before, step)

    def _key(self, before: State, step: Step, digit: str) -> None:
        choice, meaning = step.choices.get(digit), step.meanings.get(digit)
        if digit == "9" or meaning is Meaning.SKIP:
            self.answers[step.question] = Answer(Status.REFUSED, first=self._first(step))
        elif meaning is Meaning.YES:
            self.answers[step.question] = Answer(Status.ANSWERED, 1)
        elif choice is None:
            self._miss(before, step)
        elif choice.code is not None:
            not_sure = choice.code == self.questionnaire.questions[step.question].dont_know
            status = Status.DONT_KNOW if not_sure else Status.ANSWERED
            self.answers[step.question] = Answer(status, choice.code, choice.first)
        elif step.question not in self.answers or self.answers[step.question].first != choice.first:
            self.answers[step.question] = Answer(Status.SILENT, first=choice.first)
        self._drop_what_is_not_asked()

    def _first(self, step: Step) -> int | None:
        """The first of two steps, if this is the second."""
        question = self.questionnaire.questions.get(step.question)
        is_second = question is not None and step.id in question.steps[1:]
        return self.answers[step.question].first if is_second else None

    def _miss(self, before: State, step: Step) -> None:
        if before.misses == 2:
            self.answers.setdefault(step.question, Answer(Status.SILENT))

    def _drop_what_is_not_asked(self) -> None:
        for section in self.questionnaire.sections.values():
            is_open = section.offer is None or self.answers.get(section.id) == Answer(Status.ANSWERED, 1)
            for name in section.questions:
                conditions = self.questionnaire.questions[name].when
                if not is_open or any(self._code(one.question) not in one.codes for one in conditions):
                    self.answers.pop(name, None)

    def _code(self, question: str) -> int | None:
        answer = self.answers.get(question)
        return None if answer is None else answer.code


def _deletes(step: Step, digit: str) -> bool:
    is_under_age = digit in step.choices and step.choices[digit].ends is not None
    return is_under_age or step.meanings.get(digit) is Meaning.WITHDRAW
