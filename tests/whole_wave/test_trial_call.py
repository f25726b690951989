"""A test call over real HTTP, beside a wave: somebody of staff picks up and answers, and no count knows of it."""

import json
import urllib.request
from functools import partial

import pytest

from tests import factories
from tests.whole_wave.conftest import CallWave
from tests.whole_wave.wave import Office, Wave, call_here
from voicebot.commands.rehearsal import FLOW, UNHURRIED
from voicebot.composition import flow_source, jump, make_dialler
from voicebot.fieldwork.trial_calls import SHOWN_FOR, Wanted, all_trials, want
from voicebot.privacy import audit
from voicebot.store.engine import reading
from voicebot.store.tables import TrialCall

STAFF = factories.number(999)
KEYS = "1 1 1 2 0 -"
OUTCOMES: list[str | None] = []


@pytest.fixture(scope="module")
def wave(call: CallWave) -> Wave:
    return call("sqlite", seed=1, people=3, caller=_call_the_wave_and_staff)


@pytest.mark.slow
def test_the_telephone_rings_and_its_keys_are_heard(wave: Wave) -> None:
    (trial,) = [call for call in wave.calls if call.number == STAFF.e164]
    assert trial.keys == KEYS.replace(" ", "")
    assert [outcome and outcome.partition(";")[0] for outcome in OUTCOMES] == ["it would count as opted out"]
    assert wave.errors == []


@pytest.mark.slow
def test_nothing_of_it_is_left_at_the_provider_or_here_but_who_wanted_it(wave: Wave) -> None:
    (trial,) = [call for call in wave.calls if call.number == STAFF.e164]
    assert trial.deleted
    assert wave.rows(TrialCall) == []
    assert trial.sid not in {attempt.sid for made in wave.attempts.values() for attempt in made}
    assert STAFF.e164 not in wave.log
    with reading(wave.parts.engine) as session:
        actions = [entry.action for entry in audit.entries(session) if entry.who == "ben"]
    assert actions == ["test_call"]


def _call_the_wave_and_staff(office: Office) -> str:
    name = call_here(office)
    parts, instructed = office.parts, json.dumps({STAFF.e164: {"script": KEYS}}).encode()
    ask = partial(urllib.request.urlopen, timeout=15)
    ask(urllib.request.Request(f"{office.network.address}/rehearsal/people", instructed, method="POST")).close()  # noqa: S310
    want(parts.trials(), Wanted(flow_source(parts.settings, FLOW), None, STAFF), faults=[], who="ben")
    with make_dialler(parts, UNHURRIED) as dialler:
        dialler.work()
        ask(f"{office.network.address}/rehearsal/idle?seconds=10").close()
        with reading(parts.engine) as session:
            OUTCOMES[:] = [trial.outcome for trial in all_trials(session)]
        jump(parts, parts.clock.now() + SHOWN_FOR)
        dialler.work()
    return name
