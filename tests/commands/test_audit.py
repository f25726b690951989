from sqlalchemy import text

from tests.commands.conftest import Terminal
from voicebot.store.engine import transaction


def test_entries_are_listed_with_what_they_tell(terminal: Terminal, wave: str) -> None:
    told = terminal.prints("audit", "list")
    assert "wave_created" in told
    assert "name: autumn" in told


def test_entries_can_be_picked(terminal: Terminal, wave: str) -> None:
    terminal.prints("stop-all")
    assert len(terminal.tells("audit", "list")["entries"]) == 2
    assert len(terminal.tells("audit", "list", "--limit", 1)["entries"]) == 1
    (entry,) = terminal.tells("audit", "list", "--action", "stopped_all")["entries"]
    assert entry["details"] == {"at_once": False, "batches": 0, "from": "terminal"}
    assert terminal.tells("audit", "list", "--subject", "nothing") == {"entries": []}


def test_a_trail_that_holds_gives_its_head(terminal: Terminal, wave: str) -> None:
    verdict = terminal.tells("audit", "verify")
    assert (verdict["ok"], verdict["entries"]) == (True, 1)
    assert verdict["head"] in terminal.prints("audit", "verify", "--head", verdict["head"])


def test_a_trail_that_was_changed_is_told_by_the_exit_code(terminal: Terminal, wave: str) -> None:
    terminal.prints("stop-all")
    with transaction(terminal.parts().engine) as session:
        for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE audit_entry SET who = 'nobody' WHERE sequence = 2"))
    assert "breaks at entry 2" in terminal.is_refused("audit", "verify")
    result = terminal.run("audit", "verify", "--json")
    assert result.exit_code == 1
    assert '"first_bad": 2' in result.stdout


def test_a_head_that_is_no_longer_there_shows_that_the_end_was_cut_off(terminal: Terminal, wave: str) -> None:
    assert "breaks at entry 2" in terminal.is_refused("audit", "verify", "--head", "f" * 64)
