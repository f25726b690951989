"""Test calls from the wish to the last trace of them: a real call, to nobody of any survey, that is in no count."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, func, select

from tests import factories
from tests.fieldwork.exchange import Exchange
from tests.fieldwork.office import FAST, Office, StoppedClock, urls
from tests.questionnaire.flows import source
from voicebot.errors import (
    BadQuestionnaire,
    NotFound,
    ProviderRefusedNumber,
    ProviderTryLater,
    ProviderUncertain,
    ProviderUnfinished,
    Refused,
)
from voicebot.fieldwork import batches, trial_calls
from voicebot.fieldwork.trial_caller import WANTED_FOR, TrialCaller
from voicebot.fieldwork.trial_calls import AT_ONCE, SHOWN_FOR, Trial, Trials, Wanted, all_trials, want
from voicebot.privacy import audit, exclusion
from voicebot.privacy.keyed_in import KeyedInNumbers
from voicebot.privacy.keystore import KeyStore
from voicebot.questionnaire.source import Source
from voicebot.store.engine import reading, transaction
from voicebot.store.tables import Attempt, TrialCall
from voicebot.telephony.status import CallStatus

SOURCE = source()
STAFF = factories.number(999)
NIGHT = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)


@dataclass
class Trying:
    """Somebody who tries a questionnaire out, and the dialler and the exchange that ring them."""

    office: Office
    trials: Trials
    caller: TrialCaller

    @property
    def exchange(self) -> Exchange:
        return self.office.exchange

    def wants(self, **changes: object) -> str:
        wanted = Wanted(**{"source": SOURCE, "language": None, "number": STAFF} | changes)  # type: ignore[arg-type]
        return want(self.trials, wanted, faults=[], who="ben")

    def works(self) -> int:
        return self.caller.work()

    def ends(self, call_id: str, outcome: str = "it would count as complete") -> None:
        """The last status callback comes."""
        self.exchange.goes(f"CA{0:032d}", CallStatus.COMPLETED)
        with transaction(self.office.engine) as session:
            trial_calls.end(session.get_one(TrialCall, call_id), self.office.clock.now(), outcome)

    def passes(self, **span: float) -> None:
        self.office.clock.pass_(**span)

    @property
    def seen(self) -> list[Trial]:
        """What is told of the test calls that are there."""
        with reading(self.office.engine) as session:
            return all_trials(session)

    @property
    def outcome(self) -> str | None:
        (trial,) = self.seen
        return trial.outcome


@pytest.fixture
def trying(engine: Engine, keys: KeyStore) -> Trying:
    clock = StoppedClock(factories.NOON)
    office = Office(engine, clock, keys, Exchange(clock))
    trials = Trials(engine, clock, office.prints, KeyedInNumbers(keys))
    return Trying(office, trials, TrialCaller(trials, office.exchange, FAST, urls))


def test_a_telephone_of_staff_is_rung_once_and_everything_is_forgotten_afterwards(trying: Trying) -> None:
    call = trying.wants()
    assert trying.works() == 1
    assert trying.exchange.numbers_dialled == [STAFF]
    assert trying.works() == 0
    trying.ends(call)
    assert trying.outcome == "it would count as complete"
    trying.passes(seconds=SHOWN_FOR.total_seconds())
    trying.works()
    assert trying.exchange.calls == {}
    assert trying.seen == []


def test_it_is_no_attempt_and_stands_in_the_audit_trail_without_the_number(trying: Trying) -> None:
    trying.wants(language="pl-PL")
    trying.works()
    with reading(trying.office.engine) as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 0
        (entry,) = audit.entries(session)
        assert (entry.who, entry.action) == ("ben", "test_call")
        assert entry.details == {"flow": SOURCE.name, "language": "pl-PL"}
        assert session.scalars(select(TrialCall)).one().number is None


def test_people_of_a_survey_and_those_who_opted_out_are_never_rung_for_a_test(trying: Trying) -> None:
    drawn, opted_out = factories.number(1), factories.number(2)
    trying.office.person(trying.office.wave(), drawn)
    with transaction(trying.office.engine) as session:
        exclusion.exclude(session, [trying.office.prints.of(opted_out)], month="2026-11", origin="staff")
    for number in (drawn, opted_out):
        with pytest.raises(Refused, match="can't be used for a test call"):
            trying.wants(number=number)


def test_it_is_refused_at_night_with_faults_and_while_enough_are_under_way(trying: Trying) -> None:
    with pytest.raises(Refused, match="VOICEBOT_HELPLINE"):
        want(trying.trials, Wanted(SOURCE, None, STAFF), faults=["VOICEBOT_HELPLINE: is missing"], who="ben")
    for _ in range(AT_ONCE):
        trying.wants()
    with pytest.raises(Refused, match="under way"):
        trying.wants()
    trying.office.clock.move_to(NIGHT)
    with pytest.raises(Refused, match="between 08:00 and 21:00"):
        trying.wants()


def test_it_is_refused_in_a_language_that_is_not_there_and_of_a_faulty_questionnaire(trying: Trying) -> None:
    with pytest.raises(NotFound, match="cy-GB"):
        trying.wants(language="cy-GB")
    files = {**SOURCE.files, "questionnaire.yaml": "survey: none"}
    with pytest.raises(BadQuestionnaire):
        trying.wants(source=Source(SOURCE.name, files, SOURCE.sentences))


def test_a_telephone_never_rings_for_a_test_that_nobody_waits_for_any_more(trying: Trying) -> None:
    trying.wants()
    trying.passes(seconds=WANTED_FOR.total_seconds() + 1)
    trying.works()
    assert trying.exchange.orders == []
    assert "no dialler was there in time" in str(trying.outcome)


def test_whoever_opts_out_before_the_telephone_rings_is_not_rung(trying: Trying) -> None:
    trying.wants()
    with transaction(trying.office.engine) as session:
        exclusion.exclude(session, [trying.office.prints.of(STAFF)], month="2026-11", origin="staff")
    trying.works()
    assert trying.exchange.orders == []
    assert "can't be used for a test call" in str(trying.outcome)


def test_what_the_provider_refuses_is_told_and_not_tried_again(trying: Trying) -> None:
    trying.exchange.refuse(ProviderRefusedNumber("the provider does not call this number"))
    trying.wants()
    trying.works()
    trying.works()
    assert trying.outcome == "the provider does not call this number"
    trying.exchange.refuse(ProviderTryLater("too many calls"))
    trying.wants()
    trying.works()
    assert trying.exchange.orders == []


def test_a_call_of_which_the_answer_was_lost_is_not_dialled_again(trying: Trying) -> None:
    trying.exchange.lose(ProviderUncertain("no answer"))
    trying.wants()
    trying.works()
    trying.passes(minutes=5)
    trying.works()
    assert len(trying.exchange.orders) == 1
    trying.passes(minutes=30)
    trying.works()
    assert trying.outcome == "nothing was heard of its end"


def test_a_call_that_was_left_behind_by_a_crash_is_not_dialled_again(trying: Trying) -> None:
    trying.exchange.refuse(KeyboardInterrupt())
    trying.wants()
    with pytest.raises(KeyboardInterrupt):
        trying.works()
    trying.passes(minutes=2)
    trying.works()
    assert trying.exchange.orders == []


def test_a_dialler_brings_test_calls_on_and_knows_when_the_next_is_due(trying: Trying) -> None:
    call = trying.wants()
    with trying.office.dialler(trial_calls=trying.works) as dialler:
        assert dialler.next_due() == trying.office.clock.now()
        assert dialler.work().trials == 1
        trying.ends(call)
        assert dialler.work().idle
        assert dialler.next_due() is None


def test_stopping_everything_ends_test_calls_too(trying: Trying) -> None:
    trying.wants()
    trying.works()
    trying.wants()
    batches.stop_all(trying.office.engine, trying.office.clock, at_once=False, who="ben")
    trying.works()
    assert [trial.outcome for trial in trying.seen] == ["everything was stopped by staff"] * 2
    assert [told for told, _ in trying.exchange.told] == ["hang_up"]
    assert len(trying.exchange.orders) == 1


def test_the_provider_is_asked_to_forget_a_call_until_it_has(trying: Trying) -> None:
    call = trying.wants()
    trying.works()
    trying.ends(call)
    trying.exchange.unreachable = ProviderUnfinished("only just over")
    trying.passes(seconds=SHOWN_FOR.total_seconds())
    trying.works()
    assert len(trying.seen) == 1
    trying.exchange.unreachable = None
    trying.passes(seconds=SHOWN_FOR.total_seconds())
    trying.works()
    assert (trying.seen, trying.exchange.calls) == ([], {})
