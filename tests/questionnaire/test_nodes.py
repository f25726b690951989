import pytest

from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.faults import Faults, Place
from voicebot.questionnaire.nodes import Entries, Items, Node, Text, parse


def read(text: str) -> Node | None:
    faults = Faults()
    node = parse("f.yaml", text, faults)
    faults.raise_if_any()
    return node


def test_every_node_knows_its_line() -> None:
    node = read("a: 1\n\nb:\n  - x\n  - y\n")
    assert isinstance(node, Entries)
    assert node.places == {"a": Place("f.yaml", 1), "b": Place("f.yaml", 3)}
    assert node.values["b"] == Items(
        Place("f.yaml", 4), (Text(Place("f.yaml", 4), "x", plain=True), Text(Place("f.yaml", 5), "y", plain=True))
    )


@pytest.mark.parametrize(
    "word", ["yes", "no", "on", "off", "Yes", "NO", "null", "~", "1.5", "0808", "12:30:00", "0x1F"]
)
def test_only_what_is_a_number_or_truth_in_plain_sight_is_one(word: str) -> None:
    node = read(word)
    assert isinstance(node, Text)
    assert (node.value, node.number, node.truth) == (word, None, None)


def test_numbers_and_truths_are_read_as_such_unless_they_are_quoted() -> None:
    number, quoted, truth = read("7"), read("'7'"), read("true")
    assert isinstance(number, Text)
    assert isinstance(quoted, Text)
    assert isinstance(truth, Text)
    assert (number.number, quoted.number, truth.truth) == (7, None, True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [1", "f.yaml:1: this is not YAML"),
        ("a: 1\nb: 2\na: 3", "f.yaml:3: “a” is there twice (first in line 1); keep one of them"),
        ("a: &x 1\nb: *x", "f.yaml:2: this is not YAML (it refers to another place: write it out)"),
        ("a: !!python/object:os.system x", "f.yaml:1: the tag tag:yaml.org,2002:python/object:os.system means nothing"),
        ("[a, b]: 1", "f.yaml:1: the name of an entry is not a word"),
        ("ok: 1\nbad: \x01", "f.yaml:2: there is a character that can't be read"),
        ("[" * 50, "it is nested too deeply"),
        ("a: 1\n---\nb: 2", "f.yaml:2: this is not YAML"),
        ("", "f.yaml:1: the file is empty"),
        ("# nothing but a comment", "f.yaml:1: the file is empty"),
    ],
)
def test_what_is_not_a_plain_document_is_refused_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(BadQuestionnaire) as refused:
        read(text)
    assert fault in str(refused.value)
