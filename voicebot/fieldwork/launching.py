"""Launching a batch with the questionnaire that its wave is to be asked: the version is kept before the launch.

Whether the batch may be launched is decided in `batches.py`.
"""

from collections.abc import Sequence

from sqlalchemy import Engine

from voicebot.clock import Clock
from voicebot.errors import NotFound
from voicebot.fieldwork import batches, waves
from voicebot.fieldwork.batch_status import BatchStatus
from voicebot.fieldwork.waves import ReadFlow
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.source import Source
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Batch, Wave
from voicebot.store.versions import keep_version


def launch_batch(  # noqa: PLR0913 - a launch answers for all of them
    engine: Engine,
    clock: Clock,
    read_flow: ReadFlow,
    *,
    batch_id: str,
    faults: Sequence[str],
    who: str,
    first: int | None = None,
) -> BatchStatus:
    """Launch a batch; the wave's first one fixes the questionnaire as `read_flow` gives it now.

    Args:
        engine: the database.
        clock: the time of the launch.
        read_flow: the source of a questionnaire; asked only if the wave has no version yet.
        batch_id: an approved batch.
        faults: what the settings lack for a launch; any of them refuses it.
        who: the launching account.
        first: pause for review after so many calls.

    Raises:
        BadQuestionnaire: the questionnaire does not pass its checks.
        BadInput, NotFound, Refused: as `batches.launch`.
    """
    with reading(engine) as session:
        batch = session.get(Batch, batch_id)
        if batch is None:
            raise NotFound("there is no batch of that id: see `wave show`")
        wave = session.get_one(Wave, batch.wave_id)
    version = wave.version or _keep(engine, waves.source_of(wave, read_flow))
    return batches.launch(engine, clock, batch_id=batch_id, version=version, faults=faults, who=who, first=first)


def _keep(engine: Engine, source: Source) -> str:
    """Keep a questionnaire that passes its checks; its digest."""
    compile_questionnaire(source)
    with transaction(engine) as session:
        keep_version(session, source.digest, source.name, source.to_json())
    return source.digest
