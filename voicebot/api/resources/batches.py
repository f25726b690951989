"""Batches: making, approving, launching and watching them; and stopping everything."""

from dataclasses import dataclass

from pydantic import Field

from voicebot.api.access import staff_name
from voicebot.api.operation import get, post
from voicebot.api.paging import Page, Paging, page_of
from voicebot.api.reading import Body
from voicebot.api.resources.waves import Reason
from voicebot.fieldwork import batches as use_cases
from voicebot.fieldwork.batch_status import BatchStatus, status
from voicebot.fieldwork.launching import launch_batch as launch
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.fieldwork.watching import Watch, watch
from voicebot.fieldwork.waves import find_wave
from voicebot.front.desk import desk
from voicebot.staff.permissions import Permission
from voicebot.store import batches as rows
from voicebot.store.engine import reading


class NewBatch(Body):
    """How many cases; all that are left unless given."""

    size: int | None = Field(None, ge=1, le=1_000_000)


class Launch(Body):
    """After how many calls the batch pauses for a review; it goes on without one unless given."""

    first: int | None = Field(None, ge=1, le=1_000_000)


class StopAll(Body):
    """How abruptly: conversations end by themselves, or at once."""

    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """How many batches were running, and are paused now."""

    batches_paused: int


@get("/waves/{wave}/batches", Permission.SEE_WAVES)
def list_batches(wave: str, asked: Paging) -> Page[BatchStatus]:
    """The batches of a wave, the oldest first."""
    with reading(desk().engine) as session:
        ids = [batch.id for batch in rows.of_wave(session, find_wave(session, wave).id)]
        page = page_of(ids, asked, str)
        return Page([status(session, one) for one in page.items], page.next)


@post("/waves/{wave}/batches", Permission.PREPARE, made_at="/batches/{id}")
def create_batch(wave: str, wanted: NewBatch) -> BatchStatus:
    """Put waiting cases that have no batch into a new one."""
    return use_cases.create(desk().engine, desk().clock, wave_name=wave, size=wanted.size, who=staff_name())


@get("/batches/{batch}", Permission.SEE_WAVES)
def show_batch(batch: str) -> BatchStatus:
    """A batch as it stands."""
    with reading(desk().engine) as session:
        return status(session, batch)


@get("/batches/{batch}/live", Permission.SEE_WAVES)
def watch_batch(batch: str) -> Watch:
    """How a batch is getting on this minute, and what it will still take; before its launch, the dry run."""
    settings = desk().settings
    limits = PaceLimits(settings.calls_per_second, settings.concurrent_calls)
    desk().clock.refresh()
    with reading(desk().engine) as session:
        return watch(session, batch, desk().clock.now(), limits)


@post("/batches/{batch}/approve", Permission.APPROVE)
def approve_batch(batch: str) -> BatchStatus:
    """Say that a drafted batch may be launched."""
    return use_cases.approve(desk().engine, desk().clock, batch_id=batch, who=staff_name())


@post("/batches/{batch}/launch", Permission.LAUNCH)
def launch_batch(batch: str, wanted: Launch) -> BatchStatus:
    """Let the dialler call an approved batch."""
    return launch(
        desk().engine,
        desk().clock,
        desk().read_wave_flow,
        batch_id=batch,
        faults=desk().settings.launch_faults(),
        who=staff_name(),
        first=wanted.first,
    )


@post("/batches/{batch}/pause", Permission.STOP)
def pause_batch(batch: str, given: Reason) -> BatchStatus:
    """Place no more calls of a running batch; those in progress go on."""
    return use_cases.pause(desk().engine, desk().clock, batch_id=batch, reason=given.reason, who=staff_name())


@post("/batches/{batch}/resume", Permission.LAUNCH)
def resume_batch(batch: str) -> BatchStatus:
    """Let a paused batch go on."""
    return use_cases.resume(desk().engine, desk().clock, batch_id=batch, who=staff_name())


@post("/batches/{batch}/stop", Permission.STOP)
def stop_batch(batch: str) -> BatchStatus:
    """End a batch for good: calls that nobody answered yet are cancelled, conversations end by themselves."""
    return use_cases.stop(desk().engine, desk().clock, batch_id=batch, who=staff_name())


@post("/stop-all", Permission.STOP)
def stop_all(wanted: StopAll) -> Stopped:
    """Stop all calling: every running batch is paused, and calls that nobody answered yet are cancelled."""
    paused = use_cases.stop_all(desk().engine, desk().clock, at_once=wanted.at_once, who=staff_name())
    return Stopped(paused)
