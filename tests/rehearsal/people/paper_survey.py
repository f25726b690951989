"""A survey on paper: prompts as a survey speaks them, and what keys lead to, to see how people fare in it.

Nothing is dialled and nothing waits; a call is a list of prompts and reactions.
"""

from dataclasses import dataclass, field

from voicebot.rehearsal.people.callee import Callee
from voicebot.rehearsal.people.population import Outcome, Population
from voicebot.rehearsal.twiml.prompt import WORDS_PER_SECOND, Prompt

GATE_1 = (
    "Hello. This is an automated research call from AGENCY. Nothing is for sale. Please use the keypad of your phone. "
    "If you are Sam, press 1. If Sam is not free, press 2. If there is nobody of that name here, press 3. "
    "To stop these calls for good, press 0. Po polsku: 4."
)
GATE_2 = (
    "Thank you. If you are in a private place and not driving, press 1. For another time, press 2. "
    "To stop these calls for good, press 0."
)
GATE_3 = (
    "The survey is for the police and takes seven minutes. At any time press star to hear something again. "
    "To take part, press 1. For another time, press 2. If you would rather not take part this time, press 3."
)
GOODBYE = "We will not ring again. Goodbye. If that was a mistake, press 1. To withdraw your answers, press 2."
HELP = (
    "To hear something again, press star. About 5 minutes are left. To go on, press 1. For slower speech, press 2. "
    "To be rung another time, press 3. To hear who else you can turn to, press 4."
)
TIMES = (
    "When may we ring you again? For today, between 6 and 7 in the evening, press 1. "
    "For tomorrow, between 10 and 11 in the morning, press 2. If none of these suits you, press 7."
)
DEMOGRAPHICS = "Now a few questions about you. To answer them, press 1. To skip them all, press 2."
CLOSING = "Thank you for your help. To hear who you can talk to, press 1. To withdraw your answers, press 2."
SCALE = (
    "For completely satisfied, press 1. For very satisfied, press 2. For fairly satisfied, press 3. "
    "For neither, press 4. For fairly dissatisfied, press 5. For very dissatisfied, press 6. "
    "For completely dissatisfied, press 7. For not sure, or it does not apply, press 8."
)
SHORT_SCALE = "Please answer from 1, completely satisfied, to 7, completely dissatisfied. For not sure, press 8."
CORE = [
    f"How satisfied are you with {topic}? {SCALE if first else SHORT_SCALE}"
    for first, topic in enumerate(
        ["the treatment", "the whole experience", "how you were kept informed", "what was done"], start=0
    )
]
DETAILS = [
    f"Were you {topic}? For yes, press 1. For no, press 2." for topic in ("told what happens next", "given a name")
]
ABOUT_YOU = [
    "How old are you? For 18 to 24, press 1. For 25 to 34, press 2. For 35 and over, press 3. For under 18, press 8.",
    "What is your gender? For female, press 1. For male, press 2. For in another way, press 3.",
]
QUESTIONS = [
    f"How satisfied are you with how easy it was to reach someone? {SCALE}",
    *CORE,
    *DETAILS,
    DEMOGRAPHICS,
    *ABOUT_YOU,
]
GATES = {
    GATE_1: {"0": "opted out", "2": "not free", "3": "wrong person", "": "silent at the gate"},
    GATE_2: {"0": "opted out", "2": "another time", "": "silent"},
    GATE_3: {"0": "opted out", "2": "another time", "3": "declined", "": "silent"},
}
MOST_PROMPTS = 60


@dataclass
class Conduct:
    """What a person did in a call: how it ended, and every prompt with the key pressed on it ('' for silence)."""

    end: str = ""
    turns: list[tuple[str, str]] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [key for _, key in self.turns]


class HungUp(Exception):
    pass


class Sheet:
    """One call on paper."""

    def __init__(self, callee: Callee) -> None:
        self.callee = callee
        self.conduct = Conduct()

    def ask(self, text: str) -> str:
        seconds = len(text.split()) / WORDS_PER_SECOND
        prompt = Prompt(text, seconds, seconds)
        reaction = self.callee.react(prompt)
        key = "".join(press.key for press in reaction.presses)
        self.conduct.turns.append((text, key))
        if reaction.hangs_up_after is not None or len(self.conduct.turns) > MOST_PROMPTS:
            raise HungUp
        return key

    def gate(self, text: str, accepted: str) -> str:
        for _ in range(3):
            key = self.ask(text)
            if key and key in accepted:
                return key
        return ""

    def run(self) -> Conduct:
        try:
            self.conduct.end = self.gates() or self.questions()
        except HungUp:
            self.conduct.end = self.how_it_broke_off()
        return self.conduct

    def gates(self) -> str | None:
        """How the call ended at one of the three gates, or None where all were passed."""
        for text, ends in GATES.items():
            key = self.gate(text, "01234")
            if key in ends and not (key == "0" and self.regrets()):
                return ends[key]
        return None

    def how_it_broke_off(self) -> str:
        texts = [text for text, _ in self.conduct.turns]
        if CLOSING in texts:
            return "complete"
        if texts[-1] == GOODBYE:
            return "opted out"
        return "broken off" if GATE_3 in texts else "hung up at once"

    def regrets(self) -> bool:
        return self.ask(GOODBYE) == "1"

    def questions(self) -> str:
        at = silent = 0
        while at < len(QUESTIONS):
            key = self.ask(QUESTIONS[at])
            silent = silent + 1 if not key else 0
            if silent == 4:
                return "broken off"
            if key == "0" and not self.regrets():
                return "opted out"
            if key == "#":
                at = max(0, at - 1)
            elif QUESTIONS[at] == DEMOGRAPHICS and key == "2":
                break
            elif key and key in "12345678":
                at += f"press {key}" in QUESTIONS[at] or "from 1" in QUESTIONS[at]
            elif key == "9":
                at += 1
        self.ask(CLOSING)
        return "complete"


FINAL = {"complete", "opted out", "wrong person", "declined", "broken off", "silent"}


def survey_person(population: Population, number: str) -> tuple[str, list[Conduct]]:
    """Up to five attempts at a number, as the calling rules have it; how it ended, and every conversation."""
    end, conducts, put_off = "not reached", [], 0
    for attempt in range(1, 6):
        meeting = population.meet(number, attempt)
        if meeting.outcome is Outcome.DEAD:
            return "dead number", conducts
        if meeting.outcome is not Outcome.ANSWERED or meeting.callee is None:
            continue
        conduct = Sheet(meeting.callee).run()
        conducts.append(conduct)
        end = conduct.end
        put_off += 1
        if end in FINAL or put_off == 2:
            return end, conducts
    return end, conducts
