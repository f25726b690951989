"""The experiment of a wave: questionnaires, its arms, among which those drawn are split at random.

Which arm a case has is decided by the draw (`sampling/split.py`), what came of each is `reporting/`'s.
"""

from collections.abc import Mapping

from pydantic import ValidationError
from sqlalchemy.orm import Session

from voicebot.errors import BadInput, Refused
from voicebot.fieldwork.rules import WaveRules
from voicebot.fieldwork.waves import ReadFlow
from voicebot.questionnaire.alike import what_differs
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.source import Source
from voicebot.store.tables import Case, Wave, WaveArm


def with_arms(rules: WaveRules, arms: Mapping[str, float | None]) -> WaveRules:
    """The rules with more questionnaires beside the wave's own, to be tried out on a share of the cases each.

    Arms without a share, and the wave's own questionnaire, have what is left in equal parts.

    Raises:
        BadInput: a share is not above 0, or they leave nothing for the wave's own questionnaire.
    """
    wanted = {**rules.experiment, **arms}
    left = 1 - sum(share for share in wanted.values() if share is not None)
    equal_parts = left / (1 + sum(share is None for share in wanted.values()))
    experiment = {name: equal_parts if share is None else share for name, share in wanted.items()}
    try:
        return WaveRules.model_validate(rules.model_dump() | {"experiment": experiment})
    except ValidationError as fault:
        raise BadInput("shares are above 0, and leave something for the wave's own questionnaire") from fault


def sources(flow: str, rules: WaveRules, read_flow: ReadFlow) -> Mapping[str, Source]:
    """Every questionnaire of a wave as it is now, its own first, in the languages that the wave offers.

    Raises:
        BadInput: an arm is the wave's own questionnaire.
        BadQuestionnaire: one of them does not pass its checks.
        Refused: an arm can't be compared with the wave's own questionnaire.
    """
    if flow in rules.experiment:
        raise BadInput(f"{flow} is the wave's own questionnaire: an arm beside it is another one")
    found = {name: read_flow(name, rules.languages) for name in (flow, *rules.experiment)}
    own, *others = (compile_questionnaire(source) for source in found.values())
    for other in others:
        if reasons := what_differs(own, other):
            raise Refused(f"{other.name} can't be an arm beside {own.name}: " + "; ".join(reasons))
    return found


def fix_versions(session: Session, wave: Wave, version: str, arms: Mapping[str, str]) -> None:
    """Keep what the wave is asked from now on, and in each arm of its experiment; what was fixed before stays."""
    if wave.version is None:
        wave.version = version
        session.add_all(WaveArm(wave_id=wave.id, arm=arm, version=of_arm) for arm, of_arm in arms.items())


def version_for(session: Session, wave: Wave, case: Case) -> str | None:
    """The version that a case is asked: that of its arm, or of the wave; None before the first launch."""
    if wave.version is None or case.arm is None:
        return wave.version
    return session.get_one(WaveArm, (wave.id, case.arm)).version
