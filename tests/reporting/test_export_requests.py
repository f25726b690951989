"""Files with cases where a wave wants two persons: asked for, approved by another, given once."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.calls.survey import Survey
from voicebot.errors import NotFound, Refused
from voicebot.fieldwork.rules import WaveRules
from voicebot.privacy import audit
from voicebot.privacy.keystore import KeyStore
from voicebot.reporting.export_requests import GOOD_FOR, Wanted, approve, wanted_files
from voicebot.reporting.exporting import Exported, ExportOrder, Format, export
from voicebot.store.engine import reading
from voicebot.store.tables import Wave

REASON = "the yearly analysis"


class Desk:
    """Whoever exports from a wave that wants two persons."""

    def __init__(self, survey: Survey, folder: Path) -> None:
        self.survey, self._folder = survey, folder
        with survey.changing() as session:
            wave = session.get_one(Wave, survey.wave_id)
            wave.rules = WaveRules(second_person=True).to_json()
            self.wave = wave.name

    def gets(self, who: str = "ada", form: Format = Format.CSV, reason: str = REASON, name: str = "a.csv") -> Exported:
        order = ExportOrder(self.wave, form, self._folder / name, who, reason)
        return export(self.survey.engine, self.survey.clock, order)

    def is_refused(self, who: str = "ada", form: Format = Format.CSV, reason: str = REASON, name: str = "a.csv") -> str:
        with pytest.raises(Refused, match="wants two persons") as refused:
            self.gets(who, form, reason, name)
        assert not (self._folder / name).exists()
        return str(refused.value)

    def approves(self, who: str, request_id: str) -> Wanted:
        return approve(self.survey.engine, self.survey.clock, wave=self.wave, request_id=request_id, who=who)

    @property
    def wanted(self) -> list[Wanted]:
        with reading(self.survey.engine) as session:
            return list(wanted_files(session, self.wave, self.survey.clock.now()))

    def trail(self) -> list[tuple[str, str]]:
        with reading(self.survey.engine) as session:
            return [(one.action, one.who) for one in audit.entries(session) if "export" in one.action][::-1]


@pytest.fixture
def desk(engine: Engine, keys: KeyStore, tmp_path: Path) -> Desk:
    return Desk(Survey(engine, keys), tmp_path)


def test_a_file_with_cases_is_had_once_somebody_else_has_approved_it_and_then_never_again(desk: Desk) -> None:
    told = desk.is_refused()
    (request,) = desk.wanted
    assert request.id in told
    assert (request.format, request.reason, request.asked_by, request.approved_by) == ("csv", REASON, "ada", None)
    assert desk.approves("ben", request.id).approved_by == "ben"
    assert desk.gets().format is Format.CSV
    assert desk.wanted == []
    desk.is_refused(name="again.csv")
    done = [("export_requested", "ada"), ("export_approved", "ben"), ("exported", "ada"), ("export_requested", "ada")]
    assert desk.trail() == done
    with reading(desk.survey.engine) as session:
        (entry,) = audit.entries(session, action="exported")
    assert entry.details["approved_by"] == "ben"


def test_nobody_approves_what_they_asked_for_themselves(desk: Desk) -> None:
    desk.is_refused()
    with pytest.raises(Refused, match="whoever asked for the file can't approve it"):
        desk.approves("ada", desk.wanted[0].id)
    desk.is_refused()
    assert desk.trail() == [("export_requested", "ada")], "it was asked for twice"


@pytest.mark.parametrize("other", [{"who": "eva"}, {"form": Format.LONG}, {"reason": "something else"}])
def test_an_approval_is_for_one_person_one_format_and_one_reason(desk: Desk, other: dict[str, object]) -> None:
    desk.is_refused()
    desk.approves("ben", desk.wanted[0].id)
    desk.is_refused(**other)  # type: ignore[arg-type]
    assert len(desk.wanted) == 2


def test_a_request_is_approved_once_and_good_for_seven_days(desk: Desk) -> None:
    desk.is_refused()
    (request,) = desk.wanted
    desk.approves("ben", request.id)
    with pytest.raises(Refused, match="approved already"):
        desk.approves("eva", request.id)
    desk.survey.clock.pass_(seconds=GOOD_FOR / timedelta(seconds=1))
    desk.is_refused()
    with pytest.raises(NotFound, match="no file is asked for under that id"):
        desk.approves("ben", request.id)


def test_a_file_that_could_not_be_written_leaves_the_approval_good(desk: Desk) -> None:
    desk.is_refused()
    desk.approves("ben", desk.wanted[0].id)
    with pytest.raises(Refused, match="can't be written"):
        desk.gets(name="nowhere/a.csv")
    assert desk.gets().path.exists()


def test_what_holds_no_case_is_had_by_one_person(desk: Desk) -> None:
    assert desk.gets(form=Format.CODEBOOK, name="codebook.json").rows == 0
    assert desk.wanted == []
