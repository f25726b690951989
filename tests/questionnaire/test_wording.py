from collections.abc import Sequence

from tests.questionnaire.flows import compiled
from voicebot.questionnaire.model import Ending, Lead, Line


def names(lines: Sequence[Line]) -> list[str]:
    return [line.name for line in lines]


def test_a_question_is_asked_and_then_its_options_are_read() -> None:
    ask = compiled().scripts["en-GB"].ask
    assert names(ask["waited_long"]) == ["waited_long.ask", "waited_long.options"]
    assert ask["waited_long"][1].sentences == (
        "For minutes, press 1.",
        "For hours, press 2.",
        "For not sure, press 8.",
    )


def test_a_scale_is_one_line_for_all_questions_and_has_a_short_form() -> None:
    script = compiled().scripts["en-GB"]
    assert script.ask["contact"][1] == script.ask["whole"][1]
    assert names(script.ask["contact"]) == ["contact.ask", "scale.satisfaction"]
    assert names(script.short["contact"]) == ["contact.ask", "scale.satisfaction.short"]
    assert script.short["contact"][1].sentences == (
        "Press a key from 1, for completely satisfied, to 7, for completely dissatisfied.",
        "For not sure, or it does not apply, press 8.",
    )
    assert script.short.keys() == {"contact", "whole", "closing"}


def test_the_closing_is_offered_again_by_its_keys_alone() -> None:
    script = compiled().scripts["en-GB"]
    assert names(script.ask["closing"]) == ["closing.ask", "closing.keys"]
    assert names(script.short["closing"]) == ["closing.keys"]


def test_a_scale_in_two_steps_is_always_read_in_full() -> None:
    script = compiled("two-steps").scripts["en-GB"]
    assert script.short.keys() == {"closing"}
    assert names(script.ask["contact"]) == ["contact.ask", "scale.satisfaction_in_two"]
    assert names(script.ask["contact.3"]) == ["scale.satisfaction_in_two.3.ask", "scale.satisfaction_in_two.3.options"]


def test_what_is_common_to_several_items_is_said_before_the_first_only() -> None:
    ask = compiled().scripts["en-GB"].ask
    assert names(ask["problems_phone"]) == ["problems.ask", "problems_phone.ask", "phrases.yes_no"]
    assert names(ask["problems_online"]) == ["problems_online.ask", "phrases.yes_no"]
    assert ask["problems_online"][1].sentences == ("For yes, press 1.", "For no, press 2.")


def test_keys_are_said_in_their_order_with_stop_at_the_end() -> None:
    keys = compiled().scripts["en-GB"].ask["right_person"][1]
    assert keys == Line(
        "right_person.keys",
        (
            "If you are {first_name}, press 1.",
            "If {first_name} is not free, press 2.",
            "If there is nobody of that name here, press 3.",
            "To stop these calls for good, press 0.",
        ),
    )


def test_the_introduction_comes_before_the_question_whether_to_take_part() -> None:
    assert names(compiled().scripts["en-GB"].ask["agreement"]) == ["introduction", "agreement.ask", "agreement.keys"]


def test_an_offer_and_something_to_hear_have_their_keys() -> None:
    ask = compiled().scripts["en-GB"].ask
    assert names(ask["about_you.offer"]) == ["about_you.offer.ask", "about_you.offer.keys"]
    assert ask["about_you.offer"][1].sentences == ("To go on, press 1.", "To skip them all, press 2.")
    assert names(ask["why_asked"]) == ["why_asked.hear", "why_asked.keys"]


def test_after_an_opt_out_the_answers_can_be_deleted_only_once_there_are_some() -> None:
    ask = compiled().scripts["en-GB"].ask
    assert len(ask["opted_out"][1].sentences) == 1
    assert ask["opted_out.answers"][1].sentences[1] == "To have your answers deleted, press 2."


def test_every_lead_and_every_ending_but_a_hang_up_has_words() -> None:
    script = compiled().scripts["en-GB"]
    assert set(Lead) - set(script.leads) == {Lead.NONE}
    assert set(Ending) - set(script.endings) == {Ending.HUNG_UP}
    assert script.leads[Lead.SILENCE_1] != script.leads[Lead.SILENCE_2]
    assert names(script.leads[Lead.INVALID_2]) == ["phrases.wrong_key_2"]


def test_where_to_turn_is_spoken_slowly_and_nothing_else_is() -> None:
    script = compiled().scripts["en-GB"]
    slow = {line.name for lines in (*script.leads.values(), *script.ask.values()) for line in lines if line.slow}
    assert slow == {"support"}


def test_help_says_the_minutes_that_are_left_and_near_the_end_that_it_is_near() -> None:
    script = compiled().scripts["en-GB"]
    assert "You are nearly at the end." in script.help_after[0][0].sentences
    assert "About 2 minutes are left." in script.help_after[1][0].sentences
    assert len(script.help_after) == max(compiled().minutes_left.values())


def test_a_line_name_always_stands_for_the_same_words() -> None:
    for script in compiled().scripts.values():
        spoken: dict[str, Line] = {}
        everything = (*script.ask.values(), *script.short.values(), *script.leads.values(), *script.endings.values())
        for lines in (*everything, *script.help_after, script.unavailable):
            for line in lines:
                assert spoken.setdefault(line.name, line) == line
