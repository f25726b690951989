import re

from tests.questionnaire.flows import compiled
from voicebot.questionnaire.script import condition_in_words, place_in_words, write_script


def test_everything_that_can_be_said_is_in_the_text_to_be_approved() -> None:
    for language, script in compiled().scripts.items():
        text = re.sub(r"\s+", " ", write_script(compiled(), language))
        everything = (*script.ask.values(), *script.short.values(), *script.leads.values(), *script.endings.values())
        ends = (script.help_after[0], script.help_after[-1], script.unavailable)
        for lines in (*everything, *ends):
            for line in lines:
                assert all(sentence in text for sentence in line.sentences), line.name


def test_conditions_are_given_in_words() -> None:
    waited = compiled().questions["waited"]
    words = "contact is 5 (fairly dissatisfied), 6 (very dissatisfied) or 7 (completely dissatisfied)"
    assert condition_in_words(compiled(), waited.when[0]) == words
    assert f"Only if {words}." in re.sub(r"\s+", " ", write_script(compiled(), "en-GB"))


def test_places_are_given_in_words() -> None:
    questionnaire = compiled()
    about_you = next(section for section in questionnaire.sections.values() if section.offer)
    assert place_in_words(questionnaire, "safe_to_talk") == "Gate 2: a safe moment"
    assert place_in_words(questionnaire, "background.1") == f"Section {about_you.id}: background"
    assert place_in_words(questionnaire, about_you.offer or "") == f"Section {about_you.id}: go on or skip"
    assert all(place_in_words(questionnaire, step) for step in questionnaire.steps)


def test_every_key_says_what_it_does() -> None:
    text = write_script(compiled(), "en-GB")
    for line in (
        "    1   goes on",
        "    3   ends the call: wrong person",
        "    4   goes on in pl-PL",
        "    8   code 8: not sure, or it does not apply (counts as not sure)",
        "    2   skips the section",
        "    3   deletes the answers and ends the call: under age",
        "    1   asks for more detail",
        "    1   takes the opt-out back and carries on",
    ):
        assert line in text.splitlines()


def test_a_translation_that_waits_for_approval_says_so() -> None:
    assert "NOT YET APPROVED" in write_script(compiled(), "pl-PL")
    assert "NOT YET APPROVED" not in write_script(compiled(), "en-GB")


def test_a_line_of_the_text_fits_on_a_page() -> None:
    assert max(map(len, write_script(compiled(), "en-GB").splitlines())) <= 100
