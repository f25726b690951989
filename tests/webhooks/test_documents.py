"""Everything that a call of the User Satisfaction Survey, or one to us, can hear, as the provider gets it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from lxml import etree  # type: ignore[import-untyped]

from tests.interview.flows import TIMES
from tests.interview.inbound_call import flow
from tests.interview.uss import uss
from tests.telephony.twilio_descriptions import twiml_schema_file
from voicebot.interview.inbound import prompt as inbound_prompt
from voicebot.interview.inbound_state import InboundState
from voicebot.interview.prompts import Prompt, prompt, unavailable
from voicebot.interview.state import State
from voicebot.questionnaire.inbound import InboundEnding, InboundLead, InboundStep
from voicebot.questionnaire.model import Ending, Lead
from voicebot.telephony import twiml
from voicebot.webhooks.urls import LAST_TURN, CallUrls

ACTION = CallUrls("https://survey.test", "a" * 24).turn(LAST_TURN)
LONGEST_NAME = "Ada-Maria O'Connor-Montmorency"
NUMBER = "0 7 7 0 0, 9 0 0, 1 2 3"
LARGEST = 64 * 1024
"""Bytes that Twilio takes."""


def moments() -> Iterator[Prompt]:
    """What is said at each step after each lead, in full and in short, at both paces, and at the ends."""
    for language in uss().languages:
        yield unavailable(uss(), language)
        state = State(language, slots=TIMES)
        for ending, slow in product(Ending, (True, False)):
            yield prompt(uss(), replace(state, ending=ending, slow=slow))
        for step, lead, full, slow in product(uss().steps, Lead, (True, False), (True, False)):
            yield prompt(uss(), replace(state, step=step, lead=lead, full=full, slow=slow))


def moments_of_callers() -> Iterator[Prompt]:
    """What people hear who ring us: at each step after each lead, whoever they are, and at the ends."""
    for language in flow().scripts:
        state = InboundState(language, shown=True, invited=True)
        for ending in InboundEnding:
            yield inbound_prompt(flow(), replace(state, ending=ending))
        for step, lead, invited in product(InboundStep, InboundLead, (True, False)):
            yield inbound_prompt(flow(), replace(state, step=step, lead=lead, invited=invited))


def documents() -> Iterator[str]:
    for said in dict.fromkeys((*moments(), *moments_of_callers())):
        yield twiml.render(said, ACTION, LONGEST_NAME, number=NUMBER)


def test_everything_that_is_said_is_twiml_as_twilio_describes_it() -> None:
    schema = etree.XMLSchema(etree.parse(twiml_schema_file()))
    for document in documents():
        assert schema.validate(etree.fromstring(document.encode())), schema.error_log


def test_everything_that_is_said_is_small_enough_for_the_provider() -> None:
    assert max(len(document.encode()) for document in documents()) < LARGEST


def test_everything_that_is_said_waits_for_keys_or_hangs_up() -> None:
    for document in documents():
        verbs = [verb.tag for verb in etree.fromstring(document.encode())]
        assert verbs in (["Gather"], ["Say", "Hangup"], ["Say", "Say", "Hangup"], ["Hangup"])
