"""What is asked of staff accounts, their sessions and their programs' tokens; nothing is decided here."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from voicebot.store.tables import StaffAccount, StaffSession, StaffToken


def account_called(session: Session, folded_name: str) -> StaffAccount | None:
    """The account of that name."""
    return session.scalar(select(StaffAccount).where(StaffAccount.folded_name == folded_name))


def account_held(session: Session, folded_name: str) -> StaffAccount | None:
    """The account of that name, to be changed by nobody else until the transaction ends."""
    statement = select(StaffAccount).where(StaffAccount.folded_name == folded_name)
    return session.scalar(statement.with_for_update(key_share=True))


def account_of_subject(session: Session, subject: str) -> StaffAccount | None:
    """The account that signs in elsewhere under that subject, held likewise."""
    statement = select(StaffAccount).where(StaffAccount.sso_subject == subject)
    return session.scalar(statement.with_for_update(key_share=True))


def hold_accounts(session: Session) -> None:
    """Let nobody else change any account until the transaction ends."""
    session.execute(select(StaffAccount.id).order_by(StaffAccount.id).with_for_update(key_share=True))


def accounts(session: Session) -> Sequence[StaffAccount]:
    """Every account by name."""
    return session.scalars(select(StaffAccount).order_by(StaffAccount.folded_name)).all()


def replace_hash(session: Session, kept: str, by: str) -> None:
    """Put another hash in the place of one that is kept, if it still is."""
    session.execute(update(StaffAccount).where(StaffAccount.password_hash == kept).values(password_hash=by))


def disable(session: Session, account_ids: Collection[str]) -> int:
    """Disable those of these accounts that are there; how many."""
    statement = update(StaffAccount).where(StaffAccount.id.in_(account_ids)).values(disabled=True)
    return len(session.execute(statement.returning(StaffAccount.id)).all())


def session_of(session: Session, digest: str) -> tuple[StaffSession, StaffAccount] | None:
    """A session and whose it is."""
    statement = (
        select(StaffSession, StaffAccount)
        .join(StaffAccount, StaffAccount.id == StaffSession.account_id)
        .where(StaffSession.digest == digest)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1])


def note_session_seen(session: Session, digest: str, at: datetime) -> None:
    """Note that a session is in use; nothing happens if it has ended."""
    session.execute(update(StaffSession).where(StaffSession.digest == digest).values(seen_at=at))


def end_session(session: Session, digest: str) -> bool:
    """End one session; whether it was still there."""
    gone = session.execute(delete(StaffSession).where(StaffSession.digest == digest).returning(StaffSession.digest))
    return gone.first() is not None


def end_sessions(session: Session, account_id: str) -> None:
    """Sign somebody out everywhere."""
    session.execute(delete(StaffSession).where(StaffSession.account_id == account_id))


def end_sessions_before(session: Session, begun: datetime) -> None:
    """Forget the sessions that began before that instant."""
    session.execute(delete(StaffSession).where(StaffSession.begun_at < begun))


def end_everything(session: Session) -> int:
    """Sign everybody out and take all tokens back; how many of both there were."""
    sessions = session.execute(delete(StaffSession).returning(StaffSession.digest)).all()
    tokens = session.execute(delete(StaffToken).returning(StaffToken.digest)).all()
    return len(sessions) + len(tokens)


def token_of(session: Session, digest: str) -> tuple[StaffToken, StaffAccount] | None:
    """A program's token and whose it is."""
    statement = (
        select(StaffToken, StaffAccount)
        .join(StaffAccount, StaffAccount.id == StaffToken.account_id)
        .where(StaffToken.digest == digest)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1])


def tokens_of(session: Session, account_id: str) -> Sequence[StaffToken]:
    """The tokens of an account, the newest first."""
    statement = select(StaffToken).where(StaffToken.account_id == account_id).order_by(StaffToken.made_at.desc())
    return session.scalars(statement).all()


def note_token_used(session: Session, digest: str, on: date) -> None:
    """Note the day on which a token was last used."""
    session.execute(update(StaffToken).where(StaffToken.digest == digest).values(used_on=on))


def end_tokens(session: Session, account_id: str, label: str | None = None) -> int:
    """Take back the tokens of an account, all or those with that label; how many."""
    statement = delete(StaffToken).where(StaffToken.account_id == account_id).returning(StaffToken.digest)
    if label is not None:
        statement = statement.where(StaffToken.label == label)
    return len(session.execute(statement).all())
