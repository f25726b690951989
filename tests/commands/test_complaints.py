"""The commands on complaints."""

from tests.commands.conftest import Terminal, draw
from tests.factories import number
from voicebot.store.engine import reading
from voicebot.store.tables import Case


def test_a_complaint_is_opened_by_number_listed_and_closed(terminal: Terminal, wave: str) -> None:
    case_id = draw(terminal, wave, number())
    note = terminal.write("note.txt", "Wants the supervisor to ring back.")
    opened = terminal.tells(
        "complaint", "open", "--category", "too_often", "--note", note, "--as", "ben", typed="07700 900000\n"
    )
    assert (opened["case_id"], opened["serious"], opened["opened_by"]) == (case_id, False, "ben")
    assert opened["id"] in terminal.prints("complaint", "list")
    done = ("--action", "apologised", "--ending", "withdrawn")
    assert "closed, withdrawn" in terminal.prints("complaint", "close", opened["id"], *done)
    assert opened["id"] not in terminal.prints("complaint", "list")
    assert terminal.tells("complaint", "list", "--closed")["complaints"][0]["action"] == "apologised"
    with reading(terminal.parts().engine) as session:
        assert session.get_one(Case, case_id).state == "closed"


def test_what_is_always_serious_is_so_without_saying_it(terminal: Terminal, wave: str) -> None:
    case_id = draw(terminal, wave, number())
    opened = terminal.tells("complaint", "open", "--case", case_id, "--category", "offender_present")
    assert opened["serious"]


def test_a_person_with_several_cases_has_to_be_told_apart(terminal: Terminal, wave: str) -> None:
    for _ in range(2):
        draw(terminal, wave, number())
    assert "2 cases" in terminal.is_refused("complaint", "open", "--category", "other", typed="07700 900000")
    assert "no complaint" in terminal.is_refused(
        "complaint", "close", "nothing", "--action", "explained", "--ending", "released"
    )
