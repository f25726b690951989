import pytest

from tests import factories
from voicebot.errors import BadInput, NotFound, Refused
from voicebot.fieldwork import batches, waves
from voicebot.fieldwork.rules import CallingRules, WaveRules
from voicebot.privacy import audit
from voicebot.store.engine import reading
from voicebot.store.tables import Attempt, Errand, Wave

RULES = WaveRules(calling=CallingRules(attempts=3))


def create(office, name="autumn 2026", rules=RULES):
    return waves.create_wave(
        office.engine, office.clock, office.keys, name=name, flow="user-satisfaction", rules=rules, who="researcher"
    )


def test_a_new_wave_is_open_and_has_a_key_of_its_own(office):
    made = create(office)
    assert (made.name, made.state, made.version, made.cases) == ("autumn 2026", "open", None, {})
    with reading(office.engine) as session:
        assert office.keys.has_wave_key(session.get_one(Wave, made.id).key_id)


def test_a_wave_keeps_its_rules(office):
    create(office)
    with reading(office.engine) as session:
        assert waves.rules_of(waves.find_wave(session, "autumn 2026")) == RULES


def test_two_waves_can_t_share_a_name(office):
    create(office)
    with pytest.raises(Refused, match="choose another name"):
        create(office)


@pytest.mark.parametrize("name", ["", " x", "a" * 41, "a/b", "a\nb"])
def test_a_name_that_can_t_be_one_is_refused(office, name):
    with pytest.raises(BadInput):
        create(office, name)


def test_making_a_wave_is_in_the_audit_trail(office):
    made = create(office)
    with reading(office.engine) as session:
        (entry,) = audit.entries(session)
    assert (entry.who, entry.action, entry.subject) == ("researcher", "wave_created", made.id)


def test_an_unknown_wave_is_told_with_what_to_do(office):
    with reading(office.engine) as session, pytest.raises(NotFound, match="wave list"):
        waves.find_wave(session, "winter")


def test_waves_are_listed_newest_first_with_their_counts(office):
    create(office, "one")
    office.clock.pass_(hours=1)
    create(office, "two")
    office.person("two", factories.number())
    batch_id = office.launch("two")
    with reading(office.engine) as session:
        newest, oldest = waves.list_waves(session)
    assert (newest.name, newest.cases, newest.batches) == ("two", {"waiting": 1}, {batch_id: "running"})
    assert oldest.name == "one"


def _freeze(office):
    return waves.freeze_wave(office.engine, office.clock, name="autumn 2026", reason="a wrong file", who="researcher")


def test_a_frozen_wave_can_be_frozen_no_more_but_goes_on_once_it_is_unfrozen(office):
    create(office)
    assert _freeze(office).state == "frozen"
    with pytest.raises(Refused, match="frozen"):
        _freeze(office)

    thawed = waves.unfreeze_wave(office.engine, office.clock, name="autumn 2026", who="researcher")

    assert thawed.state == "open"
    with pytest.raises(Refused, match="not frozen"):
        waves.unfreeze_wave(office.engine, office.clock, name="autumn 2026", who="researcher")


def test_freezing_pauses_the_batches_of_the_wave_at_once_and_cancels_what_rings(office):
    create(office)
    office.person("autumn 2026", factories.number())
    other = office.running_batch()
    batch_id = office.launch("autumn 2026")
    claimed = {office.claim().batch_id, office.claim().batch_id}
    assert claimed == {batch_id, other}

    _freeze(office)

    assert (office.batch(batch_id).state, office.batch(other).state) == ("paused", "running")
    assert "a wrong file" in office.batch(batch_id).reason
    with reading(office.engine) as session:
        cancelled = [session.get_one(Attempt, errand.attempt_id).batch_id for errand in session.query(Errand)]
    assert cancelled == [batch_id]


def test_conversations_of_a_frozen_wave_end_by_themselves(office):
    create(office)
    office.person("autumn 2026", factories.number())
    office.launch("autumn 2026")
    attempt = office.call()
    office.hears(attempt.id, "in-progress")

    _freeze(office)

    with reading(office.engine) as session:
        assert session.query(Errand).count() == 0


def test_a_batch_of_a_frozen_wave_is_not_resumed(office):
    create(office)
    office.person("autumn 2026", factories.number())
    batch_id = office.launch("autumn 2026")
    _freeze(office)
    with pytest.raises(Refused, match="frozen"):
        batches.resume(office.engine, office.clock, batch_id=batch_id, who="supervisor")
