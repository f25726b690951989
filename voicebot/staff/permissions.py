"""What each role may do. One table: pages, API and tests all read this one."""

from collections.abc import Mapping, Set
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the survey."""

    RESEARCHER = "researcher"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """Something that only some may do."""

    SEE_WAVES = "see_waves"  # waves, samples, batches, questionnaires and the day sheet, in counts
    PREPARE = "prepare"  # make waves, draw samples, make batches
    APPROVE = "approve"
    LAUNCH = "launch"  # and resume
    STOP = "stop"  # pause, stop, stop all
    SEE_RESULTS = "see_results"  # the public tables
    EXPORT_CASES = "export_cases"  # case-level files, not for publication
    EXCLUDE = "exclude"  # put a number on the exclusion list, look one up
    REMOVE_EXCLUSION = "remove_exclusion"
    SEE_CONTACTS = "see_contacts"  # why somebody was called, what is held of a person
    SEE_COMPLAINTS = "see_complaints"
    LOG_COMPLAINTS = "log_complaints"
    FREEZE = "freeze"  # stop everything about a wave
    DESTROY = "destroy"  # unfreeze, destroy, erase
    WRITE_NOTES = "write_notes"  # for the next shift
    READ_AUDIT = "read_audit"
    SEE_STAFF = "see_staff"
    MANAGE_STAFF = "manage_staff"
    SEE_SETTINGS = "see_settings"


_P = Permission
_READS_SURVEY = frozenset({_P.SEE_WAVES, _P.SEE_RESULTS, _P.SEE_COMPLAINTS})
_CALLS = frozenset({_P.APPROVE, _P.LAUNCH, _P.EXCLUDE, _P.REMOVE_EXCLUSION, _P.SEE_CONTACTS, _P.FREEZE, _P.DESTROY})
_WORKS_ON_SURVEY = _READS_SURVEY | {_P.PREPARE, _P.STOP, _P.EXPORT_CASES, _P.LOG_COMPLAINTS, _P.WRITE_NOTES}
_READS_SYSTEM = frozenset({_P.READ_AUDIT, _P.SEE_STAFF, _P.SEE_SETTINGS})

ROLES: Mapping[Role, Set[Permission]] = {
    Role.RESEARCHER: _WORKS_ON_SURVEY,
    Role.SUPERVISOR: _WORKS_ON_SURVEY | _CALLS,
    Role.ADMINISTRATOR: _READS_SYSTEM | {_P.SEE_WAVES, _P.STOP, _P.MANAGE_STAFF},
    Role.AUDITOR: _READS_SURVEY | _READS_SYSTEM,
}
"""Whoever works here can stop calls; auditors read everything but contacts, and change nothing."""

NOT_FOR_PROGRAMS: Set[Permission] = frozenset({_P.MANAGE_STAFF, _P.DESTROY})
"""What no token of a program allows: one that leaked makes no account and destroys nothing."""
