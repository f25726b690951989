"""Sealed persons and the prints of their numbers; sealing and printing are `privacy/`'s."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from voicebot.store.tables import Case, Contact, ContactNumber


def keep_contact(session: Session, case_id: str, sealed: bytes, prints: Sequence[bytes]) -> None:
    """Keep a sealed person with a print a number, in the order in which the numbers are tried."""
    session.execute(insert(Contact), {"case_id": case_id, "sealed": sealed})
    numbers = [{"case_id": case_id, "position": at, "print": one} for at, one in enumerate(prints)]
    session.execute(insert(ContactNumber), numbers)


def sealed_contact(session: Session, case_id: str) -> bytes | None:
    """The sealed person of a case, or None once it was destroyed."""
    return session.scalar(select(Contact.sealed).where(Contact.case_id == case_id))


def sealed_contacts(session: Session, case_ids: Collection[str]) -> Mapping[str, bytes]:
    """The sealed persons of these cases."""
    rows = session.execute(select(Contact.case_id, Contact.sealed).where(Contact.case_id.in_(case_ids)))
    return dict(rows.all())


def sealed_of_wave(session: Session, wave_id: str) -> Sequence[tuple[str, bytes]]:
    """Every sealed person of a wave, by case."""
    statement = select(Contact.case_id, Contact.sealed).join(Case, Case.id == Contact.case_id)
    rows = session.execute(statement.where(Case.wave_id == wave_id).order_by(Contact.case_id))
    return [(case_id, sealed) for case_id, sealed in rows]


def prints_of_case(session: Session, case_id: str) -> Sequence[bytes]:
    """The prints of a case's numbers, in the order in which they are tried."""
    statement = select(ContactNumber.print).where(ContactNumber.case_id == case_id).order_by(ContactNumber.position)
    return session.scalars(statement).all()


def cases_with_print(session: Session, prints: Collection[bytes]) -> set[str]:
    """The cases, closed ones too, that have any of these numbers."""
    return set(session.scalars(select(ContactNumber.case_id).where(ContactNumber.print.in_(prints))))


def delete_contacts_of_wave(session: Session, wave_id: str) -> int:
    """Delete everything that tells who the cases of a wave are; how many persons that were."""
    of_wave = select(Case.id).where(Case.wave_id == wave_id)
    session.execute(delete(ContactNumber).where(ContactNumber.case_id.in_(of_wave)))
    gone = session.execute(delete(Contact).where(Contact.case_id.in_(of_wave)).returning(Contact.case_id))
    return len(gone.all())


def delete_contact(session: Session, case_id: str) -> None:
    """Delete everything that tells who a case is."""
    session.execute(delete(ContactNumber).where(ContactNumber.case_id == case_id))
    session.execute(delete(Contact).where(Contact.case_id == case_id))
