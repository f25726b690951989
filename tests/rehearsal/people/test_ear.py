"""What a listener understands of a prompt."""

from tests.rehearsal.people import paper_survey
from voicebot.rehearsal.people.ear import understand


def offers(text: str) -> list[tuple[str, str]]:
    return [(offer.label, offer.key) for offer in understand(text).offers]


def test_offers_are_heard_in_order_with_their_labels():
    assert offers(paper_survey.GATE_1) == [
        ("you are Sam", "1"),
        ("Sam is not free", "2"),
        ("there is nobody of that name here", "3"),
        ("stop these calls for good", "0"),
    ]


def test_a_label_may_hold_commas():
    assert offers("For not sure, or it does not apply, press 8.") == [("not sure, or it does not apply", "8")]


def test_star_and_hash_may_be_spelt_out():
    assert offers("To hear it again, press star. To go back, press the hash key.") == [
        ("hear it again", "*"),
        ("go back", "#"),
    ]


def test_case_does_not_matter():
    assert offers("FOR YES, PRESS 1") == [("YES", "1")]


def test_a_question_is_not_part_of_the_first_offer():
    text = "How satisfied are you with how easy it was to reach someone? For completely satisfied, press 1."
    assert offers(text) == [("completely satisfied", "1")]
    assert understand(text).question.endswith("reach someone?")


def test_an_offer_is_heard_at_its_end():
    text = "For yes, press 1. For no, press 2."
    ends = [text[: offer.end] for offer in understand(text).offers]
    assert ends == ["For yes, press 1", "For yes, press 1. For no, press 2"]


def test_a_scale_of_which_only_the_ends_are_named_offers_all_its_points():
    heard = understand(paper_survey.SHORT_SCALE)
    assert [offer.key for offer in heard.offers] == list("12345678")
    assert (heard.offers[0].label, heard.offers[6].label) == ("completely satisfied", "completely dissatisfied")


def test_age_groups_are_not_a_scale():
    assert offers("For 18 to 24, press 1. For 25 to 34, press 2.") == [("18 to 24", "1"), ("25 to 34", "2")]


def test_another_language_offers_nothing_but_its_digits_are_heard():
    heard = understand("Aby kontynuować, naciśnij 1. Aby zakończyć, naciśnij 0. Telefon 0 8, 0 8, 1 5 7 albo 101.")
    assert (heard.offers, heard.digits) == ((), ("1", "0"))


def test_the_digit_of_another_language_is_heard_beside_english_offers():
    heard = understand(paper_survey.GATE_1)
    assert [digit for digit in heard.digits if digit not in heard.keys] == ["4"]
