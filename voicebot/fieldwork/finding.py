"""Finding the cases of a person from a number or a reference, and nothing else about them.

A number is matched by its print; a reference stands in sealed contacts only, so these are opened one by one.
"""

import re
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.clock import Clock
from voicebot.errors import BadNumber, NotFound
from voicebot.fieldwork import waves
from voicebot.phone import PhoneNumber, parse_number
from voicebot.privacy import audit
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Vault
from voicebot.store import cases as case_rows
from voicebot.store import contacts
from voicebot.store import waves as wave_rows
from voicebot.store.engine import transaction
from voicebot.store.tables import Case

_CASE_ID = re.compile(r"\A[a-z2-7]{24}\Z")


def find_case_ids(  # noqa: PLR0913 - what is asked, by whom, and what finds it
    engine: Engine,
    clock: Clock,
    vault: Vault,
    prints: Prints,
    *,
    number_or_reference: str,
    wave_name: str | None,
    who: str,
) -> Sequence[str]:
    """The cases of whoever has that number or reference, in one wave or in all; never none. A case's own id does, too.

    For a reference every contact is opened, and the audit trail has that.

    Raises:
        NotFound: nobody whose contact is still kept has it, or there is no such wave.
    """
    with transaction(engine) as session:
        try:
            found = cases_with_number(session, prints, parse_number(number_or_reference))
        except BadNumber:
            found = case_rows.by_ids(session, _CASE_ID.findall(number_or_reference))
            if not found:
                found = cases_with_reference(session, vault, number_or_reference, wave_name)
                audit.append(session, at=clock.now(), who=who, action="contacts_searched", cases=len(found))
        wave_id = None if wave_name is None else waves.find_wave(session, wave_name).id
    ids = [case.id for case in found if wave_id is None or case.wave_id == wave_id]
    if not ids:
        raise NotFound("no case that is still kept has that number or reference")
    return ids


def cases_with_number(session: Session, prints: Prints, number: PhoneNumber) -> Sequence[Case]:
    """Every case, closed ones too, whose contact is still kept and has that number; the newest wave first."""
    return case_rows.by_ids(session, contacts.cases_with_print(session, [prints.of(number)]))


def cases_with_reference(session: Session, vault: Vault, reference: str, wave_name: str | None) -> Sequence[Case]:
    """Every case whose contact is still kept and has that reference, in one wave or in all.

    Raises:
        NotFound: there is no wave of that name.
    """
    found = wave_rows.not_destroyed(session) if wave_name is None else [waves.find_wave(session, wave_name)]
    ids = [
        case_id
        for wave in found
        for case_id in vault.with_reference(wave.key_id, contacts.sealed_of_wave(session, wave.id), reference)
    ]
    return case_rows.by_ids(session, ids)


def require_case(session: Session, case_id: str) -> Case:
    """The case of that id.

    Raises:
        NotFound: there is none.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("there is no case of that id")
    return case
