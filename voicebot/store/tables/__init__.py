"""The tables. What may be asked of them stands in the module of the same theme in `store/`.

Ids are random and say nothing; times are aware UTC. What is personal is sealed (`Contact`) or a keyed print;
answers hang on a case by its random id alone.
"""

from voicebot.store.tables.base import Base, Instant, new_id
from voicebot.store.tables.calls import Attempt, Batch, Errand, Pace, Turn
from voicebot.store.tables.cases import Answer, Case, Contact, ContactNumber
from voicebot.store.tables.certificates import CallHour, Certificate
from voicebot.store.tables.complaints import Complaint, ShiftNote
from voicebot.store.tables.exports import ExportRequest
from voicebot.store.tables.frames import FrameRejects
from voicebot.store.tables.lists import AuditEntry, DrawnBefore, Exclusion, System
from voicebot.store.tables.published import PublishedPicture, PublishedTables
from voicebot.store.tables.ringing_in import InboundCall, InboundTurn
from voicebot.store.tables.staff import FailedSignIn, KeptReply, StaffAccount, StaffSession, StaffToken
from voicebot.store.tables.tallies import QuestionTally
from voicebot.store.tables.trial_calls import TrialCall
from voicebot.store.tables.waves import Margin, QuestionnaireVersion, Refresh, Sample, Stratum, Wave, WaveArm

__all__ = [
    "Answer",
    "Attempt",
    "AuditEntry",
    "Base",
    "Batch",
    "CallHour",
    "Case",
    "Certificate",
    "Complaint",
    "Contact",
    "ContactNumber",
    "DrawnBefore",
    "Errand",
    "Exclusion",
    "ExportRequest",
    "FailedSignIn",
    "FrameRejects",
    "InboundCall",
    "InboundTurn",
    "Instant",
    "KeptReply",
    "Margin",
    "Pace",
    "PublishedPicture",
    "PublishedTables",
    "QuestionTally",
    "QuestionnaireVersion",
    "Refresh",
    "Sample",
    "ShiftNote",
    "StaffAccount",
    "StaffSession",
    "StaffToken",
    "Stratum",
    "System",
    "TrialCall",
    "Turn",
    "Wave",
    "WaveArm",
    "new_id",
]
