from pathlib import Path

import pytest

from tests.questionnaire.recordings.sounds import accept, record
from voicebot.errors import BadQuestionnaire
from voicebot.questionnaire.recordings.folder import read_accepted, read_recordings, served_recordings


def test_recordings_are_found_by_language_and_line(flow: Path) -> None:
    record(flow, "contact.ask", "whole.ask")
    record(flow, "contact.ask", language="pl-PL", suffix=".mp3")
    (flow / "audio" / "en-GB" / "notes.txt").write_text("not a sound")
    found = [(one.language, one.line, one.suffix) for one in read_recordings(flow)]
    assert found == [("en-GB", "contact.ask", ".wav"), ("en-GB", "whole.ask", ".wav"), ("pl-PL", "contact.ask", ".mp3")]


def test_a_questionnaire_without_recordings_has_none(flow: Path) -> None:
    assert read_recordings(flow) == []
    assert read_accepted(flow) == {}


def test_only_what_was_accepted_as_it_is_now_is_served(flow: Path, flows: Path) -> None:
    record(flow, "contact.ask", "whole.ask")
    questionnaire = accept(flow)
    record(flow, "age.ask")
    changed = flow / "audio" / "en-GB" / "whole.ask.wav"
    changed.write_bytes(changed.read_bytes() + b"\0\0")
    ((name, served),) = served_recordings(flows).items()
    line = questionnaire.scripts["en-GB"].ask["contact"][0]
    assert (name, served.words) == (line.recording, " ".join(line.sentences))
    assert served.path.name == "contact.ask.wav"


def test_a_list_of_acceptances_that_can_not_be_read_is_told(flow: Path) -> None:
    (flow / "audio").mkdir()
    (flow / "audio" / "recordings.yaml").write_text("[", encoding="utf-8")
    with pytest.raises(BadQuestionnaire, match=r"audio/recordings\.yaml"):
        read_accepted(flow)
