"""Calls that have just been picked up, put into a database without being placed: what a turn is measured on."""

from sqlalchemy import insert

from voicebot.clock import SystemClock
from voicebot.composition import Parts, flow_source
from voicebot.interview import wire
from voicebot.interview.state import begin
from voicebot.privacy.vault import Person
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.store.engine import transaction
from voicebot.store.tables import Attempt, Batch, Case, Contact, QuestionnaireVersion, Sample, Turn, Wave, new_id

_FLOW = "user-satisfaction"


def begin_calls(parts: Parts, calls: int) -> list[str]:
    """Put so many calls after their first webhook into an empty database; their attempts' ids."""
    source = flow_source(parts.settings, _FLOW)
    state = wire.to_json(begin(compile_questionnaire(source)))
    now, wave, sample, batch, key = SystemClock().now(), new_id(), new_id(), new_id(), new_id()
    parts.keys.make_wave_key(key)
    pairs = [(new_id(), new_id()) for _ in range(calls)]
    person = Person("Sam", (), "", {})
    with transaction(parts.engine) as session:
        session.add(QuestionnaireVersion(digest=source.digest, flow=_FLOW, source=source.to_json()))
        session.flush()
        session.add(Wave(id=wave, name="turns", flow=_FLOW, version=source.digest, rules="{}", state="open",
                         key_id=key, created_at=now))  # fmt: skip
        session.flush()
        session.add(Sample(id=sample, wave_id=wave, state="drawn", drawn_at=now, reference_date=now.date(), seed="1",
                           method="simple", size=calls, frame_digest="", rules_digest="", lists_digest="",
                           rows_read=calls, rows_rejected=0, waterfall="{}"))  # fmt: skip
        session.add(Batch(id=batch, wave_id=wave, state="running", created_at=now, created_by="benchmark"))
        session.flush()
        session.execute(insert(Case), [
            {"id": case, "wave_id": wave, "sample_id": sample, "batch_id": batch, "area": "CE", "codes": "{}",
             "victim_group": "burglary", "replicate": 1, "probability": 1.0, "multiplicity": 1, "state": "calling"}
            for case, _ in pairs
        ])  # fmt: skip
        session.execute(insert(Contact), [
            {"case_id": case, "sealed": parts.vault.seal(key, case, person)} for case, _ in pairs
        ])  # fmt: skip
        session.execute(insert(Attempt), [
            {"id": attempt, "case_id": case, "batch_id": batch, "ordinal": 1, "position": 0, "rang": True,
             "version": source.digest, "state": "placed", "claimed_at": now, "day_part": "weekday_day"}
            for case, attempt in pairs
        ])  # fmt: skip
        session.execute(insert(Turn), [
            {"attempt_id": attempt, "number": 0, "state": state, "at": now} for _, attempt in pairs
        ])  # fmt: skip
    return [attempt for _, attempt in pairs]
