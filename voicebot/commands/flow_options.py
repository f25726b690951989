"""What the commands on questionnaires have in common: which one, in which language."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from voicebot.composition import flow_source
from voicebot.errors import NotFound
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.model import Questionnaire
from voicebot.settings import read_settings

Function = TypeVar("Function", bound=Callable[..., Any])


def flow_argument(command: Function) -> Function:
    """The argument FLOW, as `name`."""
    return click.argument("name", metavar="FLOW")(command)


def language_option(command: Function) -> Function:
    """The option `--language`."""
    text = "Such as pl-PL; the questionnaire's own, unless given."
    return click.option("--language", metavar="TAG", help=text)(command)


def compiled(name: str) -> Questionnaire:
    """The questionnaire of that name with the configured sentences."""
    return compile_questionnaire(flow_source(read_settings(), name))


def chosen_language(questionnaire: Questionnaire, language: str | None) -> str:
    """That language, or the questionnaire's own.

    Raises:
        NotFound: the questionnaire is not there in that language.
    """
    chosen = language or questionnaire.languages[0]
    if chosen not in questionnaire.languages:
        raise NotFound(f"{questionnaire.name} is not there in {chosen}, only in {', '.join(questionnaire.languages)}")
    return chosen
