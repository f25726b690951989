import pytest

from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.faults import Faults
from voicebot.questionnaire.recordings.manifest import Accepted, Manifest, read_manifest, write_manifest

MANIFEST: Manifest = {
    "en-GB": {"contact.ask": Accepted("a" * 64 + ".wav", ("How was it?", "1: “good”, 2: bad."))},
    "pl-PL": {"yes": Accepted("b" * 64 + ".mp3", ("Tak, proszę nacisnąć {nothing}.",))},
}


def read(text: str | None) -> Manifest:
    faults = Faults()
    manifest = read_manifest(text, faults)
    faults.raise_if_any()
    return manifest


def test_what_was_accepted_is_read_as_it_was_written() -> None:
    assert read(write_manifest(MANIFEST)) == MANIFEST


def test_without_a_file_nothing_was_accepted() -> None:
    assert read(None) == {}


def test_the_same_acceptances_are_the_same_text_in_whatever_order_they_came() -> None:
    assert write_manifest(dict(reversed(MANIFEST.items()))) == write_manifest(MANIFEST)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "en-GB: yes",
        "en-GB: {contact.ask: yes}",
        "en-GB: {contact.ask: {audio: x.wav, words: [Yes.]}}",
        f"en-GB: {{contact.ask: {{audio: {'a' * 64}.exe, words: [Yes.]}}}}",
        f"en-GB: {{contact.ask: {{audio: {'a' * 64}.wav}}}}",
    ],
)
def test_a_file_that_was_tampered_with_is_a_fault_of_the_questionnaire(text: str) -> None:
    with pytest.raises(BadQuestionnaire, match=r"audio/recordings\.yaml"):
        read(text)
