from dataclasses import replace

import pytest

from tests.questionnaire.flows import source
from tests.questionnaire.xlsform.forms import SCALE, form
from voicebot.errors import BadInput
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.xlsform.form import Form
from voicebot.questionnaire.xlsform.importing import import_form
from voicebot.questionnaire.xlsform.written import read_written

PLAIN = form(
    "start | start",
    "begin group | core",
    "select_one how | contact | How was it to reach us?",
    "select one how | whole | How was it in all? | | Think of everything.",
    "end group",
    "begin_group | details | | ${whole} = 3",
    "select_one yesno | waited | Did you have to wait?",
    "select_one sex | sex | Which are you? | ${waited} = 'yes'",
    "text | why | Why was that?",
    "select_multiple what | what | What was it? | ${sex} != 'male'",
    "note | heard | Thank you for that.",
    "end_group",
    choices=(
        *SCALE,
        "how | 4 | fair", "how | 5 | poor", "how | 6 | worse", "how | 7 | worst",
        "yesno | yes | yes", "yesno | no | no",
        "sex | female | a woman", "sex | male | a man",
        "what | phone | Was it the phone?", "what | site | Was it the website?",
    ),
)  # fmt: skip
"""A form as a researcher makes it, who knows nothing of telephones."""


def faults(of: Form) -> list[str]:
    with pytest.raises(BadInput) as refused:
        import_form(of)
    return list(refused.value.faults)


def core(*rows: str, choices: tuple[str, ...] = SCALE) -> Form:
    """A form with these rows in its one group."""
    return form("begin_group | core", *rows, "end_group", choices=choices)


def test_a_plain_form_becomes_a_questionnaire_that_passes_its_check_with_the_words_of_another() -> None:
    imported = import_form(PLAIN, read_written(source()))
    text = imported.files["questionnaire.yaml"].replace(
        "hear: Thank you for that.", "hear: Thank you.\n    keys: {yes: To go on}"
    )
    made = compile_questionnaire(
        replace(
            source(),
            name="plain",
            files={"questionnaire.yaml": text, "forbidden/en-GB.txt": source().files["forbidden/en-GB.txt"]},
        )
    )
    assert list(made.questions) == ["contact", "whole", "waited", "sex", "what_phone", "what_site", "heard"]
    assert made.headline == "whole"
    assert made.questions["sex"].labels == {1: "a woman", 2: "a man"}
    conditions = {one.question: set(one.codes) for one in made.questions["what_site"].when}
    assert conditions == {"whole": {3}, "sex": {1}}
    assert made.scripts["en-GB"].ask["right_person"][0].sentences[0].startswith("Hello.")


def test_what_is_not_carried_is_said() -> None:
    assert import_form(PLAIN).notes == (
        "survey:2: “start” can't be asked by telephone keypad: left out",
        "survey:10: “text” can't be asked by telephone keypad: left out",
        "survey: the column hint is not carried (rows 5)",
        "settings: voicebot_headline is not said; taken to be whole",
    )


def test_a_translation_needs_to_be_approved_in_the_form_itself() -> None:
    rows = tuple(
        replace(row, cells={**row.cells, "label::Polski (pl-PL)": "Po polsku"}) if row.get("label") else row
        for row in PLAIN.survey
    )
    translated = replace(PLAIN, survey=rows)
    assert "approved: false\n" in import_form(translated).files["pl-PL.yaml"]
    said = replace(translated.settings, cells={**translated.settings.cells, "voicebot_approved_pl-PL": "yes"})
    text = import_form(replace(translated, settings=said)).files["pl-PL.yaml"]
    assert "approved" not in text
    assert "language: pl-PL\n" in text
    assert "ask: Po polsku\n" in text


@pytest.mark.parametrize(
    ("of", "fault"),
    [
        (form("select_one how | contact | How?"), "survey:2: contact stands outside a group of questions; put it"),
        (form("begin_group | core", "begin_group | inner"), "survey:3: the group inner stands within core"),
        (form("begin_group | core"), "survey:2: the group core has no end; add an end_group"),
        (form("note | mandate.x | Words."), "survey:2: there is no group of questions; put them between"),
        (core("select_one who | contact | How?"), "survey:3: there is no list “who” of choices; did you mean “how”?"),
        (core("select_one how | Contact | How?"), "survey:3: “Contact” can't be a name; use small letters"),
        (core("select_one how | a | How?", "select_one how | b | How? | ${c} = 1"), "survey:4: the condition"),
        (core("select_one how | b.1 | How?"), "survey:3: “b.1” asks on after a question that is not there"),
        (
            core("select_one n | a | How many?", choices=tuple(f"n | {at} | {at}" for at in range(1, 11))),
            "choices:10: “9” is on key 9 of n; a telephone has the keys 1-8",
        ),
        (core(choices=("how | 1 | good", "how | 1 | bad")), "choices:3: “1” is twice in how; give each choice its own"),
        (core(choices=(" | 1 | good",)), "choices:2: a choice has no list_name or no name; give it both"),
        (
            core(
                "select_one a | a | How?",
                "select_one yes_no | b | Is it?",
                choices=("a | yes | Yes", "a | no | No", "yes_no | 1 | Aye", "yes_no | 0 | No"),
            ),
            "choices:4: phrases.yes is said in two ways in en-GB: “Yes” and “Aye”; say the same",
        ),
        (form("begin_group | core", "end_group", settings={}), "settings:2: the form has no form_id; call it after"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_sheet_and_row_and_what_would_be_right(of: Form, fault: str) -> None:
    assert any(one.startswith(fault) for one in faults(of)), faults(of)


def test_a_language_without_its_country_is_told() -> None:
    (row, *_rest) = PLAIN.survey
    labelled = replace(PLAIN, survey=(replace(row, cells={**row.cells, "label::English (en)": "x"}), *PLAIN.survey[1:]))
    assert any(fault.startswith("survey:1: “label::English (en)” does not say") for fault in faults(labelled))


def test_a_list_with_more_than_yes_and_no_is_a_choice_of_its_own() -> None:
    three = core(
        "select_one yes_no | a | Is it?", choices=("yes_no | 1 | Yes", "yes_no | 0 | No", "yes_no | 2 | Maybe")
    )
    text = import_form(three).files["questionnaire.yaml"]
    assert "yes_no: true" not in text
    assert "1: 'Yes'\n" in text
    assert "label: 'No'\n        code: 0\n" in text
    assert "headline" not in text
