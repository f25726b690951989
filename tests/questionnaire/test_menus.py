from dataclasses import replace

import pytest

from tests.questionnaire.flows import POLISH, changed, compiled, complains, faults
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.model import Choice, Ending

CHOICE = "choose: {1: minutes, 2: hours, 8: not sure}"


@pytest.mark.parametrize(
    ("menu", "parts"),
    [
        ("{1: minutes, 2: hours, 9: not sure}", ("uses key 9, which means the same in every call", "use keys 1-8")),
        ("{0: minutes, 1: hours}", ("uses key 0",)),
        ("{'*': minutes, 1: hours, 2: days}", ("uses key *",)),
        ("{'#': minutes, 1: hours, 2: days}", ("uses key #",)),
        ("{a: minutes, 1: hours, 2: days}", ("uses “a” as a key",)),
        ("{2: minutes, 1: hours}", ("out of order",)),
        ("{1: minutes, 3: hours}", ("have a gap",)),
        ("{2: minutes, 3: hours}", ("have a gap",)),
        ("{1: minutes}", ("fewer than two keys",)),
        ("{1: {label: minutes, code: 2}, 2: hours}", ("code 2 is twice",)),
        ("{1: {label: minutes, code: 100}, 2: hours}", ("should be a number 0-99",)),
        ("{1: {label: minutes, code: 3, ends: under_age}, 2: hours}", ("has code and ends", "keep one of them")),
        ("{1: {label: minutes, ends: complete}, 2: hours}", ("can't end the call as “complete”", "under_age")),
        ("{1: {label: minutes, cod: 3}, 2: hours}", ("did you mean “code”?",)),
        ("{1: [minutes, or so], 2: hours}", ("is not text alone", "it should be a text")),
        ("{1: {code: 3}, 2: hours}", ("“label” is missing",)),
        ("{1: {label: a, dont_know: true}, 2: {label: b, dont_know: true}}", ("more than one “not sure”",)),
        ("{1: {label: a, dont_know: true, ends: under_age}, 2: b}", ("“not sure” has no code",)),
        ("{1: {label: a, then: {ask: b, choose: {1: {label: c, then: {ask: d, choose: {1: e, 2: f}}}, 2: g}}}, 2: h}",
         ("leads to a third step", "two steps at most")),
    ],
)  # fmt: skip
def test_keys_that_would_mislead_are_refused(menu: str, parts: tuple[str, ...]) -> None:
    complains(changed(CHOICE, f"choose: {menu}"), "id: waited_long", *parts)


def test_a_key_8_apart_from_the_others_is_not_sure() -> None:
    question = compiled().questions["waited_long"]
    assert question.dont_know == 8
    assert question.labels == {1: "minutes", 2: "hours", 8: "not sure"}


def test_a_key_8_that_follows_on_is_an_answer_like_the_others() -> None:
    eight = "choose: {" + ", ".join(f"{key}: answer {key}" for key in range(1, 9)) + "}"
    polish = "choose: {1: minuty, 2: godziny, 8: trudno powiedzieć}"
    of = changed(CHOICE, eight)
    files = {**of.files, "pl-PL.yaml": of.files["pl-PL.yaml"].replace(polish, eight)}
    assert compile_questionnaire(type(of)(of.name, files, of.sentences)).questions["waited_long"].dont_know is None


def test_not_sure_can_be_marked_where_it_stands_on_another_key() -> None:
    marked = changed("2: {label: the rest of the world, code: 3}", "2: {label: not sure, code: 3, dont_know: true}")
    assert compile_questionnaire(marked).questions["background"].dont_know == 3


def test_the_last_key_of_a_scale_is_not_sure() -> None:
    assert compiled().questions["contact"].dont_know == 8
    assert compiled("two-steps").questions["contact"].dont_know == 8


def test_yes_and_no_are_keys_1_and_2_and_codes_1_and_0() -> None:
    assert compiled().steps["waited"].choices == {"1": Choice(code=1), "2": Choice(code=0)}


def test_an_answer_can_end_the_call_without_a_code() -> None:
    assert compiled().steps["age"].choices["3"] == Choice(ends=Ending.UNDER_AGE)
    assert 3 not in compiled().questions["age"].labels


def test_a_key_whose_label_makes_no_sentence_is_offered_in_its_own_words_in_every_language() -> None:
    with_words = changed("8: not sure}", "8: {label: not sure, say: If you are not sure}}")
    assert "waited_long.choose.8.say" in "\n".join(faults(with_words))  # the translation has to say it too
    polish = with_words.files[POLISH].replace(
        "8: trudno powiedzieć}", "8: {label: nie wiem, say: Jeśli trudno powiedzieć}}"
    )
    questionnaire = compile_questionnaire(replace(with_words, files={**with_words.files, POLISH: polish}))
    said = {language: script.ask["waited_long"][1].sentences[-1] for language, script in questionnaire.scripts.items()}
    assert said["en-GB"] == "If you are not sure, press 8."
    assert said["pl-PL"].startswith("Jeśli trudno powiedzieć")
    assert questionnaire.questions["waited_long"].labels[8] == "not sure"
