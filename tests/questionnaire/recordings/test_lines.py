from pathlib import Path

from tests.questionnaire.flows import SENTENCES
from tests.questionnaire.flows import compiled as small
from tests.questionnaire.recordings.sounds import accept, compiled, record
from voicebot.interview.prompts import prompt
from voicebot.interview.state import State
from voicebot.questionnaire.model import Line, Questionnaire
from voicebot.questionnaire.reading import read_folder
from voicebot.questionnaire.recordings.lines import lines_by_use, recordable
from voicebot.questionnaire.source import Sentences


def recorded(questionnaire: Questionnaire, language: str = "en-GB") -> set[str]:
    """The names of the lines that have a recording."""
    return {line.name for line in lines_by_use(questionnaire, language) if line.recording}


def test_a_name_or_a_time_keeps_a_line_from_being_recorded() -> None:
    spoken = {line.name for line in lines_by_use(small(), "en-GB") if not recordable(line)}
    assert spoken == {"right_person.keys", "endings.appointment"}


def test_every_line_is_listed_once_with_all_the_places_where_it_is_said() -> None:
    uses = {line.name: where for line, where in lines_by_use(small(), "en-GB").items()}
    assert uses["phrases.yes_no"] == ["waited", "problems_phone", "problems_online"]
    assert uses["scale.satisfaction.short"] == ["contact, in short", "whole, in short"]
    assert uses["endings.complete"] == ["goodbye: complete"]
    assert next(iter(uses)) == "right_person.ask"


def test_the_offer_of_a_language_is_recorded_in_that_language() -> None:
    assert "offers.pl-PL" in {line.name for line in lines_by_use(small(), "pl-PL")}
    assert "offers.pl-PL" not in {line.name for line in lines_by_use(small(), "en-GB")}


def test_an_accepted_recording_is_put_to_its_line_wherever_that_is_said(flow: Path) -> None:
    record(flow, "contact.ask", "phrases.yes_no")
    questionnaire = accept(flow)
    assert recorded(questionnaire) == {"contact.ask", "phrases.yes_no"}
    script = questionnaire.scripts["en-GB"]
    assert script.ask["contact"][0] == script.short["contact"][0]


def test_a_recording_of_other_words_is_not_played(flow: Path) -> None:
    record(flow, "contact.ask", "whole.ask")
    accept(flow)
    file = flow / "questionnaire.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("reach someone?", "reach anyone?"), encoding="utf-8")
    assert recorded(compiled(flow)) == {"whole.ask"}


def test_a_recording_that_names_another_caller_is_not_played(flow: Path) -> None:
    record(flow, "right_person.ask", "contact.ask")
    assert recorded(accept(flow)) == {"right_person.ask", "contact.ask"}
    assert recorded(compiled(flow, Sentences("Southbank Research", SENTENCES.helpline))) == {"contact.ask"}


def test_another_recording_is_another_version(flow: Path) -> None:
    before = read_folder(flow, SENTENCES).digest
    record(flow, "contact.ask")
    first = accept(flow).digest
    record(flow, "contact.ask", suffix=".mp3")
    (flow / "audio" / "en-GB" / "contact.ask.wav").unlink()
    assert len({before, first, accept(flow).digest}) == 3


def test_whoever_asked_for_slower_speech_hears_speech(flow: Path) -> None:
    record(flow, "safe_to_talk.ask")
    questionnaire = accept(flow)

    def said(*, slow: bool) -> Line:
        return prompt(questionnaire, State("en-GB", step="safe_to_talk", slow=slow)).lines[0]

    assert said(slow=False).recording
    assert said(slow=True).recording is None
