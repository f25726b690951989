from tests.questionnaire.flows import compiled
from voicebot.questionnaire.model import GATE_KEYS, Choice, Meaning, StepKind


def test_the_order_is_that_of_the_file_with_the_offer_before_its_questions() -> None:
    details = ("why_asked", "waited", "waited_long", "problems_phone", "problems_online")
    assert compiled().order == ("contact", "whole", *details, "about_you.offer", "age", "background")


def test_every_question_and_offer_has_its_place_in_the_order() -> None:
    questionnaire = compiled()
    assert questionnaire.places["about_you"] == questionnaire.order.index("about_you.offer")
    for name in questionnaire.questions:
        assert questionnaire.order[questionnaire.places[name]] == name


def test_every_step_of_every_call_is_there_with_the_keys_that_are_the_same_everywhere() -> None:
    for name, keys in GATE_KEYS.items():
        assert compiled().steps[name].meanings == {key: meaning for meaning, key in keys.items()}


def test_the_second_of_two_steps_keeps_what_the_first_was_answered_with() -> None:
    steps = compiled("two-steps").steps
    assert steps["contact"].choices["3"] == Choice(then="contact.3", first=3)
    assert steps["contact"].choices["2"] == Choice(code=4, first=2)
    assert steps["contact.3"].choices == {
        "1": Choice(code=5, first=3),
        "2": Choice(code=6, first=3),
        "3": Choice(code=7, first=3),
    }
    assert compiled("two-steps").questions["contact"].steps == ("contact", "contact.1", "contact.3")


def test_both_ways_of_asking_give_the_same_codes() -> None:
    one, two = compiled().questions["contact"], compiled("two-steps").questions["contact"]
    assert one.labels.keys() == two.labels.keys() == set(range(1, 9))
    assert two.labels[7] == "dissatisfied: completely"


def test_only_a_scale_in_one_step_is_shortened() -> None:
    assert compiled().steps["contact"].scale == "satisfaction"
    assert compiled().steps["age"].scale is None
    assert {step.scale for step in compiled("two-steps").steps.values()} == {None}


def test_something_to_hear_is_asked_in_its_place_but_has_no_codes() -> None:
    question, step = compiled().questions["why_asked"], compiled().steps["why_asked"]
    assert question.information
    assert question.labels == {}
    assert (step.kind, step.meanings) == (StepKind.INFORMATION, {"1": Meaning.YES})


def test_items_of_a_several_choice_are_questions_that_know_what_they_belong_to() -> None:
    item = compiled().questions["problems_online"]
    assert (item.several, item.text, item.labels) == ("problems", "Did the website work?", {1: "yes", 0: "no"})


def test_every_step_belongs_to_its_question_or_section() -> None:
    questionnaire = compiled()
    for question in questionnaire.questions.values():
        assert {questionnaire.steps[name].question for name in question.steps} == {question.id}
    assert questionnaire.steps["about_you.offer"].question == "about_you"
