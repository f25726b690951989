"""What can be asked of the API, a module each; importing them all gives the blueprint its operations."""

from voicebot.api.operation import api
from voicebot.api.resources import (
    audit_trail,
    batches,
    cases,
    complaints,
    day_sheet,
    exclusions,
    exports,
    questionnaires,
    results,
    samples,
    staff,
    waves,
)

__all__ = [
    "api",
    "audit_trail",
    "batches",
    "cases",
    "complaints",
    "day_sheet",
    "exclusions",
    "exports",
    "questionnaires",
    "results",
    "samples",
    "staff",
    "waves",
]
