"""Cases: why somebody was called, and taking somebody out. Numbers and references come in bodies alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from voicebot.api.access import staff_name
from voicebot.api.operation import post
from voicebot.api.reading import Body
from voicebot.errors import BadInput
from voicebot.fieldwork import finding, withdrawing
from voicebot.fieldwork.why import Why, why
from voicebot.front.desk import desk
from voicebot.staff.permissions import Permission
from voicebot.store.states import CaseState


class Person(Body):
    """Somebody by any telephone number of theirs, or by the incident's reference; the id of a case does as well.

    `wave` is only needed where they were drawn for several.
    """

    person: str = Field(min_length=1, max_length=100, repr=False)
    wave: str | None = None


class Withdrawal(Person):
    """Whom to take out, and why; the reason stays in the audit trail, and holds no number and no name."""

    reason: str = Field(min_length=1, max_length=200)


@dataclass(frozen=True, slots=True)
class Explained:
    """Why they were called, the case of each wave."""

    cases: Sequence[Why]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The case that was closed."""

    id: str
    state: CaseState


@post("/cases/why", Permission.SEE_CONTACTS)
def explain_cases(given: Person) -> Explained:
    """Why somebody was called: the draw, who let it happen, and each call. Never what was answered."""
    found = case_ids(given)
    return Explained([why(desk().engine, desk().clock, case_id=one, who=staff_name()) for one in found])


@post("/cases/withdraw", Permission.SEE_CONTACTS)
def withdraw_case(given: Withdrawal) -> Withdrawn:
    """Take somebody out of a wave: nobody is called for this case any more."""
    case_id = one_case_id(given)
    withdrawing.withdraw(desk().engine, desk().clock, case_id=case_id, reason=given.reason, who=staff_name())
    return Withdrawn(case_id, CaseState.CLOSED)


def case_ids(given: Person) -> Sequence[str]:
    """The cases of whoever it is; never none.

    Raises:
        NotFound: nobody whose contact is still kept has that number or reference, or there is no such wave.
    """
    return finding.find_case_ids(
        desk().engine,
        desk().clock,
        desk().vault,
        desk().prints,
        number_or_reference=given.person.strip(),
        wave_name=given.wave,
        who=staff_name(),
    )


def one_case_id(given: Person) -> str:
    """The one case that is meant.

    Raises:
        BadInput: they have several.
        NotFound: as `case_ids`.
    """
    found = case_ids(given)
    if len(found) > 1:
        raise BadInput(f"wave: {len(found)} cases have that: say which wave is meant")
    return found[0]
