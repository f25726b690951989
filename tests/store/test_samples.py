from sqlalchemy import Engine

from tests import factories
from voicebot.store import samples
from voicebot.store.engine import transaction
from voicebot.store.tables import Exclusion

MANY = [nth.to_bytes(32, "big") for nth in range(12_000)]
"""More prints than one statement takes."""


def test_numbers_drawn_are_found_again_by_month(engine: Engine):
    with transaction(engine) as session:
        sample = factories.sample(session)
        samples.remember_drawn(session, MANY, "2025-11", sample.id)
        samples.remember_drawn(session, MANY[:10], "2026-02", sample.id)
        assert samples.drawn_since_among(session, [*MANY, b"other"], "2025-11") == set(MANY)
        assert samples.prints_drawn_since(session, "2025-12") == frozenset(MANY[:10])


def test_the_whole_exclusion_list_is_read(engine: Engine):
    with transaction(engine) as session:
        session.add_all(Exclusion(print=one, month="2026-11", origin="staff") for one in MANY[:3])
        session.flush()
        assert samples.excluded_prints(session) == frozenset(MANY[:3])


def test_deleting_the_persons_of_a_sample_leaves_those_of_others(engine: Engine):
    with transaction(engine) as session:
        one, other = factories.case(session), factories.case(session)
        factories.contact(session, one.id, MANY[0])
        factories.contact(session, other.id, MANY[1])
        for case, print_ in ((one, MANY[0]), (other, MANY[1])):
            samples.remember_drawn(session, [print_], "2026-11", case.sample_id)
        samples.delete_persons(session, one.sample_id)
        assert samples.prints_drawn_since(session, "2026-01") == frozenset(MANY[1:2])
        assert samples.is_any_case_in_a_batch(session, other.sample_id) is False
        assert session.get_one(factories.Contact, other.id)


def test_a_person_drawn_does_not_show_their_prints():
    person = samples.DrawnPerson("case", "CE", "burglary", "{}", None, 1, 0.5, 1, b"sealed", (b"print",), frozenset())
    assert "sealed" not in repr(person)
    assert "print" not in repr(person)
