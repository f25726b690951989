from sqlalchemy import func, select

from tests import factories
from tests.commands.conftest import Terminal, draw
from voicebot.store.engine import reading
from voicebot.store.tables import TrialCall

STAFF = "07700 900999"
TEST = ("call", "test", "--flow", "user-satisfaction")


def _wanted(terminal: Terminal) -> int:
    with reading(terminal.parts().engine) as session:
        return session.scalar(select(func.count()).select_from(TrialCall)) or 0


def test_a_test_call_waits_for_the_dialler(terminal: Terminal) -> None:
    told = terminal.tells(*TEST, "--language", "pl-PL", "--as", "ben", typed=STAFF)
    with reading(terminal.parts().engine) as session:
        call = session.get_one(TrialCall, told["id"])
    assert (call.language, call.wanted_by, call.state) == ("pl-PL", "ben", "wanted")
    assert "The telephone rings" in terminal.prints(*TEST, typed=STAFF)


def test_it_is_refused_without_a_number_or_for_somebody_of_a_survey(terminal: Terminal, wave: str) -> None:
    draw(terminal, wave, factories.number(1))
    assert "no number was given" in terminal.is_refused(*TEST)
    assert "number" in terminal.is_refused(*TEST, typed="12")
    assert "can't be used for a test call" in terminal.is_refused(*TEST, typed="07700 900001")
    assert "no questionnaire called none" in terminal.is_refused("call", "test", "--flow", "none", typed=STAFF)
    assert _wanted(terminal) == 0
