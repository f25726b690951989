"""Replicates are released one after the other while interviews are missing."""

import pytest

from tests import factories
from tests.fieldwork.office import Office
from voicebot.errors import NotFound, Refused
from voicebot.fieldwork import batches
from voicebot.fieldwork.releasing import ReleaseStatus, close_filled_quotas, release_next, release_status
from voicebot.fieldwork.rules import Targets, WaveRules
from voicebot.outcomes import Result
from voicebot.privacy import audit
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Case, Sample, Wave


def _wave(office: Office, rules: WaveRules, *, released: int = 1, replicates: int = 2) -> str:
    """A wave of two cases, one in each replicate."""
    name = office.wave(rules)
    with transaction(office.engine) as session:
        wave = session.query(Wave).filter_by(name=name).one()
        sample = session.query(Sample).filter_by(wave_id=wave.id).one()
        sample.released, sample.replicates = released, replicates
        for replicate in (1, 2):
            factories.case(session, wave_id=wave.id, sample_id=sample.id, replicate=replicate, due_at=None)
    return name


def _release(office: Office, name: str) -> ReleaseStatus:
    return release_next(office.engine, office.clock, wave_name=name, who="supervisor")


def _interview(office: Office) -> None:
    """The first case of all is interviewed."""
    with transaction(office.engine) as session:
        case = session.query(Case).order_by(Case.replicate).first()
        assert case is not None
        case.state = "closed"
        batch = factories.batch(session, wave_id=case.wave_id)
        factories.attempt(session, case_id=case.id, batch_id=batch.id, state="settled", result=Result.COMPLETE)


def test_only_cases_of_released_replicates_enter_a_batch(office: Office) -> None:
    name = _wave(office, WaveRules())
    first = batches.create(office.engine, office.clock, wave_name=name, size=None, who="researcher")
    assert sum(first.cases.values()) == 1
    with pytest.raises(Refused):
        batches.create(office.engine, office.clock, wave_name=name, size=None, who="researcher")

    _release(office, name)

    second = batches.create(office.engine, office.clock, wave_name=name, size=None, who="researcher")
    assert sum(second.cases.values()) == 1


def test_the_next_replicate_is_released_while_a_target_is_not_met_and_that_is_kept(office: Office) -> None:
    name = _wave(office, WaveRules(targets=Targets(interviews=2)))

    done = _release(office, name)

    assert (done.released, done.replicates) == (2, 2)
    assert [(one.name, one.interviews, one.still_open) for one in done.progress] == [("all", 0, 1)]
    with reading(office.engine) as session:
        assert audit.entries(session)[0].action == "replicate_released"
        assert release_status(session, name).released == 2


def test_nothing_is_released_once_every_target_is_met(office: Office) -> None:
    name = _wave(office, WaveRules(targets=Targets(interviews=1)))
    _interview(office)
    with pytest.raises(Refused, match="every target is met: all 1"):
        _release(office, name)


def test_a_sample_that_is_released_as_a_whole_has_nothing_left(office: Office) -> None:
    name = _wave(office, WaveRules(), released=2)
    with pytest.raises(Refused, match="all 2 replicates"):
        _release(office, name)


def test_a_wave_without_a_sample_has_nothing_to_release(office: Office) -> None:
    with transaction(office.engine) as session:
        name = factories.wave(session).name
    with pytest.raises(NotFound, match="no sample was drawn"):
        _release(office, name)


def test_cases_not_yet_released_count_in_no_progress(office: Office) -> None:
    name = _wave(office, WaveRules(targets=Targets(interviews=5)))
    with reading(office.engine) as session:
        assert [one.still_open for one in release_status(session, name).progress] == [1]


@pytest.mark.parametrize(("hard", "closed"), [(True, 1), (False, 0)])
def test_a_hard_quota_closes_what_is_left_and_a_soft_target_never_does(office: Office, hard: bool, closed: int) -> None:
    _wave(office, WaveRules(targets=Targets(interviews=1, hard=hard)), released=2)
    _interview(office)

    assert close_filled_quotas(office.engine, office.clock) == closed
    assert close_filled_quotas(office.engine, office.clock) == 0
    with reading(office.engine) as session:
        filled = [case for case in session.query(Case) if case.closed_for == Result.QUOTA_FILLED]
    assert len(filled) == closed
