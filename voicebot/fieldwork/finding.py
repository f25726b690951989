"""Finding the cases of a person from a number or a reference, and nothing else about them.

A number is matched by its print; a reference stands in sealed contacts only, so these are opened one by one.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from voicebot.errors import NotFound
from voicebot.fieldwork import waves
from voicebot.phone import PhoneNumber
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.store import cases as case_rows
from voicebot.store import contacts
from voicebot.store import waves as wave_rows
from voicebot.store.tables import Case, Wave


def cases_with_number(session: Session, prints: Prints, number: PhoneNumber) -> Sequence[Case]:
    """Every case, closed ones too, whose contact is still kept and has that number; the newest wave first."""
    return case_rows.by_ids(session, contacts.cases_with_print(session, [prints.of(number)]))


def cases_with_reference(session: Session, vault: Vault, reference: str, wave_name: str | None) -> Sequence[Case]:
    """Every case whose contact is still kept and has that reference, in one wave or in all.

    Raises:
        NotFound: there is no wave of that name.
    """
    found = wave_rows.not_destroyed(session) if wave_name is None else [waves.find_wave(session, wave_name)]
    ids = [case_id for wave in found for case_id in _with_reference(session, vault, wave, reference)]
    return case_rows.by_ids(session, ids)


def is_in_wave(session: Session, case: Case, wave_name: str) -> bool:
    """Whether that is the wave of the case."""
    return session.get_one(Wave, case.wave_id).name == wave_name


def require_case(session: Session, case_id: str) -> Case:
    """The case of that id.

    Raises:
        NotFound: there is none.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("there is no case of that id")
    return case


def _with_reference(session: Session, vault: Vault, wave: Wave, reference: str) -> list[str]:
    return [
        case_id
        for case_id, sealed in contacts.sealed_of_wave(session, wave.id)
        if vault.open(wave.key_id, case_id, sealed).reference == reference
    ]
