from dataclasses import replace

import pytest

from tests.questionnaire.flows import POLISH, changed, compiled, complains, faults, source
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.faults import Faults
from voicebot.questionnaire.nodes import Node, parse
from voicebot.questionnaire.translation import read_translation


@pytest.mark.parametrize(
    ("old", "new", "line", "parts"),
    [
        ("  refused: W porządku.\n", "", "# The words of", ("phrases.refused is missing", "translate “That is fine.”")),
        ("voice: Polly.Ewa\n", "", "# The words of", ("“voice” is missing",)),
        ("offer: {ask:", "ofer: {ask:", "# The words of", ("“offer” is missing",)),
        ("refused:", "refuzed:", "refuzed:", ("phrases.refuzed is not", "did you mean “phrases.refused”?")),
        ("approved: false", "approved: false\nsurvey: small", "survey:", ("survey is not in the source",)),
        ("1: Wielka Brytania", "1: {label: Wielka Brytania, code: 9}", "Wielka", ("code is not in the source",)),
        ("{agency}", "{helpline}", "{helpline}.", ("holds other placeholders", "use {agency} there")),
        ("około {minutes} minut", "mało minut", "mało minut", ("phrases.help holds other placeholders",)),
        ("stopped: Musimy zakończyć.", "stopped: Musimy {agency}.", "stopped:", ("use none there",)),
        ("no: nie", "no: [nie, nie]", "no: [nie, nie]", ("phrases.no is a list", "write one text")),
        ("refused: W porządku.", "refused:", "refused:", ("phrases.refused is empty",)),
        ("[Nie wybrano klawisza., ", "[", "silence:", ("phrases.silence has 1 texts",)),
        ("key: 4", "key: 3", "key: 3", ("should be a number 4-8",)),
        ("key: 4", "key: 9", "key: 9", ("should be a number 4-8",)),
        ("Jeśli to {first_name}", "Jeśli to {first_nam}", "{first_nam}", ("holds other placeholders",)),
        ("language: pl-PL", "language: pl", "language: pl", ("the file is called after pl-PL",)),
        ("language: pl-PL", "language: en-GB", "language: en-GB", ("the questionnaire is in en-GB already",)),
        ("voice: Polly.Ewa", "voice: Polly.Amy", "voice: Polly.Amy", ("speaks en-GB", "speaks pl-PL")),
        ('nacisnąć {key}.", key', 'nacisnąć 4.", key', "offer:", ("offer.ask lacks {key}",)),
        ('nacisnąć {key}.", key', 'nacisnąć {keys}.", key', "offer:", ("holds {keys}",)),
    ],
)  # fmt: skip
def test_a_translation_is_complete_and_holds_nothing_else_or_it_is_refused(
    old: str, new: str, line: str, parts: tuple[str, ...]
) -> None:
    complains(changed(old, new, POLISH), line, *parts, file=POLISH)


def parsed(file: str) -> Node:
    node = parse(file, source().files[file], Faults())
    assert node is not None
    return node


def test_everything_that_is_missing_is_listed() -> None:
    bare = replace(source(), files={**source().files, POLISH: "language: pl-PL\nvoice: Polly.Ewa\n"})
    found = [fault for fault in faults(bare) if "is missing; translate" in fault]
    words = read_translation(Faults(), parsed(POLISH), POLISH).words.keys() - {"offer.ask"}
    assert {fault.split()[1] for fault in found} == words
    assert "sections.about_you.questions.background.choose.1.then.choose.2" in words


def test_what_is_missing_is_shown_with_its_place_in_the_source() -> None:
    of = changed("unavailable: Coś poszło nie tak. Do widzenia.", "", POLISH)
    lines = of.files["questionnaire.yaml"].splitlines()
    line = next(at for at, text in enumerate(lines, start=1) if text.startswith("unavailable:"))
    assert any("unavailable is missing" in fault and f"(questionnaire.yaml:{line})" in fault for fault in faults(of))


def test_two_languages_do_not_share_a_key() -> None:
    welsh = source().files[POLISH].replace("language: pl-PL", "language: cy-GB").replace("Polly.Ewa", "Polly.Gwyneth")
    words = {"cy-GB.yaml": welsh, "forbidden/cy-GB.txt": "heddlu-"}
    of = replace(source(), files={**source().files, **words})
    assert any("key 4 is taken by" in fault for fault in faults(of))


def test_a_file_that_is_called_otherwise_is_refused() -> None:
    of = replace(source(), files={**source().files, "polish.yaml": source().files[POLISH]})
    assert any(fault.startswith("polish.yaml: this is no name for a translation") for fault in faults(of))


def test_a_language_without_a_list_of_forbidden_words_is_refused() -> None:
    files = {name: text for name, text in source().files.items() if name != "forbidden/pl-PL.txt"}
    of = replace(source(), files=files)
    complains(of, "language: pl-PL", "has no list of forbidden words", "write forbidden/pl-PL.txt", file=POLISH)


def test_a_translation_says_whether_a_translator_has_approved_it() -> None:
    assert not compiled().scripts["pl-PL"].approved
    assert compiled().scripts["en-GB"].approved
    approved = compile_questionnaire(changed("approved: false", "approved: true", POLISH))
    assert approved.scripts["pl-PL"].approved


def test_a_translation_that_says_nothing_of_an_approval_waits_for_it() -> None:
    assert not compile_questionnaire(changed("approved: false\n", "", POLISH)).scripts["pl-PL"].approved


def test_the_other_languages_are_offered_in_their_own_voice_at_the_end_of_gate_1() -> None:
    offer = compiled().scripts["en-GB"].ask["right_person"][-1]
    assert (offer.name, offer.language) == ("offers.pl-PL", "pl-PL")
    assert offer.sentences == ("Po polsku: proszę nacisnąć 4.",)
    assert compiled().language_keys == {"4": "pl-PL"}
    assert "offers.pl-PL" not in [line.name for line in compiled().scripts["pl-PL"].ask["right_person"]]


def test_both_languages_say_the_same_lines() -> None:
    own, polish = compiled().scripts["en-GB"], compiled().scripts["pl-PL"]
    for step, lines in own.ask.items():
        spoken = [line.name for line in lines if line.language is None]
        assert spoken == [line.name for line in polish.ask[step]]
    assert own.short.keys() == polish.short.keys()
    assert own.leads.keys() == polish.leads.keys()
    assert own.endings.keys() == polish.endings.keys()
