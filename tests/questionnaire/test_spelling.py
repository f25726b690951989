import pytest

from tests.questionnaire.flows import changed, complains, faults


@pytest.mark.parametrize(
    ("old", "new", "line", "parts"),
    [
        ("stopped: We have to end this call now. Goodbye.", "stopped: ''", "stopped:", ("endings.stopped is empty",)),
        ("stopped: We have to end this call now. Goodbye.", "stopped:", "stopped:", ("endings.stopped is empty",)),
        ("stopped: We have to end this call now. Goodbye.", "stopped: []", "stopped:", ("endings.stopped is empty",)),
        ("stopped: We have to end", 'stopped: "\\x07"\n  x: We', "stopped:", ("holds the character U+0007",)),
        ("[I did not hear a key., I still did not hear a key.]", "I did not hear a key.", "silence:", ("has 1 texts",)),
        ("[I did not hear a key.,", "[One., Two.,", "silence:", ("has 3 texts", "give two")),
        ("yes: If you can talk now", "yes: To talk press 1 and", "To talk press", ("says which key to press",)),
        ("1: minutes", "1: Press one", "Press one", ("says which key to press",)),
    ],
)
def test_a_text_that_can_not_be_spoken_as_it_is_is_told(old: str, new: str, line: str, parts: tuple[str, ...]) -> None:
    complains(changed(old, new), line, *parts)


def test_words_that_only_look_like_press_are_fine() -> None:
    assert faults(changed("1: minutes", "1: under pressure")) == ()
