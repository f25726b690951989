"""When a wave is destroyed by itself."""

from datetime import date
from unittest.mock import patch

import pytest

from tests import factories
from tests.fieldwork.office import Office
from voicebot.fieldwork import destroying, retention, waves
from voicebot.fieldwork.destroying import what_is_left
from voicebot.fieldwork.retention import destroy_due, destruction_date
from voicebot.fieldwork.rules import CallingRules, Retention, WaveRules
from voicebot.privacy import audit
from voicebot.store.engine import reading, transaction
from voicebot.store.states import AttemptState
from voicebot.store.tables import Attempt, Batch

NUMBER = factories.number(1)
RULES = WaveRules(calling=CallingRules(last_day=date(2026, 11, 27)), retention=Retention(contact_days=10))


@pytest.fixture
def wave(office: Office) -> str:
    """A wave to be destroyed on 7 December, with one person that nobody has called."""
    name = office.wave(RULES)
    office.person(name, NUMBER)
    return name


def _destroy_due(office: Office) -> int:
    return destroy_due(office.engine, office.clock, office.keys)


def _date(office: Office, name: str) -> date | None:
    with reading(office.engine) as session:
        return destruction_date(session, waves.find_wave(session, name))


def test_a_wave_is_destroyed_by_itself_once_its_retention_is_over(office: Office, wave: str) -> None:
    assert _date(office, wave) == date(2026, 12, 7)
    office.clock.pass_(days=11)
    assert _destroy_due(office) == 0

    office.clock.pass_(days=1)

    assert _destroy_due(office) == 1
    assert list(what_is_left(office.engine, office.keys, name=wave)) == []
    assert (_date(office, wave), _destroy_due(office)) == (None, 0)
    with reading(office.engine) as session:
        (entry,) = audit.entries(session, action="wave_destroyed")
    assert entry.who == audit.SYSTEM


def test_a_frozen_wave_is_not(office: Office, wave: str) -> None:
    waves.freeze_wave(office.engine, office.clock, name=wave, reason="a complaint", who="supervisor")
    office.clock.pass_(days=40)
    assert _destroy_due(office) == 0
    waves.unfreeze_wave(office.engine, office.clock, name=wave, who="supervisor")
    assert _destroy_due(office) == 1


def test_a_batch_that_was_left_paused_does_not_keep_contacts_beyond_their_day(office: Office, wave: str) -> None:
    batch_id = office.launch(wave)
    with transaction(office.engine) as session:
        session.get_one(Batch, batch_id).state = "paused"
    office.clock.pass_(days=12)

    assert _destroy_due(office) == 1
    stopped = office.batch(batch_id)
    assert (stopped.state, stopped.reason) == ("stopped", "its contacts are destroyed today")


def test_it_waits_for_a_moment_in_which_no_call_is_in_progress(office: Office, wave: str) -> None:
    office.running_batch()
    attempt = office.call()
    office.clock.pass_(days=12)
    assert _destroy_due(office) == 0

    office.ends(attempt.id, "no-answer")

    assert _destroy_due(office) == 1


def test_a_wave_that_can_not_be_destroyed_does_not_hold_up_the_others(office: Office, wave: str) -> None:
    other = office.wave(RULES)
    office.person(other, factories.number(2))
    office.launch(other)
    attempt = office.call()
    with transaction(office.engine) as session:
        session.get_one(Attempt, attempt.id).state = AttemptState.ENDED
    office.clock.pass_(days=12)

    assert _destroy_due(office) == 1
    assert list(what_is_left(office.engine, office.keys, name=wave)) == []
    assert _date(office, other) == date(2026, 12, 7)


def test_a_destruction_that_was_cut_off_is_finished(office: Office, wave: str) -> None:
    with patch.object(destroying, "_remove", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        destroying.destroy_wave(office.engine, office.clock, office.keys, name=wave, who="administrator")

    assert _destroy_due(office) == 1
    assert list(what_is_left(office.engine, office.keys, name=wave)) == []
    assert _destroy_due(office) == 0


def test_without_a_last_day_the_retention_is_counted_from_the_last_call(office: Office) -> None:
    name = office.wave()
    office.person(name, NUMBER)
    office.launch(name)
    office.clock.pass_(days=3)
    office.ends(office.call().id, "no-answer")
    assert _date(office, name) == date(2026, 12, 28)


def test_a_wave_for_which_nothing_was_drawn_has_nothing_to_destroy(office: Office) -> None:
    with transaction(office.engine) as session:
        assert retention.destruction_date(session, factories.wave(session)) is None
