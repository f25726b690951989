"""A long random walk through our calls and those to us, opt-outs and undone ones: nobody who opted out is called again.

What the list has to hold is worked out beside it, by the facts on opting out alone.
"""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from tests import factories
from tests.calls.caller import Caller
from tests.calls.line import Line
from tests.calls.survey import Survey
from voicebot.calls.ringing_in import KEPT_FOR, forget_old_calls
from voicebot.fieldwork import exclusions
from voicebot.fieldwork.claim import claim_due
from voicebot.fieldwork.exclusions import Origin
from voicebot.fieldwork.pacing import PaceLimits
from voicebot.phone import PhoneNumber
from voicebot.privacy.keystore import KeyStore
from voicebot.store.engine import reading
from voicebot.store.states import CaseState
from voicebot.store.tables import Case, Errand

STEPS = int(os.environ.get("VOICEBOT_STEPS", "600"))
"""How long the walk is: 100,000 steps in `make proofs`."""
STEPS_A_SURVEY, HOUSEHOLDS = 300, 12
UNPACED = PaceLimits(1e9, 1000)
WHAT_HAPPENS = (
    *("claimed", "heard a goodbye", "opted out", "undone"),
    *("opted out by calling", "interviewed by calling"),
)


class Call:
    """A call of the walk. `gates`: how many of the three keys that lead to the first question were pressed."""

    def __init__(self, line: Line, case_id: str, dialled: PhoneNumber, *, answered: bool = False) -> None:
        self.line, self.case_id, self.dialled, self.answered = line, case_id, dialled, answered
        self.gates, self.opted_out, self.over = 0, False, False
        self.added: set[PhoneNumber] = set()


class MenuCall:
    """A call to us that is at its menu. `number`: that which is shown, or would be keyed in."""

    def __init__(self, line: Caller, number: PhoneNumber, *, shown: bool) -> None:
        self.line, self.number, self.shown = line, number, shown
        self.opted_out, self.over = False, False
        self.added: set[PhoneNumber] = set()


class Walk:
    """A survey of households that share numbers, and what its exclusion list has to hold."""

    def __init__(self, survey: Survey, dice: Random) -> None:
        self.survey, self._dice = survey, dice
        self.numbers: dict[str, list[PhoneNumber]] = {}
        self.calls: list[Call] = []
        self.callers: list[MenuCall] = []
        self._rung = 0
        self.excluded: set[PhoneNumber] = set()
        self.seen: Counter[str] = Counter()
        for household in range(HOUSEHOLDS):
            shared = factories.number(3 * household)
            for own in (1, 2):
                numbers = [shared, factories.number(3 * household + own)]
                self.numbers[survey.person(*numbers)] = numbers

    def step(self) -> None:
        acts: list[Callable[[], None]] = [
            *(self._claim, self._claim, self._claim, self._answer, self._key, self._key, self._zero, self._end)
        ]
        if self._dice.random() < 0.12:
            acts = [self._ring_in, self._ring_in, self._zero_at_the_menu, self._one_at_the_menu, self._one_at_the_menu]
        if self._dice.random() < 0.01:
            acts = [self._forget_callers]
        if self._dice.random() < 0.03:
            acts = [self._exclude, self._pass_time, self._pass_time]
        self._dice.choice(acts)()

    def _claim(self) -> None:
        self.survey.clock.pass_(milliseconds=5)
        for claimed in claim_due(self.survey.engine, self.survey.clock, UNPACED, at_most=1):
            numbers = self.numbers[claimed.case_id]
            assert not self.excluded & set(numbers), "somebody was claimed after an opt-out"
            assert claimed.case_id not in {call.case_id for call in self.calls}, "somebody was claimed in a call"
            line = Line(self.survey.client, claimed.attempt_id, self._dice.choice([1, 1, 2]))
            self.calls.append(Call(line, claimed.case_id, numbers[claimed.position]))
            self.seen["claimed"] += 1

    def _answer(self) -> None:
        for call in self._some(lambda call: not call.answered):
            call.answered = True
            call.line.picks_up()
            if self.excluded & set(self.numbers[call.case_id]) or self._is_closed(call.case_id):
                call.line.is_over()
                call.over = True
                self.seen["heard a goodbye"] += 1
            else:
                call.line.goes_on()

    def _key(self) -> None:
        for call in self._some(lambda call: call.answered and not call.over):
            if call.opted_out:
                self._undo(call)
            elif call.gates < 3:
                call.line.presses("1")
                call.gates += 1

    def _zero(self) -> None:
        for call in self._some(lambda call: call.answered and not call.over and not call.opted_out):
            self._opt_out(call, self._persons(call) if call.gates >= 1 else {call.dialled}, "0")
            self.seen["opted out"] += 1

    def _opt_out(self, call: Call | MenuCall, numbers: set[PhoneNumber], *keys: str) -> None:
        """The last of the keys opts these numbers out."""
        call.line.presses(*keys)
        call.opted_out, call.added = True, numbers - self.excluded
        self.excluded |= numbers
        self._keep_for_good(numbers, but=call)
        assert self.survey.is_excluded(*self.excluded), "an opt-out was acknowledged and is not on the list"
        self._require_cancelled(call)

    def _keep_for_good(self, numbers: set[PhoneNumber], but: Call | MenuCall | None = None) -> None:
        """What somebody else wants excluded, too, no other call takes back any more."""
        for other in (*self.calls, *self.callers):
            if other is not but:
                other.added -= numbers

    def _ring_in(self) -> None:
        """Somebody of a household rings us, and shows the number or not."""
        number = self._dice.choice(list(self.numbers.values()))[self._dice.choice([0, 1, 1])]
        shown, self._rung = self._dice.random() < 0.7, self._rung + 1
        line = Caller(self.survey.client, number.e164 if shown else "anonymous", f"CA-in-{self._rung}")
        self.callers.append(MenuCall(line.rings_in().goes_on(), number, shown=shown))

    def _zero_at_the_menu(self) -> None:
        for call in self._some_callers(lambda call: not call.opted_out):
            keys = ("0",) if call.shown else ("0", call.number.e164.replace("+44", "0"), "1")
            self._opt_out(call, {call.number}, *keys)
            self.seen["opted out by calling"] += 1

    def _one_at_the_menu(self) -> None:
        """To take part, or to take an opt-out back; the third time in a row that it leads nowhere, the call ends."""
        for call in self._some_callers(lambda _: True):
            if call.opted_out:
                self._undo(call)
                continue
            call.line.presses("1")
            call.over = "<Gather" not in call.line.document
            if not call.over and call.line.is_interviewed:
                self._interview(call)

    def _interview(self, call: MenuCall) -> None:
        having = [case for case, numbers in self.numbers.items() if call.number in numbers]
        (case,) = (one for one in having if not self._is_closed(one))
        assert call.shown
        assert not self.excluded & set(self.numbers[case]), "somebody was asked to take part after an opt-out"
        self.callers.remove(call)
        self.calls.append(Call(call.line, case, call.number, answered=True))
        self.seen["interviewed by calling"] += 1

    def _forget_callers(self) -> None:
        """The calls to us are over, and what they added stays; whoever has such a number is called off."""
        self.survey.clock.pass_(seconds=KEPT_FOR.total_seconds() + 1)
        forget_old_calls(self.survey.board)
        for call in self.callers:
            self._keep_for_good(set(call.added), but=call)
        self.callers.clear()

    def _some_callers(self, fits: Callable[[MenuCall], bool]) -> list[MenuCall]:
        fitting = [call for call in self.callers if fits(call) and not call.over]
        return [self._dice.choice(fitting)] if fitting else []

    def _undo(self, call: Call | MenuCall) -> None:
        call.line.presses("1")
        self.excluded -= call.added
        call.opted_out, call.added = False, set()
        self.seen["undone"] += 1

    def _end(self) -> None:
        for call in self._some(lambda _: True):
            call.line.reports("completed" if call.answered else "no-answer", CallDuration="30")
            self.calls.remove(call)
            self._keep_for_good(call.added)  # it is over: what it has added can't be taken back now
            self.survey.settle()

    def _exclude(self) -> None:
        number = self._dice.choice([one for numbers in self.numbers.values() for one in numbers])
        having = [case for case, numbers in self.numbers.items() if number in numbers and not self._is_closed(case)]
        self.excluded |= {number}.union(*(self.numbers[case] for case in having))
        exclusions.exclude(
            self.survey.engine,
            self.survey.clock,
            prints=[self.survey.parts.prints.of(number)],
            origin=Origin.STAFF,
            who="supervisor",
        )
        self._keep_for_good({number}.union(*(self.numbers[case] for case in having)))

    def _pass_time(self) -> None:
        self.survey.clock.pass_(hours=self._dice.choice([1, 20, 75]))

    def _some(self, fits: Callable[[Call], bool]) -> list[Call]:
        fitting = [call for call in self.calls if fits(call)]
        return [self._dice.choice(fitting)] if fitting else []

    def _is_closed(self, case_id: str) -> bool:
        return self.survey.case(case_id).state == CaseState.CLOSED

    def _persons(self, call: Call) -> set[PhoneNumber]:
        """All numbers of the person, and of every case still open that shares the number that was dialled."""
        sharing = [case for case, numbers in self.numbers.items() if call.dialled in numbers]
        live = [case for case in sharing if case == call.case_id or not self._is_closed(case)]
        return set().union(*(set(self.numbers[case]) for case in live))

    def _require_cancelled(self, call: Call | MenuCall) -> None:
        """Calls on their way to anybody with these numbers are cancelled."""
        with reading(self.survey.engine) as session:
            told = {(errand.attempt_id, errand.kind) for errand in session.query(Errand)}
        for other in self.calls:
            if other is not call and not other.answered and self.excluded & set(self.numbers[other.case_id]):
                assert (other.line.call, "cancel") in told or self.survey.attempt(other.line).answered_at


@pytest.mark.slow
def test_nobody_is_called_who_has_opted_out_however_calls_and_opt_outs_mix(
    fresh_sqlite: Callable[[], Engine], tmp_path: Path
) -> None:
    seen: Counter[str] = Counter()
    for nth in range(-(-STEPS // STEPS_A_SURVEY)):
        survey = Survey(fresh_sqlite(), KeyStore.open_or_make(tmp_path / f"keys-{nth}"))
        walk = Walk(survey, Random(nth))
        for _ in range(STEPS_A_SURVEY):
            walk.step()
        with reading(survey.engine) as session:
            assert session.query(Case).count() == 2 * HOUSEHOLDS
        assert survey.is_excluded(*walk.excluded)
        seen += walk.seen
    assert min(seen[what] for what in WHAT_HAPPENS) > 0, seen
