from pathlib import Path

from tests.questionnaire.recordings.sounds import accept, compiled, mp3, record, tone
from voicebot.questionnaire.recordings.folder import read_accepted, read_recordings
from voicebot.questionnaire.recordings.manifest import Accepted
from voicebot.questionnaire.recordings.sheet import Row, Standing, accepted_by, recording_sheet, strays


def sheet(flow: Path) -> dict[str, Row]:
    rows = recording_sheet(compiled(flow), "en-GB", read_recordings(flow), read_accepted(flow))
    return {row.line.name: row for row in rows}


def test_the_sheet_tells_how_far_every_recording_has_come(flow: Path) -> None:
    record(flow, "contact.ask", "whole.ask", "waited.ask")
    accept(flow)
    record(flow, "age.ask")
    (flow / "audio" / "en-GB" / "whole.ask.wav").write_bytes(tone(3.0))
    file = flow / "questionnaire.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Did you have to wait?", "Had you to wait?"), "utf-8")
    standings = {name: row.standing for name, row in sheet(flow).items()}
    assert standings["contact.ask"] is Standing.IN_USE
    assert standings["whole.ask"] is Standing.CHANGED
    assert standings["waited.ask"] is Standing.STALE
    assert standings["age.ask"] is Standing.NEW
    assert standings["closing.ask"] is Standing.MISSING
    assert standings["right_person.keys"] is Standing.SPOKEN


def test_a_recording_that_is_not_fit_is_told_beside_its_line(flow: Path) -> None:
    record(flow, "contact.ask", "right_person.keys")
    record(flow, "whole.ask", suffix=".mp3")
    folder = flow / "audio" / "en-GB"
    (folder / "whole.ask.wav").write_bytes(b"no sound")
    (folder / "contact.ask.wav").write_bytes(tone(4.0, decibels=-50))
    rows = sheet(flow)
    assert "too quiet" in rows["contact.ask"].faults[0]
    assert "always spoken" in rows["right_person.keys"].faults[0]
    assert [fault[:14] for fault in rows["whole.ask"].faults] == ["it is there tw", "it is no WAV: "]
    assert rows["closing.ask"].faults == ()


def test_what_is_accepted_replaces_what_was_in_that_language_and_leaves_the_others(flow: Path) -> None:
    record(flow, "contact.ask")
    rows = list(sheet(flow).values())
    polish = {"yes": Accepted("b" * 64 + ".mp3", ("Tak.",))}
    before = {"en-GB": {"gone": Accepted("a" * 64 + ".wav", ("Gone.",))}, "pl-PL": polish}
    after = accepted_by(rows, before)
    assert after["pl-PL"] == polish
    assert list(after["en-GB"]) == ["contact.ask"]


def test_a_recording_of_no_line_is_found_by_its_name(flow: Path) -> None:
    for name in ("en-GB/contact_ask.mp3", "en-GB/nothing_like_it.mp3", "cy-GB/contact.ask.mp3"):
        path = flow / "audio" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mp3(1))
    cymru, near, far = strays(compiled(flow), read_recordings(flow))
    assert cymru.startswith("cy-GB/contact.ask.mp3: there is no such language")
    assert near == "en-GB/contact_ask.mp3: there is no such line; did you mean “contact.ask”?"
    assert far == "en-GB/nothing_like_it.mp3: there is no such line; see the recording sheet"
