"""Everything that a call of the User Satisfaction Survey can hear, as the provider gets it."""

from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from tests.interview.uss import uss
from tests.telephony.twilio_descriptions import twiml_schema_file
from voicebot.interview.prompts import Prompt, prompt, unavailable
from voicebot.interview.state import Stage, State
from voicebot.questionnaire.model import Ending, Lead
from voicebot.telephony import twiml
from voicebot.webhooks.urls import LAST_TURN, CallUrls

ACTION = CallUrls("https://survey.test", "a" * 24).turn(LAST_TURN)
LONGEST_NAME = "Ada-Maria O'Connor-Montmorency"
LARGEST = 64 * 1024
"""Bytes that Twilio takes."""


def moments() -> Iterator[Prompt]:
    """What is said at each step after each lead, in full and in short, before and after the gates, and at the ends."""
    for language in uss().languages:
        yield unavailable(uss(), language)
        for ending in Ending:
            yield prompt(uss(), State(language, ending=ending))
        for step in uss().steps:
            for lead in Lead:
                for full in True, False:
                    for stage in Stage.PICKED_UP, Stage.AGREED:
                        yield prompt(uss(), State(language, step=step, lead=lead, full=full, stage=stage))


def documents() -> Iterator[str]:
    for said in dict.fromkeys(moments()):
        yield twiml.render(said, ACTION, LONGEST_NAME)


def test_everything_that_is_said_is_twiml_as_twilio_describes_it() -> None:
    schema = etree.XMLSchema(etree.parse(twiml_schema_file()))
    for document in documents():
        assert schema.validate(etree.fromstring(document.encode())), schema.error_log


def test_everything_that_is_said_is_small_enough_for_the_provider() -> None:
    assert max(len(document.encode()) for document in documents()) < LARGEST


def test_everything_that_is_said_waits_for_one_key_or_hangs_up() -> None:
    for document in documents():
        verbs = [verb.tag for verb in etree.fromstring(document.encode())]
        assert verbs in (["Gather"], ["Say", "Hangup"], ["Say", "Say", "Hangup"], ["Hangup"])
