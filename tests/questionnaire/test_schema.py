import pytest

from tests.questionnaire.flows import changed, compiled, complains, faults, source
from voicebot.questionnaire.model import Role


@pytest.mark.parametrize(
    ("old", "new", "line", "parts"),
    [
        ("headline: whole", "headlin: whole", "headlin:", ("“headlin” is not an entry", "did you mean “headline”?")),
        ("  complete: Thank you. Goodbye.\n", "", "endings:", ("“complete” is missing from endings",)),
        ("  undone: All right.", "  undune: All right.", "undune:", ("did you mean “undone”?",)),
        ("role: core", "role: coer", "role: coer", ("there is no role “coer”", "did you mean “core”?")),
        ("ask: Is this a good time?", "ask: {a: b}", "ask: {a: b}", ("should be a text or a list of sentences",)),
        ("yes: If you can talk now", "yes: [a, b]", "yes: [a, b]", ("keys.yes is not text alone",)),
        ("language: en-GB", "language: [en-GB]", "language: [", ("should be one word",)),
        ("sections:", "sections: 3\nrest:", "sections: 3", ("sections is “3”", "should be a list")),
        ("yes_no: true", "yes_no: false", "yes_no: false", ("write `yes_no: true`",)),
        ("yes_no: true", "yes_no: yes", "yes_no: yes", ("should be true or false",)),
        ("yes_no: true", "yes_no: true, scale: satisfaction", "id: waited,", ("has scale and yes_no",)),
        (", yes_no: true", "", "id: waited,", ("has no answer", "give it one of scale, yes_no, choose, each or hear")),
        ("scale: satisfaction}\n      - {id: whole", "scale: satisfactoin}\n      - {id: whole", "satisfactoin",
         ("there is no scale “satisfactoin”", "did you mean “satisfaction”?")),
        ("when: {contact: [5, 6, 7]}", "when: {contact: [5, x]}", "[5, x]", ("is not made of codes",)),
        ("when: {contact: [5, 6, 7]}", "when: {}", "when: {}", ("is empty", "name a question")),
        ("each: {phone:", "each: {}, ask: {phone:", "each: {}", ("at least one item",)),
        ("headline: whole", "headline: whole\nwaits: {right_person: 99}", "waits:", ("should be a number 1-30",)),
        ("keys: {yes: To go on}}\n", "keys: {yes: To go on, no: To stop}}\n", "To stop}", ("“no” is not an entry",)),
        (", stop: To stop these calls for good}\n  safe", "}\n  safe", "is not free", ("“stop” is missing",)),
        ("- {id: whole", "- just a text\n      - {id: whole", "- just a text", ("it should be entries",)),
    ],
)  # fmt: skip
def test_what_does_not_have_the_form_is_told_with_its_line_and_what_would_be_right(
    old: str, new: str, line: str, parts: tuple[str, ...]
) -> None:
    complains(changed(old, new), line, *parts)


def test_stop_need_not_be_said_again_once_the_gates_are_passed() -> None:
    keys = [line.sentences for line in compiled().scripts["en-GB"].ask["agreement"] if line.name == "agreement.keys"]
    assert "press 0" not in str(keys)


def test_waits_have_defaults_and_can_be_set() -> None:
    assert (compiled().steps["right_person"].wait, compiled().steps["contact"].wait) == (12, 8)
    assert "waits" not in source().files["questionnaire.yaml"]


def test_sections_keep_their_order_role_and_offer() -> None:
    sections = list(compiled().sections.values())
    assert [section.id for section in sections] == ["core", "details", "about_you"]
    assert [section.role for section in sections] == [Role.CORE, Role.DETAILS, Role.ABOUT_YOU]
    assert [section.offer for section in sections] == [None, None, "about_you.offer"]


def test_a_file_of_another_kind_is_one_fault_and_not_a_hundred() -> None:
    of = changed(source().files["questionnaire.yaml"], "just a text")
    own = [fault for fault in faults(of) if fault.startswith("questionnaire.yaml")]
    assert own == ["questionnaire.yaml:1: the file is “just a text”; it should be entries of the form `name: …`"]


def test_what_an_unknown_entry_could_be_is_said_once_each() -> None:
    unquoted = changed("8: not sure}", "8: {label: not sure, or cannot tell: 1}}")
    complains(
        unquoted,
        "id: waited_long",
        "“or cannot tell” is not an entry of sections.details.questions.waited_long.choose.8",
        "it can be say, then, ends, code or dont_know",
    )
