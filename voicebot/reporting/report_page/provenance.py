"""What a report rests on, so that whoever has the database can make it again: draw, frame, questionnaires."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from voicebot.calls.switchboard import Versions
from voicebot.errors import NotFound
from voicebot.fieldwork.waves import find_wave
from voicebot.questionnaire.model import Questionnaire
from voicebot.questionnaire.script import write_script
from voicebot.store import results as rows
from voicebot.store import samples


@dataclass(frozen=True, slots=True)
class Asked:
    """One version of the questionnaire; `script` is the whole call in the first of its languages."""

    arm: str | None
    digest: str
    languages: tuple[str, ...]
    script: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the wave was drawn, and what was asked once that is fixed."""

    seed: str
    frame_digest: str
    replicates: int
    asked: tuple[Asked, ...]


def provenance(session: Session, wave_name: str) -> Provenance:
    """That of a wave.

    Raises:
        NotFound: there is no such wave, no sample was drawn for it, or a questionnaire version is missing.
        BadQuestionnaire: this release can't read a questionnaire version.
    """
    wave = find_wave(session, wave_name)
    sample = samples.drawn_sample(session, wave.id)
    if sample is None:
        raise NotFound(f"no sample was drawn for {wave.name} yet: see `sample draw`")
    arms: Mapping[str | None, str] = dict(rows.arms(session, wave.id)) or {None: wave.version} if wave.version else {}
    versions = Versions()
    return Provenance(
        seed=sample.seed,
        frame_digest=sample.frame_digest,
        replicates=sample.replicates,
        asked=tuple(_asked(arm, versions.get(session, version)) for arm, version in arms.items()),
    )


def _asked(arm: str | None, questionnaire: Questionnaire) -> Asked:
    script = write_script(questionnaire, questionnaire.languages[0])
    return Asked(arm, questionnaire.digest, questionnaire.languages, script)
