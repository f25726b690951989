"""The questionnaires to choose from in a form, in each of their languages."""

from collections.abc import Mapping

from wtforms.fields.choices import SelectChoice

from voicebot.front import flows
from voicebot.front.desk import desk


def choices() -> list[SelectChoice]:
    """To choose from in a form: every language of the questionnaires that pass their checks."""
    found = [flows.compiled(name) for name in desk().flow_names() if not flows.check(name).faults]
    return [
        SelectChoice(_choice(one.name, language), f"{one.name}, {language}")
        for one in found
        for language in one.languages
    ]


def chosen(choice: str) -> tuple[str, str]:
    """The questionnaire and the language of a choice."""
    name, _, language = choice.partition(" ")
    return name, language


def choice_of(arguments: Mapping[str, str]) -> str | None:
    """The choice that a link to the form names; None if it names none."""
    return _choice(arguments["flow"], arguments.get("language", "")) if "flow" in arguments else None


def _choice(name: str, language: str) -> str:
    return f"{name} {language}"
