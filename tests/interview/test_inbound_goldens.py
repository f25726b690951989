"""Golden conversations of people who ring us, in goldens/calling-back/: every word at the menu, after every turn."""

from pathlib import Path

import pytest

from tests.interview.inbound_transcript import read, write

GOLDENS = sorted((Path(__file__).parent / "goldens" / "calling-back").glob("*.call"))


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_a_call_to_us_goes_as_it_always_did(path: Path, remake_goldens: bool) -> None:
    text = path.read_text(encoding="utf-8")
    written = write(read(text))
    if remake_goldens:
        path.write_text(written, encoding="utf-8")
        return
    assert text == written


def test_every_one_has_a_title_of_its_own() -> None:
    assert len({read(path.read_text(encoding="utf-8")).title for path in GOLDENS}) == len(GOLDENS) > 0
