from collections.abc import Collection
from pathlib import Path

import pytest
from sqlalchemy import select

from tests import factories
from voicebot.errors import BadQuestionnaire, NotFound, Refused
from voicebot.fieldwork import batches
from voicebot.fieldwork.launching import launch_batch
from voicebot.questionnaire.reading import read_folder
from voicebot.questionnaire.source import Sentences, Source
from voicebot.store.engine import reading
from voicebot.store.tables import QuestionnaireVersion

FLOWS = Path(__file__).parents[1] / "flows"
SENTENCES = Sentences("Example Research", "0808 157 0000")


def read_flow(name: str, languages: Collection[str] = ()) -> Source:
    return read_folder(FLOWS / name, SENTENCES)


@pytest.fixture
def approved(office):
    def approved(wave):
        office.person(wave, factories.number(len(wave)))
        batch = batches.create(office.engine, office.clock, wave_name=wave, size=None, who="researcher")
        return batches.approve(office.engine, office.clock, batch_id=batch.id, who="supervisor").id

    return approved


def launch(office, batch, flows=read_flow, faults=()):
    return launch_batch(office.engine, office.clock, flows, batch_id=batch, faults=faults, who="supervisor")


def versions(office):
    with reading(office.engine) as session:
        return session.scalars(select(QuestionnaireVersion)).all()


def test_the_first_launch_of_a_wave_keeps_its_questionnaire_and_fixes_it(office, approved):
    batch = approved(office.wave(flow="small", version=None))
    assert launch(office, batch).state == "running"
    source = read_flow("small")
    (kept,) = [version for version in versions(office) if version.flow == "small"]
    assert (kept.digest, Source.from_json(kept.source)) == (source.digest, source)
    assert office.call().version == source.digest


def test_a_later_launch_asks_what_the_first_one_asked(office, approved):
    wave = office.wave(flow="small", version=None)
    launch(office, approved(wave))

    def gone(name):
        raise NotFound(name)

    assert launch(office, approved(wave), flows=gone).state == "running"


def test_a_questionnaire_with_a_fault_is_not_launched(office, approved):
    batch = approved(office.wave(flow="small", version=None))
    with pytest.raises(BadQuestionnaire):
        launch(office, batch, flows=lambda name, _: Source(name, {"questionnaire.yaml": "survey: small"}, SENTENCES))
    assert office.batch(batch).state == "approved"


def test_a_launch_that_the_settings_refuse_leaves_the_questionnaire_open(office, approved):
    wave = office.wave(flow="small", version=None)
    batch = approved(wave)
    with pytest.raises(Refused, match="VOICEBOT_HELPLINE"):
        launch(office, batch, faults=["VOICEBOT_HELPLINE: is not set"])
    assert office.batch(batch).state == "approved"
    assert launch(office, batch, flows=lambda *_: read_flow("two-steps")).state == "running"
    assert office.call().version == read_flow("two-steps").digest


def test_a_batch_that_is_not_there_is_not_launched(office):
    with pytest.raises(NotFound, match="no batch of that id"):
        launch(office, "nothing")
