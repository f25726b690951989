"""Whether the conditions of the questions can be met: they look at earlier answers, and some answers lead to each one.

How a condition is weighed in a call is the interview's matter.
"""

from collections.abc import Mapping

from voicebot.questionnaire.draft import Draft, DraftCondition, DraftQuestion
from voicebot.questionnaire.faults import Faults, nearest

Needed = Mapping[str, frozenset[int]]
"""The codes that earlier questions must have had for a question to be asked."""


def check_conditions(draft: Draft, faults: Faults) -> None:
    """Conditions name earlier questions with codes that they can have, and none contradict each other."""
    earlier: dict[str, DraftQuestion] = {}
    needed: dict[str, Needed] = {}
    for question in draft.questions():
        for condition in question.when:
            _check_condition(condition, draft, earlier, faults)
        needed[question.id] = _needed(question, needed)
        for name, codes in needed[question.id].items():
            if not codes:
                wrong = f"{question.id} is never asked: its conditions contradict each other on {name}"
                faults.add(question.place, wrong, "let some answers lead to it")
        earlier[question.id] = question


def _check_condition(
    condition: DraftCondition, draft: Draft, earlier: Mapping[str, DraftQuestion], faults: Faults
) -> None:
    asked = earlier.get(condition.question)
    if asked is None or asked.information:
        wrong = f"the condition names “{condition.question}”, which is no earlier question"
        faults.add(condition.place, wrong, _meant(condition.question, draft, earlier))
    elif asked.menu and (unknown := condition.codes - asked.menu.codes()):
        right = f"its codes are {_shown(asked.menu.codes())}"
        faults.add(condition.place, f"{condition.question} never has the code {_shown(unknown)}", right)


def _meant(name: str, draft: Draft, earlier: Mapping[str, DraftQuestion]) -> str:
    items = [question.id for question in draft.questions() if question.several == name]
    if items:
        return f"name one of its items, like {items[0]}"
    if name not in earlier and any(question.id == name for question in draft.questions()):
        return "it is asked later: change the order"
    return nearest(name, [question.id for question in earlier.values() if not question.information])


def _needed(question: DraftQuestion, needed: Mapping[str, Needed]) -> Needed:
    """Through all conditions that lead here."""
    codes: dict[str, frozenset[int]] = {}
    for condition in question.when:
        before = needed.get(condition.question, {})
        for name, wanted in (*before.items(), (condition.question, condition.codes)):
            codes[name] = codes.get(name, wanted) & wanted
    return codes


def _shown(codes: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(codes)))
