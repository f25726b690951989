import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal

here = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not on this machine")
CALLS = "# Not free\n> picked up\n> 2\n\n# Hangs up\n> picked up\n> hangs up\n"


def test_a_saved_call_is_replayed_as_a_transcript(bare_terminal: Terminal) -> None:
    told = bare_terminal.prints("flow", "replay", "user-satisfaction", bare_terminal.write("saved.call", CALLS))
    assert told.startswith("# Not free\n> picked up\nright_person.ask | Hello.")
    assert "counts as not_free\n\n# Hangs up\n" in told


def test_a_transcript_is_its_own_expectation(bare_terminal: Terminal) -> None:
    saved = bare_terminal.write("saved.call", CALLS)
    told = bare_terminal.prints("flow", "replay", "user-satisfaction", saved)
    again = bare_terminal.write("again.call", told)
    assert bare_terminal.prints("flow", "replay", "user-satisfaction", again) == told


def test_a_call_that_went_otherwise_fails_with_its_first_difference(bare_terminal: Terminal) -> None:
    saved = bare_terminal.write("saved.call", "# Not free\n> picked up\n> 2\ncounts as complete\n")
    result = bare_terminal.run("flow", "replay", "user-satisfaction", saved)
    assert result.exit_code == 1
    assert result.stdout.endswith("counts as not_free\n")
    assert result.stderr.startswith(f"{saved}:3: it should have been “> 2” and was “right_person.ask | Hello.")


def test_a_file_that_is_no_call_is_told(bare_terminal: Terminal) -> None:
    path = bare_terminal.write("saved.call", "# One\n> dances\n")
    told = bare_terminal.is_refused("flow", "replay", "user-satisfaction", path)
    assert told.startswith(f"{path}, line 2: “dances” is nothing that can happen")
    path.write_bytes(b"\xff\xfe")
    assert "save it as UTF-8" in bare_terminal.is_refused("flow", "replay", "user-satisfaction", path)


@here
def test_a_call_is_spoken_to_a_file_along_the_usual_path_or_another(bare_terminal: Terminal) -> None:
    out, saved = bare_terminal.folder / "call.wav", bare_terminal.write("saved.call", CALLS)
    told = bare_terminal.prints("flow", "speak", "user-satisfaction", "--path", saved, "--out", out)
    assert told == f"{out}: {_minutes(told):.1f} minutes\n"
    short = out.stat().st_size
    bare_terminal.prints("flow", "speak", "user-satisfaction", "--out", out)
    assert out.read_bytes()[:4] == b"RIFF"
    assert out.stat().st_size > 4 * short > 0


def test_a_call_is_spoken_in_a_language_that_there_is(bare_terminal: Terminal, tmp_path: Path) -> None:
    told = bare_terminal.is_refused(
        "flow", "speak", "user-satisfaction", "--language", "xx-XX", "--out", tmp_path / "a"
    )
    assert told.startswith("user-satisfaction is not there in xx-XX, only in en-GB")


def _minutes(told: str) -> float:
    return float(told.split()[-2])
