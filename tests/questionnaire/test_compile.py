import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.questionnaire.flows import OWN, POLISH, REAL_FLOWS, SENTENCES, compiled, faults, source
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.diagram import draw_diagram
from voicebot.questionnaire.reading import list_flows, read_folder
from voicebot.questionnaire.script import write_script


@pytest.mark.parametrize("folder", list_flows(REAL_FLOWS), ids=lambda folder: folder.name)
def test_every_flow_passes_its_checks(folder: Path) -> None:
    assert compile_questionnaire(read_folder(folder, SENTENCES)).name == folder.name


def test_a_version_is_called_by_the_hash_of_its_source() -> None:
    assert compiled().digest == source().digest
    assert compiled().name == "small"


def test_the_same_source_is_compiled_once() -> None:
    assert compile_questionnaire(source()) is compile_questionnaire(replace(source(), files=dict(source().files)))


def test_the_source_language_comes_first() -> None:
    assert compiled().languages == ("en-GB", "pl-PL")


def test_faults_of_every_kind_and_file_are_told_together() -> None:
    own = source().files[OWN].replace("headline: whole", "headlin: whole").replace("Is this a good", "Police, a good")
    polish = source().files[POLISH].replace("  refused: W porządku.\n", "")
    words = "police-\n*\n"
    of = replace(
        source(),
        files={**source().files, OWN: own, POLISH: polish, "forbidden/en-GB.txt": words},
        sentences=replace(SENTENCES, helpline="none"),
    )
    found = "\n".join(faults(of))
    for part in ("“headlin”", "“headline” is missing", "holds “police-”", "phrases.refused is missing", "“*” is no"):
        assert part in found
    assert "configured sentences: the helpline" in found


def test_every_fault_says_where_what_and_what_would_be_right() -> None:
    of = replace(source(), files={**source().files, OWN: "survey: x\nsections: [{id: A}]\n"})
    for fault in faults(of):
        place, _, text = fault.partition(": ")
        assert place.split(":")[0] in of.files
        assert text.count("; ") >= 1


def test_a_source_without_its_questionnaire_is_refused() -> None:
    assert faults(replace(source(), files={}))[0].startswith("questionnaire.yaml:1: the file is empty")


@settings(deadline=None)
@given(st.sampled_from([OWN, POLISH]), st.randoms(use_true_random=False))
def test_whatever_happens_to_a_file_it_compiles_or_its_faults_are_told(file: str, chance: random.Random) -> None:
    text = source().files[file]
    start = chance.randrange(len(text))
    end = min(len(text), start + chance.choice([0, 1, 5, 20, 80, 400]))
    noise = chance.choice(
        ["", "{", "}", ": ", "[", "]", "9", "0", "\n", "  ", "'", "{key}", "then: {", "&a *a", "\x07"]
    )
    files = {**source().files, file: text[:start] + noise + text[end:]}
    if faults(replace(source(), files=files)):
        return
    questionnaire = compile_questionnaire(replace(source(), files=files))
    assert write_script(questionnaire, "en-GB")
    assert draw_diagram(questionnaire)
