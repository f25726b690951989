import pytest
from sqlalchemy import select

from tests.factories import NOON, number, version
from voicebot.errors import BadInput, NotFound, Refused
from voicebot.fieldwork import batches
from voicebot.fieldwork.batch_status import status
from voicebot.fieldwork.rules import CallingRules, WaveRules
from voicebot.privacy import audit, exclusion
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Errand, Wave


def create(office, wave, size=None, who="researcher"):
    return batches.create(office.engine, office.clock, wave_name=wave, size=size, who=who)


def act(office, what, batch_id, who="supervisor", **more):
    return what(office.engine, office.clock, batch_id=batch_id, who=who, **more)


def launch(office, batch_id, digest="unused", faults=(), **more):
    return act(office, batches.launch, batch_id, version=digest, faults=faults, **more)


def wave_with(office, people, **columns):
    name = office.wave(**columns)
    return name, [office.person(name, number(nth), replicate=people - nth) for nth in range(people)]


def actions(office):
    with reading(office.engine) as session:
        return [(entry.who, entry.action) for entry in reversed(audit.entries(session))]


def errands(office):
    with reading(office.engine) as session:
        return [(errand.kind, errand.attempt_id) for errand in session.scalars(select(Errand))]


def test_a_batch_takes_waiting_cases_replicate_by_replicate(office):
    wave, cases = wave_with(office, 3)
    made = create(office, wave, size=2)
    assert (made.state, made.cases) == ("draft", {"waiting": 2})
    assert [office.case(case_id).batch_id for case_id in cases] == [None, made.id, made.id]


def test_the_next_batch_takes_what_is_left(office):
    wave, _ = wave_with(office, 3)
    create(office, wave, size=2)
    assert create(office, wave).cases == {"waiting": 1}
    with pytest.raises(Refused, match="draw a sample first"):
        create(office, wave)


def test_people_on_the_exclusion_list_are_closed_and_replaced_by_the_next(office):
    wave, cases = wave_with(office, 3)
    with transaction(office.engine) as session:
        exclusion.exclude(session, [office.prints.of(number(2))], month="2026-11", origin="staff")
    made = create(office, wave, size=2)
    assert made.cases == {"waiting": 2}
    assert (office.case(cases[2]).closed_for, office.case(cases[2]).batch_id) == ("excluded", None)


def test_a_batch_of_a_wave_of_excluded_people_is_refused(office):
    wave, _ = wave_with(office, 1)
    with transaction(office.engine) as session:
        exclusion.exclude(session, [office.prints.of(number(0))], month="2026-11", origin="staff")
    with pytest.raises(Refused):
        create(office, wave)


def test_a_batch_has_at_least_one_case(office):
    with pytest.raises(BadInput):
        create(office, office.wave(), size=0)


@pytest.mark.parametrize("state", ["frozen", "destroyed"])
def test_no_batch_is_made_of_a_wave_that_is_not_open(office, state):
    wave, _ = wave_with(office, 1, state=state)
    with pytest.raises(Refused, match=state):
        create(office, wave)


def test_a_batch_goes_from_draft_to_running_by_two_acts(office):
    wave, (case_id,) = wave_with(office, 1)
    batch_id = create(office, wave).id
    assert act(office, batches.approve, batch_id).state == "approved"
    launched = launch(office, batch_id)
    assert (launched.state, launched.approved_by, launched.launched_by) == ("running", "supervisor", "supervisor")
    assert office.case(case_id).due_at == NOON
    assert actions(office) == [
        ("researcher", "batch_created"),
        ("supervisor", "batch_approved"),
        ("supervisor", "batch_launched"),
    ]


def test_where_two_persons_are_wanted_nobody_approves_their_own_batch(office):
    name = office.wave(WaveRules(second_person=True))
    office.person(name, number())
    batch_id = create(office, name).id
    with pytest.raises(Refused, match="two persons"):
        act(office, batches.approve, batch_id, who="researcher")
    assert act(office, batches.approve, batch_id, who="supervisor").state == "approved"


def test_elsewhere_one_person_may_do_both(office):
    wave, _ = wave_with(office, 1)
    assert act(office, batches.approve, create(office, wave).id, who="researcher").state == "approved"


def test_the_first_launch_fixes_the_version_of_the_wave(office):
    wave, _ = wave_with(office, 2, version=None)
    with transaction(office.engine) as session:
        first, later = version(session).digest, version(session).digest
    for digest in (first, later):
        batch_id = create(office, wave, size=1).id
        act(office, batches.approve, batch_id)
        launch(office, batch_id, digest)
    with reading(office.engine) as session:
        assert session.scalars(select(Wave.version)).one() == first


def test_a_launch_is_refused_with_everything_that_the_settings_lack(office):
    wave, _ = wave_with(office, 1)
    batch_id = create(office, wave).id
    act(office, batches.approve, batch_id)
    with pytest.raises(Refused, match="no agency; no helpline"):
        launch(office, batch_id, faults=["no agency", "no helpline"])
    with pytest.raises(BadInput, match="at least one call"):
        launch(office, batch_id, first=0)
    assert office.batch(batch_id).state == "approved"


def test_a_launch_is_refused_when_the_wave_is_over(office):
    name = office.wave(WaveRules(calling=CallingRules(last_day=NOON.date())))
    office.person(name, number())
    batch_id = create(office, name).id
    act(office, batches.approve, batch_id)
    office.clock.pass_(days=1)
    with pytest.raises(Refused, match="is over"):
        launch(office, batch_id)


@pytest.mark.parametrize(
    ("what", "more"),
    [
        (batches.approve, {}),
        (batches.launch, {"version": "unused", "faults": []}),
        (batches.resume, {}),
    ],
)
def test_an_act_out_of_turn_is_refused_and_says_what_the_batch_is(office, what, more):
    batch_id = office.running_batch()
    with pytest.raises(Refused, match="this batch is running"):
        act(office, what, batch_id, **more)


@pytest.mark.parametrize("what", [batches.approve, batches.resume, batches.stop])
def test_an_unknown_batch_is_told_with_what_to_do(office, what):
    with pytest.raises(NotFound, match="wave show"):
        act(office, what, "nonesuch")


def test_a_paused_batch_says_why_and_goes_on_when_resumed(office):
    batch_id = office.running_batch()
    paused = act(office, batches.pause, batch_id, reason="the agency is closed")
    assert (paused.state, paused.reason) == ("paused", "the agency is closed")
    office.clock.pass_(minutes=5)
    resumed = act(office, batches.resume, batch_id)
    assert (resumed.state, resumed.reason) == ("running", None)
    assert office.batch(batch_id).watched_from == office.clock.now()


def test_stopping_a_batch_cancels_what_rings_and_leaves_conversations_alone(office):
    batch_id = office.running_batch(2)
    ringing, talking = office.call(), office.call()
    office.hears(talking.id, "in-progress")
    assert act(office, batches.stop, batch_id).state == "stopped"
    assert errands(office) == [("cancel", ringing.id)]
    with pytest.raises(Refused, match="stopped"):
        act(office, batches.resume, batch_id)


def test_a_draft_can_be_stopped(office):
    wave, _ = wave_with(office, 1)
    assert act(office, batches.stop, create(office, wave).id).state == "stopped"


def test_stopping_everything_pauses_every_running_batch(office):
    running = [office.running_batch(), office.running_batch()]
    ringing = office.call()
    assert batches.stop_all(office.engine, office.clock, at_once=False, who="supervisor") == 2
    assert [office.batch(batch_id).state for batch_id in running] == ["paused", "paused"]
    assert errands(office) == [("cancel", ringing.id)]
    assert actions(office)[-1] == ("supervisor", "stopped_all")
    assert office.claim() is None


def test_stopping_everything_at_once_ends_conversations_too(office):
    office.running_batch()
    talking = office.call()
    office.hears(talking.id, "in-progress")
    batches.stop_all(office.engine, office.clock, at_once=True, who="supervisor")
    assert errands(office) == [("hang_up", talking.id)]


def test_a_batch_is_finished_when_all_its_cases_are_closed(office):
    batch_id = office.running_batch()
    attempt = office.call()
    assert batches.finish_done(office.engine, office.clock) == 0
    office.ends(attempt.id, "completed")
    assert batches.finish_done(office.engine, office.clock) == 1
    assert office.batch(batch_id).state == "finished"
    assert actions(office)[-1] == ("system", "batch_finished")


def test_a_batch_with_a_case_still_waiting_is_not_finished(office):
    office.running_batch()
    office.ends(office.call().id, "no-answer")
    assert batches.finish_done(office.engine, office.clock) == 0


def test_at_the_end_of_the_wave_a_batch_is_finished_and_the_rest_closed_as_not_called(office):
    name = office.wave(WaveRules(calling=CallingRules(last_day=NOON.date())))
    called, never = office.person(name, number(0), due_at=NOON), office.person(name, number(1))
    batch_id = office.launch(name)
    attempt = office.call()
    assert attempt.case_id == called
    office.clock.pass_(days=1)
    assert batches.finish_done(office.engine, office.clock) == 0  # the call is not settled
    office.ends(attempt.id, "busy")
    assert batches.finish_done(office.engine, office.clock) == 1
    assert office.batch(batch_id).state == "finished"
    assert [office.case(case_id).closed_for for case_id in (called, never)] == ["busy", "not_placed"]


def test_the_status_counts_cases_attempts_and_results(office):
    batch_id = office.running_batch(3)
    office.ends(office.call().id, "completed")
    office.call()
    with reading(office.engine) as session:
        shown = status(session, batch_id)
    assert shown.cases == {"closed": 1, "calling": 1, "waiting": 1}
    assert (shown.attempts, shown.in_progress, shown.results) == (2, 1, {"complete": 1})
    assert shown.next_due == NOON


def test_the_status_of_an_unknown_batch_is_told_with_what_to_do(office):
    with reading(office.engine) as session, pytest.raises(NotFound):
        status(session, "nonesuch")
