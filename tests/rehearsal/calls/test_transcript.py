from voicebot.rehearsal.calls.transcript import Kind, Transcript


def test_a_transcript_reads_line_by_line():
    transcript = Transcript()
    transcript.add(7.61, Kind.HEARD, "Hello.")
    transcript.add(9.0, Kind.SILENT)
    assert transcript.as_text() == "     7.6  heard  Hello.\n     9.0  silent\n"
    assert transcript.as_json()[0] == {"second": 7.6, "kind": "heard", "text": "Hello."}
