"""Sealed persons and the prints of their numbers as rows."""

from sqlalchemy import Engine

from tests import factories
from voicebot.store import contacts
from voicebot.store.engine import transaction

ONE, TWO, SHARED = (bytes([n]) * 32 for n in (1, 2, 3))


def test_a_contact_is_kept_with_its_numbers_in_order(engine: Engine) -> None:
    with transaction(engine) as session:
        case = factories.case(session)
        contacts.keep_contact(session, case.id, b"sealed", [TWO, ONE])

        assert contacts.sealed_contact(session, case.id) == b"sealed"
        assert contacts.prints_of_case(session, case.id) == [TWO, ONE]


def test_every_case_that_has_a_number_is_found_by_its_print(engine: Engine) -> None:
    with transaction(engine) as session:
        first, second, third = (factories.case(session).id for _ in range(3))
        factories.contact(session, first, ONE, SHARED)
        factories.contact(session, second, SHARED)
        factories.contact(session, third, TWO)

        assert contacts.cases_with_print(session, [SHARED]) == {first, second}


def test_the_contacts_of_a_destroyed_wave_are_gone_and_others_stay(engine: Engine) -> None:
    with transaction(engine) as session:
        gone, kept = factories.case(session), factories.case(session)
        factories.contact(session, gone.id, ONE)
        factories.contact(session, kept.id, TWO)

        assert contacts.delete_contacts_of_wave(session, gone.wave_id) == 1
        assert contacts.sealed_contact(session, gone.id) is None
        assert contacts.prints_of_case(session, gone.id) == []
        assert contacts.prints_of_case(session, kept.id) == [TWO]


def test_a_single_contact_can_be_deleted(engine: Engine) -> None:
    with transaction(engine) as session:
        case = factories.case(session)
        factories.contact(session, case.id, ONE)

        contacts.delete_contact(session, case.id)

        assert contacts.sealed_contact(session, case.id) is None
