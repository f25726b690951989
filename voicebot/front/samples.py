"""A frame that was sent, drawn from or held against those drawn: the same for a page and a program."""

from collections.abc import Callable, Mapping, Sequence

from werkzeug.datastructures import FileStorage

from voicebot.fieldwork.drawing import draw_for_wave, refresh_for_wave
from voicebot.front.desk import desk
from voicebot.front.files import frame_from
from voicebot.sampling.draw import Design
from voicebot.sampling.refreshing import RefreshSummary
from voicebot.sampling.rejects import keeping_rejects
from voicebot.sampling.summary import SampleSummary


def draw_from(  # noqa: PLR0913 - what a draw takes, and for whom
    sent: FileStorage,
    renamed: Mapping[str, str],
    *,
    wave: str,
    design: Design,
    accept: Callable[[Sequence[str]], bool],
    who: str,
) -> SampleSummary:
    """Draw a wave's sample; the file is deleted as soon as it is read, its bad rows are kept to be looked at.

    Raises:
        BadFrame, Refused: as for `draw_for_wave`.
    """
    with (
        frame_from(sent, renamed) as (frame, folder),
        keeping_rejects(desk().engine, desk().clock, folder, wave=wave) as told_in,
    ):
        return draw_for_wave(
            desk().engine,
            desk().clock,
            desk().read_wave_flow,
            wave_name=wave,
            frame=frame,
            design=design,
            vault=desk().vault,
            prints=desk().prints,
            who=who,
            rejects=told_in,
            accept=accept,
        )


def refresh_from(sent: FileStorage, renamed: Mapping[str, str], *, wave: str, who: str) -> RefreshSummary:
    """Hold a newer frame against those drawn but not called yet.

    Raises:
        BadFrame, Refused: as for `refresh_for_wave`.
    """
    with frame_from(sent, renamed) as (frame, _):
        return refresh_for_wave(
            desk().engine,
            desk().clock,
            desk().read_wave_flow,
            wave_name=wave,
            frame=frame,
            vault=desk().vault,
            prints=desk().prints,
            who=who,
        )
