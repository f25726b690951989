import pytest
from sqlalchemy import select

from tests import factories
from tests.commands.conftest import Terminal, draw
from voicebot.store.engine import reading
from voicebot.store.tables import QuestionnaireVersion


@pytest.fixture
def batch(terminal: Terminal, wave: str) -> str:
    """The id of a drafted batch of two people."""
    for nth in range(2):
        draw(terminal, wave, factories.number(nth))
    made: str = terminal.tells("batch", "create", wave)["id"]
    return made


@pytest.fixture
def running(terminal: Terminal, batch: str) -> str:
    """The id of a batch that is being called."""
    terminal.prints("batch", "approve", batch)
    terminal.prints("batch", "launch", batch)
    return batch


def test_a_batch_goes_from_draft_to_running(terminal: Terminal, batch: str) -> None:
    assert terminal.tells("batch", "status", batch)["state"] == "draft"
    assert terminal.tells("batch", "approve", batch, "--as", "a.jones")["approved_by"] == "a.jones"
    launched = terminal.tells("batch", "launch", batch, "--first", 1, "--as", "a.jones")
    assert (launched["id"], launched["state"], launched["review_after"]) == (batch, "running", 1)
    assert terminal.tells("batch", "status", batch)["cases"] == {"waiting": 2}


def test_a_launch_fixes_the_questionnaire_that_is_asked(terminal: Terminal, wave: str, running: str) -> None:
    version = terminal.tells("wave", "show", wave)["version"]
    assert version == terminal.tells("flow", "check", "user-satisfaction")["flows"][0]["version"]
    with reading(terminal.parts().engine) as session:
        assert session.scalars(select(QuestionnaireVersion.digest)).all() == [version]


def test_a_batch_is_paused_with_a_reason_and_resumed(terminal: Terminal, running: str) -> None:
    paused = terminal.prints("batch", "pause", running, "--reason", "a complaint [serious]")
    assert "a complaint [serious]" in paused
    assert terminal.tells("batch", "resume", running)["state"] == "running"


def test_a_stopped_batch_does_not_go_on(terminal: Terminal, running: str) -> None:
    assert terminal.tells("batch", "stop", running)["state"] == "stopped"
    assert "this batch is stopped" in terminal.is_refused("batch", "resume", running)


def test_everything_is_stopped_by_one_command(terminal: Terminal, running: str) -> None:
    assert terminal.tells("stop-all", "--now", "--as", "a.jones") == {"batches_paused": 1}
    assert terminal.tells("batch", "status", running)["state"] == "paused"
    assert "0 running batches" in terminal.prints("stop-all")


def test_the_first_letters_of_an_id_are_enough(terminal: Terminal, batch: str) -> None:
    assert batch in terminal.prints("batch", "status", batch[:8])


def test_a_batch_that_is_not_there_is_not_launched(terminal: Terminal) -> None:
    assert terminal.is_refused("batch", "launch", "zzzzzzzz") == "there is no batch of that id: see `wave show`\n"


def test_only_an_approved_batch_is_launched(terminal: Terminal, batch: str) -> None:
    assert "only one that is approved can be launched" in terminal.is_refused("batch", "launch", batch)


def test_a_wave_can_ask_for_a_second_person(terminal: Terminal) -> None:
    rules = terminal.write("rules.yaml", "second_person: true")
    terminal.prints("wave", "create", "careful", "--flow", "user-satisfaction", "--rules", rules)
    draw(terminal, "careful", factories.number())
    batch = terminal.tells("batch", "create", "careful", "--as", "j.smith")["id"]
    assert "two persons" in terminal.is_refused("batch", "approve", batch, "--as", "j.smith")
    assert terminal.tells("batch", "approve", batch, "--as", "a.jones")["state"] == "approved"


def test_a_batch_of_nobody_is_a_wrong_use(terminal: Terminal, wave: str) -> None:
    assert "--size" in terminal.is_misused("batch", "create", wave, "--size", 0)
    assert "draw a sample first" in terminal.is_refused("batch", "create", wave)


def test_a_real_launch_is_refused_with_everything_that_is_not_set(
    terminal: Terminal, batch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.prints("batch", "approve", batch)
    faults = ["VOICEBOT_HELPLINE: is not set", "TWILIO_CALLER_ID: is not set"]
    monkeypatch.setattr("voicebot.settings.Settings.launch_faults", lambda settings: faults)
    told = terminal.is_refused("batch", "launch", batch)
    assert told == "the launch is refused: VOICEBOT_HELPLINE: is not set; TWILIO_CALLER_ID: is not set\n"
    assert terminal.tells("batch", "status", batch)["state"] == "approved"
