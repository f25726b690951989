"""A finished wave in a database, made of dice: cases with their calls, and interviews that keep to the questionnaire.

`Wave(seed=…).keep(session)`; quick enough for tens of thousands of cases. Who answers, and how satisfied they are,
depends on victim group and age as recorded, so that weights have something to mend.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product

from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests import factories
from tests.calls.survey import SOURCE
from voicebot.fieldwork.hours import day_part
from voicebot.fieldwork.rules import WaveRules
from voicebot.interview import routing
from voicebot.interview.state import Answer, Status
from voicebot.outcomes import Result
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.model import Questionnaire
from voicebot.store import prompts_tallied
from voicebot.store import tables as table
from voicebot.store.tables import new_id
from voicebot.store.versions import keep_version

AREAS = ("CE", "EA", "NW", "SE")
GROUPS = ("burglary", "violent_crime", "hate_crime")
RECORDED = {
    "age": ("18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+", "not_recorded"),
    "gender": ("female", "male", "not_recorded"),
    "ethnicity": ("asian", "black", "mixed", "other", "white", "not_recorded"),
    "language": ("english", "other"),
}
_RULES = WaveRules()
_LATER = (Result.NO_ANSWER, Result.BUSY, Result.MACHINE, Result.NOTHING_HEARD, Result.NOT_FREE, Result.HUNG_UP_BEFORE)
_FINAL = (Result.NOT_THIS_TIME, Result.OPTED_OUT, Result.WRONG_PERSON, Result.DEAD_NUMBER)


@dataclass(frozen=True)
class SyntheticWave:
    """What is to be made. `eligible` persons on the frame for each one drawn, `response` of those drawn."""

    name: str = "autumn"
    cases: int = 900
    response: float = 0.4
    eligible: int = 5
    replicates: int = 1
    released: int = 1
    reference_date: date = date(2026, 11, 1)
    rules: WaveRules = _RULES
    areas: tuple[str, ...] = AREAS
    seed: int = 1

    def keep(self, session: Session) -> table.Wave:
        """Make it, and keep it; the wave."""
        return _Maker(self, session).make()


class _Maker:
    def __init__(self, wanted: SyntheticWave, session: Session) -> None:
        self._wanted, self._session = wanted, session
        self._dice = random.Random(wanted.seed)
        self._questionnaire: Questionnaire = compile_questionnaire(SOURCE)
        self._codes = {name: sorted(one.labels) for name, one in self._questionnaire.questions.items()}
        self._attempts: list[dict[str, object]] = []
        self._answers: list[dict[str, object]] = []

    def make(self) -> table.Wave:
        session, wanted = self._session, self._wanted
        keep_version(session, SOURCE.digest, SOURCE.name, SOURCE.to_json())
        self._wave = factories.wave(
            session, name=wanted.name, rules=wanted.rules.to_json(), version=SOURCE.digest, flow=SOURCE.name
        )
        self._batch = factories.batch(session, wave_id=self._wave.id)
        self._sample = factories.sample(
            session,
            wave_id=self._wave.id,
            size=wanted.cases,
            reference_date=wanted.reference_date,
            replicates=wanted.replicates,
            released=wanted.released,
        )
        cases = list(self._cases())
        for kind, rows in ((table.Case, cases), (table.Attempt, self._attempts), (table.Answer, self._answers)):
            if rows:
                session.execute(insert(kind), rows)
        self._keep_frame(cases)
        self._keep_tallies()
        session.flush()
        return self._wave

    def _cases(self) -> Iterator[dict[str, object]]:
        strata = list(product(self._wanted.areas, GROUPS))
        for nth in range(self._wanted.cases):
            area, group = strata[nth % len(strata)]
            codes = {name: self._dice.choice(categories) for name, categories in RECORDED.items()}
            case = {
                "id": new_id(),
                "wave_id": self._wave.id,
                "sample_id": self._sample.id,
                "batch_id": self._batch.id,
                "area": area,
                "victim_group": group,
                "codes": json.dumps(codes),
                "replicate": nth % self._wanted.replicates + 1,
                "probability": 1 / self._wanted.eligible,
                "multiplicity": 1,
                "state": "closed",
            }
            if case["replicate"] <= self._wanted.released:
                self._call(case, group, codes)
            yield case

    def _call(self, case: dict[str, object], group: str, codes: dict[str, str]) -> None:
        willing = (
            self._wanted.response * (1.3 if codes["age"] > "5" else 0.85) * (1.15 if group == "burglary" else 0.95)
        )
        responds = self._dice.random() < willing
        earlier = self._dice.choices(range(4), (50, 25, 15, 10))[0]
        results = self._dice.choices(_LATER, k=earlier)
        last = self._interview(case, group, codes) if responds else self._dice.choice(_LATER + _FINAL)
        for ordinal, result in enumerate((*results, last), 1):
            self._attempts.append(self._attempt(case, ordinal, result))

    def _attempt(self, case: dict[str, object], ordinal: int, result: Result) -> dict[str, object]:
        claimed = self._instant(ordinal)
        talked = result not in (Result.NO_ANSWER, Result.BUSY, Result.DEAD_NUMBER)
        return {
            "id": new_id(),
            "case_id": case["id"],
            "batch_id": self._batch.id,
            "ordinal": ordinal,
            "position": 0,
            "version": SOURCE.digest,
            "state": "settled",
            "claimed_at": claimed,
            "day_part": day_part(claimed),
            "rang": result is not Result.DEAD_NUMBER,
            "answered_at": claimed + timedelta(seconds=12) if talked else None,
            "ended_at": claimed + timedelta(seconds=30),
            "seconds": self._dice.randrange(240, 600) if result is Result.COMPLETE else 20,
            "price": "-0.0400",
            "currency": "GBP",
            "result": str(result),
            "stage": 3 if result in (Result.COMPLETE, Result.PARTIAL, Result.BREAK_OFF) else 0,
            "step": "closing" if result is Result.COMPLETE else "right_person",
            "language": "en-GB" if talked else None,
        }

    def _instant(self, ordinal: int) -> datetime:
        day = factories.NOON.replace(hour=10) + timedelta(days=self._dice.randrange(14) + ordinal)
        return day + timedelta(minutes=self._dice.randrange(600))

    def _interview(self, case: dict[str, object], group: str, codes: dict[str, str]) -> Result:
        """Go through the questionnaire; one in twenty hangs up on the way."""
        answers: dict[str, Answer] = {}
        stops = self._dice.randrange(1, 30) if self._dice.random() < 0.05 else None
        happy = 0.45 + 0.25 * (group == "burglary") + 0.15 * (codes["age"] > "5")
        for place, step in enumerate(self._questionnaire.order):
            name = self._questionnaire.steps[step].question
            if place == stops:
                break
            if routing.applies(self._questionnaire, answers, name):
                answers[name] = self._answer(name, happy)
                self._keep_answer(case, name, answers[name], place)
        if stops is None or stops > self._questionnaire.places["gender"]:
            return Result.COMPLETE
        return Result.PARTIAL if answers.get("whole") and answers["whole"].code in range(1, 8) else Result.BREAK_OFF

    def _answer(self, name: str, happy: float) -> Answer:
        if name not in self._questionnaire.questions:
            return Answer(Status.ANSWERED, 1) if self._dice.random() < 0.9 else Answer(Status.REFUSED)
        if self._dice.random() < 0.03:
            return Answer(self._dice.choice((Status.REFUSED, Status.SILENT)))
        question = self._questionnaire.questions[name]
        if question.section == "core" and self._dice.random() < 0.97:
            return Answer(Status.ANSWERED, self._dice.randrange(1, 4) if self._dice.random() < happy else 6)
        code = self._dice.choice(self._codes[name] if name != "age" else range(1, 8))
        return Answer(Status.DONT_KNOW if code == question.dont_know else Status.ANSWERED, code)

    def _keep_answer(self, case: dict[str, object], name: str, answer: Answer, place: int) -> None:
        self._answers.append(
            {
                "case_id": case["id"],
                "question": name,
                "status": str(answer.status),
                "code": answer.code,
                "first": answer.first,
                "second": 30 + 12 * place,
            }
        )

    def _keep_frame(self, cases: list[dict[str, object]]) -> None:
        strata: dict[tuple[object, object], int] = {}
        margins: dict[tuple[str, object], int] = {}
        for case in cases:
            stratum = (case["area"], case["victim_group"])
            strata[stratum] = strata.get(stratum, 0) + 1
            recorded = {"area": case["area"], "victim_group": case["victim_group"], **json.loads(str(case["codes"]))}
            for variable in recorded.items():
                margins[variable] = margins.get(variable, 0) + self._wanted.eligible
        self._session.execute(
            insert(table.Stratum),
            [
                {
                    "sample_id": self._sample.id,
                    "area": area,
                    "victim_group": group,
                    "eligible": drawn * self._wanted.eligible,
                    "drawn": drawn,
                }
                for (area, group), drawn in strata.items()
            ],
        )
        self._session.execute(
            insert(table.Margin),
            [
                {"sample_id": self._sample.id, "variable": variable, "category": category, "persons": persons}
                for (variable, category), persons in margins.items()
            ],
        )

    def _keep_tallies(self) -> None:
        counts = {
            step: {
                "shown": 100 - place,
                "answered": 90 - place,
                "refused": 3,
                "unanswered": 1,
                "silences": 4,
                "invalid": 5,
                "repeats": 6,
                "broke_off": 1,
                "left": 99 - place,
                "seconds": 12 * (99 - place),
            }
            for place, step in enumerate(("right_person", "safe_to_talk", "agreement", *self._questionnaire.order))
        }
        prompts_tallied.add(self._session, self._wave.id, SOURCE.digest, counts)
