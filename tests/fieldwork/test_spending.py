"""What calls cost, and the cap at which a wave pauses itself."""

from decimal import Decimal

import pytest

from tests import factories
from tests.fieldwork.office import Office
from voicebot.fieldwork.rules import WaveRules
from voicebot.fieldwork.spending import enforce_caps, spent
from voicebot.store.engine import reading, transaction

CAPPED = WaveRules(spending_cap=Decimal("1.50"))


def _called_for(office: Office, batch_id: str, *prices: str | None) -> None:
    with transaction(office.engine) as session:
        wave_id = office.batch(batch_id).wave_id
        for price in prices:
            case = factories.case(session, wave_id=wave_id, batch_id=batch_id)
            factories.attempt(session, case_id=case.id, batch_id=batch_id, price=price, currency="GBP")


def test_what_the_provider_charged_is_summed_whatever_sign_it_writes(office: Office) -> None:
    batch_id = office.running_batch()
    _called_for(office, batch_id, "-0.0420", "0.01", None, "")
    with reading(office.engine) as session:
        assert spent(session, office.batch(batch_id).wave_id) == Decimal("0.0520")


def test_a_wave_that_has_spent_its_cap_pauses_with_the_figures(office: Office) -> None:
    batch_id = office.running_batch(rules=CAPPED)
    _called_for(office, batch_id, "-1.00", "-0.50")

    assert enforce_caps(office.engine, office.clock) == 1

    batch = office.batch(batch_id)
    assert batch.state == "paused"
    assert batch.reason == "the wave has spent 1.50 of the 1.50 that it may"
    assert enforce_caps(office.engine, office.clock) == 0


@pytest.mark.parametrize("rules", [CAPPED, WaveRules()])
def test_a_wave_below_its_cap_or_without_one_goes_on(office: Office, rules: WaveRules) -> None:
    batch_id = office.running_batch(rules=rules)
    _called_for(office, batch_id, "-1.49")

    assert enforce_caps(office.engine, office.clock) == 0
    assert office.batch(batch_id).state == "running"


def test_the_dialler_looks_at_the_cap_once_a_minute(office: Office) -> None:
    looked: list[int] = []
    with office.dialler(housekeeping=(lambda: looked.append(1) or 0,)) as dialler:
        dialler.work()
        dialler.work()
        office.clock.pass_(minutes=1)
        dialler.work()
    assert len(looked) == 2
