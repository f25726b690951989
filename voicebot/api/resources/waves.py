"""Waves: which there are, making one, and freezing it. Unfreezing and destroying one is for people, on the pages."""

import json
from typing import Any

from pydantic import Field

from voicebot.api.access import staff_name
from voicebot.api.operation import get, post
from voicebot.api.paging import Page, Paging, page_of
from voicebot.api.reading import Body
from voicebot.fieldwork import waves as use_cases
from voicebot.fieldwork.rules_file import parse_rules_file
from voicebot.fieldwork.waves import WaveSummary
from voicebot.front.desk import desk
from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.staff.permissions import Permission
from voicebot.store.engine import reading


class NewWave(Body):
    """What a wave is made of. `rules` holds what a file of rules would; what it leaves out keeps its default."""

    name: str = Field(max_length=40)
    flow: str
    rules: dict[str, Any] = Field(default_factory=dict)


class Reason(Body):
    """Why; it stays in the audit trail for good, so it holds no number and no name."""

    reason: str = Field(min_length=1, max_length=200)


@get("/waves", Permission.SEE_WAVES)
def list_waves(asked: Paging) -> Page[WaveSummary]:
    """All waves, the newest first."""
    with reading(desk().engine) as session:
        return page_of(use_cases.list_waves(session), asked, lambda wave: wave.id)


@post("/waves", Permission.PREPARE, made_at="/waves/{name}")
def create_wave(wanted: NewWave) -> WaveSummary:
    """Make a wave."""
    rules = parse_rules_file(json.dumps(wanted.rules, ensure_ascii=False).encode(), "rules")
    compile_questionnaire(desk().read_wave_flow(wanted.flow, rules.languages))
    return use_cases.create_wave(
        desk().engine,
        desk().clock,
        desk().keys,
        name=wanted.name,
        flow=wanted.flow,
        rules=rules,
        who=staff_name(),
    )


@get("/waves/{wave}", Permission.SEE_WAVES)
def show_wave(wave: str) -> WaveSummary:
    """One wave, with its counts and its batches."""
    with reading(desk().engine) as session:
        return use_cases.summary(session, use_cases.find_wave(session, wave))


@post("/waves/{wave}/freeze", Permission.FREEZE)
def freeze_wave(wave: str, given: Reason) -> WaveSummary:
    """Stop everything about a wave at once.

    Nobody is called for it, and nothing of it is destroyed, until somebody unfreezes it on the pages.
    """
    return use_cases.freeze_wave(desk().engine, desk().clock, name=wave, reason=given.reason, who=staff_name())
