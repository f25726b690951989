"""A wave as data: everything that its results are worked out from, read once, as tables in columns (polars).

Only cases of replicates that are released are here: the others are in no rate and in no estimate. Nothing here is
weighted; nothing tells who anybody is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl
from sqlalchemy.orm import Session

from voicebot.calls.switchboard import Versions
from voicebot.errors import NotFound
from voicebot.fieldwork.waves import find_wave, rules_of
from voicebot.outcomes import Result
from voicebot.questionnaire.model import Questionnaire
from voicebot.reporting import frames
from voicebot.reporting.wave_facts import WaveFacts, facts_of
from voicebot.store import results as rows
from voicebot.store import samples
from voicebot.store.states import WaveState
from voicebot.store.tables import Sample, Wave

_INTERVIEWS = (Result.COMPLETE, Result.PARTIAL)


@dataclass(frozen=True, slots=True)
class WaveData:
    """One wave in tables. A column that is not described here is not there; `?`: may be null.

    `questionnaire` is the wave's version (that of the first arm, if it has arms), None before the first launch; `arms`
    has one by arm of an experiment.

    - `cases`, a row a case in the order of the random ids: `case`, `area`, `victim_group`, `arm`?, `replicate`,
      `probability`, `multiplicity`, `is_open` (may still be called), `outcome` (AAPOR), `interviewed` (1.1 or 1.2),
      `version`? (of its calls), `attempts`; of the attempt that decided the outcome: `ordinal`?, `language`? (of the
      conversation), `month`? (`2026-11`), `day_part`?, `seconds`?; and a column `frame_<variable>` for each variable
      of the frame but the strata's, with the reporting code that was recorded (`not_recorded` is one).
    - `attempts`, a row a settled attempt: `case`, `ordinal`, `inbound`, `result`, `code` (AAPOR), `day_part`,
      `month`, `weekday`? (Monday is 0) and `hour`? (London; both null once the wave is destroyed), `version`,
      `language`?, `stage`?, `step`?, `rang`, `answered`, `seconds`?, `price`? (always positive).
    - `answers`, a row for every question of every case that has answered anything: `case`, `question`, `status` (an
      `interview.state.Status`, with those that are never stored: `not_asked`, `not_reached`), `code`? (also of
      `dont_know`), `first`? (of two steps), `second`? (of the call). Offers of sections and information are not in it.
    - `strata`: `area`, `victim_group`, `eligible`, `drawn` (all replicates), `released` and `next` (cases of the
      released replicates and of the one after).
    - `margins` of the frame: `variable`, `category`, `persons`.
    - `hours`, calls by hour of the week in London, also of a destroyed wave: `weekday`, `hour`, `placed`, `answered`,
      `interviewed`.
    - `tallies`, a row a prompt of a version: `version`, `step` and the counts of `calls.tallying.PromptCounts`.
    """

    facts: WaveFacts
    questionnaire: Questionnaire | None
    arms: Mapping[str, Questionnaire] = field(repr=False)
    cases: pl.DataFrame = field(repr=False)
    attempts: pl.DataFrame = field(repr=False)
    answers: pl.DataFrame = field(repr=False)
    strata: pl.DataFrame = field(repr=False)
    margins: pl.DataFrame = field(repr=False)
    hours: pl.DataFrame = field(repr=False)
    tallies: pl.DataFrame = field(repr=False)

    @property
    def frame_variables(self) -> tuple[str, ...]:
        """The variables of the frame in the order of their margins, the strata's first."""
        found = self.margins["variable"].unique(maintain_order=True).to_list()
        return tuple(sorted(found, key=lambda name: (name not in frames.STRATUM, name)))


def frame_column(variable: str) -> str:
    """The column of `WaveData.cases` that has a variable of the frame."""
    return variable if variable in frames.STRATUM else f"{frames.FRAME_PREFIX}{variable}"


def load(session: Session, wave_name: str) -> WaveData:
    """Read the wave of that name.

    Raises:
        NotFound: there is no such wave, no sample was drawn for it, or a questionnaire version is missing.
        BadQuestionnaire: this release can't read a questionnaire version.
    """
    wave, sample = _wave_and_sample(session, wave_name)
    return _load(session, wave, sample, rows.attempts(session, sample), rows.answers(session, sample))


def load_interviews(session: Session, wave_name: str, questions: Sequence[str]) -> WaveData:
    """As `load`, but only cases that were interviewed, the calls that brought it, and the answers to these questions.

    Enough for estimates, at a fraction of the cost.
    """
    wave, sample = _wave_and_sample(session, wave_name)
    calls, answers = rows.attempts(session, sample, _INTERVIEWS), rows.answers(session, sample, questions)
    data = _load(session, wave, sample, calls, answers)
    asked = data.answers.filter(pl.col("question").is_in(questions))
    return replace(data, cases=data.cases.filter("interviewed"), answers=asked)


def _wave_and_sample(session: Session, name: str) -> tuple[Wave, Sample]:
    wave = find_wave(session, name)
    sample = samples.drawn_sample(session, wave.id)
    if sample is None:
        raise NotFound(f"no sample was drawn for {wave.name} yet: see `sample draw`")
    return wave, sample


def _load(session: Session, wave: Wave, sample: Sample, attempt_rows: rows.Rows, answer_rows: rows.Rows) -> WaveData:
    arms = dict(rows.arms(session, wave.id))
    margins = frames.margins(rows.margins(session, sample.id))
    attempts = frames.attempts(attempt_rows, exact_times=wave.state != WaveState.DESTROYED)
    cases = frames.cases(rows.cases(session, sample), margins, attempts)
    used = _compiled(session, {wave.version, *arms.values(), *attempts["version"].unique()})
    by_replicate = rows.cases_by_replicate(session, sample.id)
    return WaveData(
        facts=facts_of(wave, sample, rules_of(wave), arms, attempts),
        questionnaire=used.get(wave.version or next(iter(arms.values()), "")),
        arms={arm: used[version] for arm, version in arms.items()},
        cases=cases,
        attempts=attempts.drop("at", "currency"),
        answers=frames.answers(answer_rows, cases, used),
        strata=frames.strata(samples.strata_of(session, sample.id), by_replicate, sample.released),
        margins=margins,
        hours=_hours(session, wave, attempts),
        tallies=frames.tallies(rows.tallies(session, wave.id)),
    )


def _compiled(session: Session, digests: set[str | None]) -> Mapping[str, Questionnaire]:
    versions = Versions()
    return {digest: versions.get(session, digest) for digest in sorted(filter(None, digests))}


def _hours(session: Session, wave: Wave, attempts: pl.DataFrame) -> pl.DataFrame:
    if wave.state == WaveState.DESTROYED:
        return frames.hours_kept(rows.hours(session, wave.id))
    return frames.hours_of(attempts)
