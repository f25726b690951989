from dataclasses import replace

import pytest

from tests.questionnaire.flows import changed, complains, faults, source


@pytest.mark.parametrize(
    ("old", "new", "line", "parts"),
    [
        ("survey: small", "survey: large", "survey: large", ("is called “large”", "its folder is “small”")),
        ("language: en-GB", "language: english", "language: english", ("is no language",)),
        ("voice: Polly.Amy-Neural", "voice: Amy", "voice: Amy", ("is no voice", "Polly.Amy-Neural")),
        ("voice: Polly.Amy-Neural", "voice: Polly.Ewa", "voice: Polly", ("speaks pl-PL", "speaks en-GB")),
        ("voice: Polly.Amy-Neural", "voice: Google.pl-PL-Standard-A", "voice: Goo", ("speaks pl-PL",)),
        ("id: waited,", "id: Waited,", "id: Waited,", ("can't be a name", "small letters")),
        ("id: waited,", "id: waited__long,", "id: waited__long,", ("can't be a name",)),
        ("id: waited,", "id: closing,", "id: closing,", ("means something else in every questionnaire",)),
        ("id: waited,", "id: whole,", "id: whole,", ("names more than one thing",)),
        ("id: waited,", "id: details,", "id: details,", ("names more than one thing",)),
        ("id: waited,", "id: problems_phone,", "id: problems_phone,", ("names more than one thing",)),
        ("id: waited,", "id: problems,", "id: problems, when", ("names more than one thing",)),
        ("  satisfaction: {", "  Satisfaction: {", "  Satisfaction: {", ("can't be a name",)),
        ("role: core", "role: details", "id: core", ("no section is the core",)),
        ("role: details", "role: core", "id: details", ("a core section is not the first section",)),
        ("role: core", "role: core\n    offer: {ask: Go on now., keys: {yes: Go on, skip: Skip}}", "id: core",
         ("the core can be skipped",)),
        ("scale: satisfaction}", "yes_no: true}", "id: contact,", ("is not on the one scale of the core",)),
        ("id: whole, ask", "id: whole, when: {contact: 1}, ask", "id: whole", ("has a condition",)),
        ("role: details", "role: about_you", "id: details", ("is not the last section", "put it last")),
        ("role: details", "role: about_you", "id: details", ("can't be skipped", "give it an offer")),
        ("headline: whole", "headline: waited", "headline: waited", ("is not a core question",)),
        ("headline: whole", "headline: hole", "headline: hole", ("did you mean “whole”?",)),
        ("7: completely dissatisfied, ", "", "headline: whole", ("lacks some of the codes 1-7",)),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit_together_are_told(old: str, new: str, line: str, parts: tuple[str, ...]) -> None:
    complains(changed(old, new), line, *parts)


def test_a_section_without_questions_is_told() -> None:
    text = source().files["questionnaire.yaml"]
    start, end = text.index("    questions:\n      - {id: why_asked"), text.index("  - id: about_you")
    of = changed(text[start:end], "    questions: []\n")
    complains(of, "id: details", "section details has no questions")


def test_an_unknown_voice_of_a_known_maker_is_taken_at_its_word() -> None:
    assert faults(changed("voice: Polly.Amy-Neural", "voice: Polly.Somebody-Generative")) == ()


def test_a_core_without_any_scale_is_told_and_does_no_harm() -> None:
    of = replace(source(), files={**source().files})
    text = of.files["questionnaire.yaml"].replace("scale: satisfaction}", "yes_no: true}")
    of = replace(of, files={**of.files, "questionnaire.yaml": text})
    complains(of, "id: contact,", "is not on the one scale of the core", "give it a scale")
