"""Questionnaire versions, each under the hash of everything that it can say and ask."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.store.tables import QuestionnaireVersion


def keep_version(session: Session, digest: str, flow: str, source: str) -> None:
    """Keep a version; one that is there already stays as it is."""
    if session.get(QuestionnaireVersion, digest) is None:
        session.add(QuestionnaireVersion(digest=digest, flow=flow, source=source))
        session.flush()


def version_source(session: Session, digest: str) -> str | None:
    """The source of a version, to be compiled again."""
    return session.scalar(select(QuestionnaireVersion.source).where(QuestionnaireVersion.digest == digest))
