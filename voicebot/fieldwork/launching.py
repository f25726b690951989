"""Launching a batch with what its wave is to be asked, in each arm: the versions are kept before the launch.

Whether the batch may be launched is decided in `batches.py`.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine

from voicebot.clock import Clock
from voicebot.errors import NotFound
from voicebot.fieldwork import batches, experiments, waves
from voicebot.fieldwork.batch_status import BatchStatus
from voicebot.fieldwork.waves import ReadFlow
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
    """Launch a batch; the wave's first one fixes its questionnaires as `read_flow` gives them now.

    Args:
        engine: the database.
        clock: the time of the launch.
        read_flow: the source of a questionnaire; asked only if the wave has no version yet.
        batch_id: an approved batch.
        faults: what the settings lack for a launch; any of them refuses it.
        who: the launching account.
        first: pause for review after so many calls.

    Raises:
        BadQuestionnaire: a questionnaire does not pass its checks.
        Refused: an arm of the wave's experiment can't be compared with the others; and as `batches.launch`.
        BadInput, NotFound: as `batches.launch`.
    """
    with reading(engine) as session:
        batch = session.get(Batch, batch_id)
        if batch is None:
            raise NotFound("there is no batch of that id: see `wave show`")
        wave = session.get_one(Wave, batch.wave_id)
    fixed = {wave.flow: wave.version} if wave.version else _keep(engine, wave, read_flow)
    return batches.launch(
        engine,
        clock,
        batch_id=batch_id,
        version=fixed[wave.flow],
        arms=fixed if len(fixed) > 1 else {},
        faults=faults,
        who=who,
        first=first,
    )


def _keep(engine: Engine, wave: Wave, read_flow: ReadFlow) -> Mapping[str, str]:
    """Keep every questionnaire of the wave, once all pass their checks; their digests by name."""
    sources = experiments.sources(wave.flow, waves.rules_of(wave), read_flow)
    with transaction(engine) as session:
        for source in sources.values():
            keep_version(session, source.digest, source.name, source.to_json())
    return {name: source.digest for name, source in sources.items()}
