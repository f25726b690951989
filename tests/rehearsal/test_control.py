"""The controls of a rehearsal over HTTP."""

import pytest
import requests

from tests.rehearsal.conftest import SAM


def test_calls_bear_the_time_that_the_clock_was_set_to(rehearsal):
    rehearsal.tell("clock", {"now": "2026-11-25T11:00:00Z"})
    sid = rehearsal.ring()["sid"]
    call = rehearsal.client.calls(sid).fetch()
    assert call.date_created.isoformat() == "2026-11-25T11:00:00+00:00"
    assert rehearsal.told("clock") == {"now": "2026-11-25T11:00:00+00:00"}


@pytest.mark.parametrize("body", [{"now": "noon"}, {"now": "2026-11-25T11:00:00"}, {}, []])
def test_a_time_that_is_none_is_refused(rehearsal, body):
    assert rehearsal.tell("clock", body).status_code == 400


def test_an_instruction_that_makes_no_sense_changes_nobody(rehearsal):
    assert rehearsal.tell("people", {SAM: {"script": "1"}, "+447700900124": {"script": "?"}}).status_code == 400
    rehearsal.side.twiml("/start", '<Gather numDigits="1" action="/next"><Say>Hello.</Say></Gather>')
    rehearsal.create()
    rehearsal.settle()
    assert rehearsal.side.at("/next") == []


def test_faults_are_switched_on_and_off(rehearsal):
    rehearsal.tell("faults", {"lose_callback": 1.0})
    rehearsal.ring(status_callback=rehearsal.side.url("/status"))
    assert rehearsal.side.statuses() == []
    rehearsal.tell("faults", {})
    rehearsal.ring(status_callback=rehearsal.side.url("/status"))
    assert rehearsal.side.statuses() == ["completed"]


def test_unknown_faults_are_refused(rehearsal):
    answer = rehearsal.tell("faults", {"rain": 1})
    assert answer.status_code == 400
    assert "lose_callback" in answer.json()["message"]


def test_the_state_counts_calls_webhooks_and_errors(rehearsal):
    rehearsal.side.answers["/start"] = "no document"
    rehearsal.ring(status_callback=rehearsal.side.url("/status"))
    state = rehearsal.told("state")
    assert state["calls"] == {"queued": 0, "ringing": 0, "in-progress": 0, "finished": 1}
    assert state["webhooks"] == {"answer": 1, "status": 1}
    assert (state["errors"], state["idle"], state["rung_twice_at_once"]) == ({"12100": 1}, True, 0)
    assert 0 < state["latency_seconds"]["p50"] <= state["latency_seconds"]["max"]
    assert state["busiest"]["calls"] == 1


def test_a_busy_network_says_so_when_it_is_not_waited_for(rehearse):
    rehearsal = rehearse(speed=1)
    rehearsal.create()
    assert rehearsal.told("idle", seconds="0.01") == {"idle": False}


def test_every_key_is_summed_up_with_the_prompt_it_answered(rehearsal):
    rehearsal.side.twiml("/start", '<Gather numDigits="1" action="/start"><Say>Press a key.</Say></Gather>')
    pressed = rehearsal.ring("1 2 hangup")["pressed"]
    assert [press["key"] for press in pressed] == ["1", "2"]
    assert len({press["prompt"] for press in pressed}) == 1


def test_without_transcripts_there_are_none(rehearse):
    rehearsal = rehearse(transcripts=False)
    sid = rehearsal.ring()["sid"]
    assert requests.get(f"{rehearsal.url}/rehearsal/calls/{sid}/transcript", timeout=10).status_code == 404
