from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.questionnaire.flows import POLISH, REAL_FLOWS, SENTENCES, changed, compiled, complains, faults, source
from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.faults import Faults
from voicebot.questionnaire.model import Ending
from voicebot.questionnaire.reading import list_flows, read_folder
from voicebot.questionnaire.safety import before_the_gates, forbidden_in, read_stems

WORDS = ("met", "constab-", "-police-", "road traffic", "101", "hate", "offen-", "collision-", "łap-")


@pytest.fixture(scope="module")
def english() -> tuple[str, ...]:
    faults = Faults()
    stems = read_stems("en-GB.txt", (REAL_FLOWS / "forbidden" / "en-GB.txt").read_text("utf-8"), faults)
    faults.raise_if_any()
    return stems


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Met asks", ["met"]),
        ("the met's own", ["met"]),
        ("MET", ["met"]),
        ("met2", ["met"]),
        ("a method, the metre, a comet, Mehmet", []),
        ("a constable of the constabulary", ["constab-"]),
        ("Constance", []),
        ("police, policeman, ex-police, transportpolice", ["-police-"]),
        ("our policy", []),
        ("road traffic", ["road traffic"]),
        ("Road-Traffic", ["road traffic"]),
        ("road  \n traffic", ["road traffic"]),
        ("a road without traffic", []),
        ("ring 101 now", ["101"]),
        ("ring 1010 or 2101", []),
        ("room 101b", ["101"]),
        ("offence, Offended, OFFENDER", ["offen-"]),
        ("collisions", ["collision-"]),
        ("the po\u200blice", ["-police-"]),
        ("the ｐｏｌｉｃｅ", ["-police-"]),
        ("łapać", ["łap-"]),
        ("lapać", []),
        ("Met or police", ["met", "-police-"]),
        ("", []),
    ],
)
def test_a_forbidden_word_is_found_and_a_word_that_only_looks_like_it_is_not(text: str, found: list[str]) -> None:
    assert forbidden_in(text, WORDS) == found


@settings(deadline=None)
@given(st.text(), st.sampled_from(["police", "Constable", "MET", "road traffic"]), st.text())
def test_a_forbidden_word_is_found_in_whatever_stands_around_it(before: str, word: str, after: str) -> None:
    assert forbidden_in(f"{before} {word} {after}", WORDS)


@pytest.mark.parametrize(
    "text",
    ["police", "the constabulary", "the Met", "an officer", "a crime", "criminal", "a victim", "that incident",
     "burgled", "burglary", "a robbery", "an assault", "hate", "a collision", "an offence", "offender", "satisfied",
     "dissatisfied", "satisfaction", "a detective", "your statement", "ring 101", "1 0 1", "Scotland Yard",
     "what you reported", "domestic abuse", "the Safer Neighbourhood Team", "MOPAC", "a witness", "the court",
     "stolen", "a thief", "the break-in", "racist", "you were attacked", "the case number", "Metropolitan"],
)  # fmt: skip
def test_the_english_list_holds_what_would_show_why_we_call(english: tuple[str, ...], text: str) -> None:
    assert forbidden_in(text, english)


@pytest.mark.parametrize(
    "text",
    ["If you are in danger, hang up and ring 9 9 9.", "You are not driving", "Is this a good time?", "a method",
     "This is an automated research call from Northbank Research.", "We will not ring again.", "0 8 0 8, 1 5 7",
     "Allegra", "Thierry", "Courtney", "Harmony", "Abusufian", "Victoria", "Constance", "Mehmet", "Metin", "Rob",
     "Policarpo", "Bailey", "Justice", "Faith", "Grace", "Stephen", "Oluwaseun", "Siân", "O'Neil", "Anne-Marie"],
)  # fmt: skip
def test_the_english_list_leaves_harmless_sentences_and_names_alone(english: tuple[str, ...], text: str) -> None:
    assert forbidden_in(text, english) == []


BEFORE_THE_GATES = [
    ("Please answer with the keys", "right_person"),
    ("If you are {first_name}", "right_person.keys"),
    ("Is this a good time", "safe_to_talk"),
    ("If you can talk now", "safe_to_talk.keys"),
    ("I did not hear a key.", "silence"),
    ("I still did not hear a key.", "silence"),
    ("That key has no meaning here.", "wrong_key"),
    ("That was not one of the keys.", "wrong_key"),
    ("All right. We will carry on.", "undone"),
    ("If you are in danger", "help_before"),
    ("We will not ring you again.", "opted_out"),
    ("If that was a mistake", "opted_out.keys"),
    ("Something has gone wrong", "unavailable"),
    ('{label}, press {key}."\n  scale', "press"),
    ("To go on, slower", "help.keys.yes"),
    ("For slower speech", "help.keys.slower"),
    ("When may we ring again?", "appointment.ask"),
    ("If none of these suits you", "appointment.keys"),
    ("tomorrow, monday", "appointment.days"),
    ("from 9 to 10", "appointment.hours"),
    ("We will ring you then", "endings.appointment"),
    *((f"  {end}: ", end) for end in compiled().scripts["en-GB"].endings if end is not Ending.APPOINTMENT),
]


@pytest.mark.parametrize("words", [words for words, _ in BEFORE_THE_GATES], ids=[name for _, name in BEFORE_THE_GATES])
def test_a_forbidden_word_is_refused_wherever_it_could_be_heard_before_the_gates(words: str) -> None:
    marked = f"{words}Police and " if words.startswith("  ") else f"Police and {words}"
    of = changed(words, marked)
    complains(of, "Police and", "holds “-police-”, which may not be said before the gates")


@pytest.mark.parametrize(
    "words",
    ["We ask people", "How satisfied", "That was the last question", "That is fine.\n  first", "Here is where you can",
     "This survey is only ever", "To go back, press hash", "You are nearly at the end", "We will go on without"],
)  # fmt: skip
def test_after_the_gates_it_may_be_said(words: str) -> None:
    of = changed(words, f"Police and {words}")
    assert [fault for fault in faults(of) if "before the gates" in fault] == []


def test_what_is_filled_in_is_checked_too() -> None:
    of = replace(source(), sentences=replace(SENTENCES, agency="Met Research"))
    complains(of, "automated research call", "opening.right_person.ask holds “met”")
    mandate = changed("Is this a good time?", "Now {mandate}")
    of = replace(mandate, sentences=replace(SENTENCES, mandate="The police must ask."))
    complains(of, "Now {mandate}", "opening.safe_to_talk.ask holds “-police-”")


def test_every_language_is_checked_against_its_own_list() -> None:
    complains(changed("Po polsku:", "Policja po polsku:", POLISH), "offer:", "offer.ask holds “-policj-”", file=POLISH)
    complains(changed("Tu kończymy", "Ofiary, kończymy", POLISH), "too_long:", "holds “ofiar-”", file=POLISH)


def test_words_that_only_meet_when_they_are_joined_are_found_in_what_is_spoken() -> None:
    of = changed(
        'option: "For {label}, press {key}."\n  press: "{label}, press',
        'option: "{label}{key}"\n  press: "{label}ice, press',
    )
    files = {
        **of.files,
        "questionnaire.yaml": of.files["questionnaire.yaml"].replace("yes: If you can talk now", "yes: pol"),
    }
    with pytest.raises(BadQuestionnaire, match=r"safe_to_talk\.keys holds “-police-”"):
        compile_questionnaire(replace(of, files=files))


def test_an_empty_or_malformed_list_is_refused() -> None:
    empty = replace(source(), files={**source().files, "forbidden/en-GB.txt": "# nothing\n"})
    assert "forbidden/en-GB.txt: no word is forbidden; list what would show why we call" in faults(empty)
    odd = replace(source(), files={**source().files, "forbidden/en-GB.txt": "police-\n*met*\n"})
    assert any(fault.startswith("forbidden/en-GB.txt:2: “*met*” is no entry") for fault in faults(odd))


@pytest.mark.parametrize("folder", list_flows(REAL_FLOWS), ids=lambda folder: folder.name)
def test_every_real_flow_is_safe_before_the_gates(folder: Path, english: tuple[str, ...]) -> None:
    questionnaire = compile_questionnaire(read_folder(folder, SENTENCES))
    for line in before_the_gates(questionnaire.scripts[questionnaire.languages[0]]):
        assert line.language or forbidden_in(" ".join(line.sentences), english) == []
