"""Drawing and refreshing the sample of a wave by what the wave itself says: its rules, and its questionnaire.

The draw is `sampling/`'s, which knows no wave's rules.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from voicebot.clock import Clock
from voicebot.fieldwork import experiments, waves
from voicebot.fieldwork.waves import ReadFlow
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.forbidden import forbidden_by
from voicebot.sampling.draw import Design
from voicebot.sampling.drawing import DrawOrder, draw_sample
from voicebot.sampling.frame import Frame
from voicebot.sampling.refreshing import RefreshSummary, refresh_sample
from voicebot.sampling.summary import SampleSummary
from voicebot.store.engine import reading


def draw_for_wave(  # noqa: PLR0913 - all that a draw answers for
    engine: Engine,
    clock: Clock,
    read_flow: ReadFlow,
    *,
    wave_name: str,
    frame: Frame,
    design: Design,
    vault: Vault,
    prints: Prints,
    who: str,
    reference_date: date | None = None,
    rejects: Path | None = None,
    accept: Callable[[Sequence[str]], bool] = lambda _differences: False,
) -> SampleSummary:
    """Draw the sample of a wave; everything but the wave's own rules and questionnaire is as `draw_sample` has it.

    Args:
        engine: the database.
        clock: the time of the draw.
        read_flow: the source of a questionnaire.
        wave_name: of an open wave without a sample.
        frame: the incidents.
        design: size, seed, method, replicates.
        vault: seals those drawn.
        prints: makes the prints of their numbers.
        who: the account that draws.
        reference_date: from which window and ages are counted; today in London if none is given.
        rejects: where to write the bad rows, if anywhere.
        accept: asked whether to draw though the frame differs oddly from the last one.

    Raises:
        NotFound: there is no such wave.
        BadQuestionnaire: a questionnaire of it does not pass its checks.
        Refused: an arm of its experiment can't be compared with the others; and as `draw_sample`.
        BadInput, BadFrame, KeysRefused: as `draw_sample`.
    """
    with reading(engine) as session:
        wave = waves.find_wave(session, wave_name)
    rules = waves.rules_of(wave)
    source = experiments.sources(wave.flow, rules, read_flow)[wave.flow]
    order = DrawOrder(
        wave=wave_name,
        frame=frame,
        design=design,
        rules=rules.eligibility,
        forbidden=forbidden_by(source),
        languages=compile_questionnaire(source).languages,
        reference_date=reference_date,
        rejects=rejects,
        accept=accept,
        first_only=rules.targets.are_set,
        arms=rules.arms(wave.flow),
    )
    return draw_sample(engine, clock, vault, prints, order, who=who)


def refresh_for_wave(  # noqa: PLR0913 - all that a refresh answers for
    engine: Engine,
    clock: Clock,
    read_flow: ReadFlow,
    *,
    wave_name: str,
    frame: Frame,
    vault: Vault,
    prints: Prints,
    who: str,
) -> RefreshSummary:
    """Hold a newer frame against those drawn but not called yet, by the wave's own rules.

    Raises:
        NotFound: there is no such wave, or it has no sample.
        BadQuestionnaire, BadFrame: as `draw_for_wave`.
    """
    with reading(engine) as session:
        wave = waves.find_wave(session, wave_name)
    return refresh_sample(
        engine,
        wave=wave_name,
        frame=frame,
        rules=waves.rules_of(wave).eligibility,
        clock=clock,
        vault=vault,
        prints=prints,
        who=who,
        forbidden=forbidden_by(waves.source_of(wave, read_flow)),
    )
