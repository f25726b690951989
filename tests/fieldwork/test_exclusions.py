from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests import factories
from voicebot.errors import BadInput, NotFound
from voicebot.fieldwork.exclusions import Excluded, Origin, count_excluded, exclude, readmit
from voicebot.privacy import audit
from voicebot.store.engine import reading
from voicebot.store.tables import Errand, Exclusion


@pytest.fixture
def exclude_numbers(office):
    def exclude_numbers(*numbers, origin=Origin.STAFF):
        prints = [office.prints.of(number) for number in numbers]
        return exclude(office.engine, office.clock, prints=prints, origin=origin, who="researcher")

    return exclude_numbers


def listed(office, *numbers):
    return count_excluded(office.engine, [office.prints.of(number) for number in numbers])


def test_an_excluded_person_is_never_called(office, exclude_numbers):
    batch = office.running_batch(people=2)
    assert exclude_numbers(factories.number(0)) == Excluded(added=1, cases_closed=1)
    office.call()
    assert office.claim() is None
    assert office.batch(batch).state == "running"


def test_every_number_of_the_person_is_excluded(office, exclude_numbers):
    case = office.person(office.wave(), factories.number(1), factories.number(2))
    assert exclude_numbers(factories.number(2)) == Excluded(added=2, cases_closed=1)
    assert listed(office, factories.number(1), factories.number(2)) == 2
    assert office.case(case).closed_for == "excluded"


def test_whoever_shares_another_number_of_the_person_is_not_called_either(office, exclude_numbers):
    wave = office.wave()
    office.person(wave, factories.number(1), factories.number(2))
    sharing = office.person(wave, factories.number(2))
    assert exclude_numbers(factories.number(1)).cases_closed == 2
    assert office.case(sharing).state == "closed"


def test_a_call_that_nobody_answered_yet_is_cancelled(office, exclude_numbers):
    office.running_batch()
    attempt = office.call()
    exclude_numbers(factories.number(0))
    with reading(office.engine) as session:
        (errand,) = session.scalars(select(Errand))
    assert (errand.kind, errand.attempt_id) == ("cancel", attempt.id)


def test_a_long_list_is_taken_in_at_once(office, exclude_numbers):
    wave = office.wave()
    for nth in (0, 999):
        office.person(wave, factories.number(nth))
    everybody = [factories.number(nth) for nth in range(1000)]
    assert exclude_numbers(*everybody, origin=Origin.IMPORT) == Excluded(added=1000, cases_closed=2)
    assert exclude_numbers(*everybody) == Excluded(added=0, cases_closed=0)


def test_only_the_london_month_and_the_origin_are_kept(office, exclude_numbers):
    office.clock.move_to(datetime(2026, 5, 31, 23, 30, tzinfo=UTC))
    exclude_numbers(factories.number(), origin=Origin.IMPORT)
    with reading(office.engine) as session:
        (row,) = session.scalars(select(Exclusion))
    assert (row.month, row.origin, row.attempt_id) == ("2026-06", "import", None)


def test_excluding_is_on_record_without_the_number(office, exclude_numbers):
    exclude_numbers(factories.number())
    with reading(office.engine) as session:
        (entry,) = audit.entries(session)
    assert (entry.who, entry.action, entry.subject) == ("researcher", "numbers_excluded", None)
    assert entry.details == {"origin": "staff", "added": 1, "cases": 0}


def test_a_readmitted_number_is_off_the_list_but_its_case_stays_closed(office, exclude_numbers):
    case = office.person(office.wave(), factories.number())
    exclude_numbers(factories.number())
    print_ = office.prints.of(factories.number())
    readmit(office.engine, office.clock, print_=print_, reason=" asked on 2026-11-25 ", who="administrator")
    assert listed(office, factories.number()) == 0
    assert office.case(case).state == "closed"
    with reading(office.engine) as session:
        entry = audit.entries(session)[0]
    assert (entry.who, entry.action) == ("administrator", "number_readmitted")
    assert entry.details == {"reason": "asked on 2026-11-25"}


@pytest.mark.parametrize("reason", ["", "  ", "07700 900000 was a mistake", "of +44 (0)20 7946 0000"])
def test_a_number_is_readmitted_only_for_a_reason_that_holds_no_number(office, exclude_numbers, reason):
    exclude_numbers(factories.number())
    with pytest.raises(BadInput):
        readmit(office.engine, office.clock, print_=office.prints.of(factories.number()), reason=reason, who="a")
    assert listed(office, factories.number()) == 1


def test_a_number_that_is_not_on_the_list_is_not_readmitted(office):
    with pytest.raises(NotFound, match="not on the exclusion list"):
        readmit(office.engine, office.clock, print_=office.prints.of(factories.number()), reason="asked", who="a")
