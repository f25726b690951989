from tests.questionnaire.flows import REAL_FLOWS, SENTENCES, changed, complains, faults
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.reading import read_folder


def test_a_line_that_is_too_long_for_one_piece_of_speech_is_told() -> None:
    of = changed("This survey is only ever done by phone.", "word " * 580)
    complains(of, "written_survey: word", "written_survey has 2,920 characters", "shorten it to 2,900")


def test_breaks_and_marks_that_have_to_be_written_out_count() -> None:
    of = changed("This survey is only ever done by phone.", "[" + "a & b, " * 100 + "end]")
    complains(of, "a & b", "written_survey has", "characters as it is spoken")


def test_a_prompt_that_is_too_large_for_a_document_is_told() -> None:
    items = "".join(f"  - {'ą' * 2800}{number}\n" for number in range(8))
    of = changed("  - We ask people who have been in touch with the police.\n", items)
    found = faults(of)
    assert any("introduction has" in fault for fault in found)
    assert any("the prompt of agreement has" in fault and "bytes" in fault for fault in found)


def test_the_real_flow_fits_well() -> None:
    questionnaire = compile_questionnaire(read_folder(REAL_FLOWS / "user-satisfaction", SENTENCES))
    assert questionnaire.name == "user-satisfaction"
