"""The final outcome of a case over all its attempts (AAPOR Standard Definitions, 10th edition). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voicebot.outcomes import AAPOR, Result

NOT_ATTEMPTED = "3.11"
COMPLETE, PARTIAL = "1.1", "1.2"
INTERVIEWED = (COMPLETE, PARTIAL)

LABELS: Mapping[str, str] = {
    COMPLETE: "complete interview",
    PARTIAL: "partial interview",
    "2.111": "refused before the person was known",
    "2.112": "refused by the person",
    "2.12": "broken off",
    "2.20": "reached, nothing more",
    "2.21": "asked for another time, not reached again",
    "2.36": "wrong person",
    NOT_ATTEMPTED: "not attempted",
    "3.12": "busy",
    "3.13": "no answer",
    "3.14": "answering machine",
    "3.15": "blocked",
    "3.16": "technical failure",
    "3.90": "picked up, no key pressed",
    "4.32": "dead number",
    "4.70": "under age",
    "4.80": "quota filled",
}
"""Every code that a case can have, in plain words."""

_FIRST_THAT_APPLIES = (COMPLETE, PARTIAL, "4.70", "2.12", "2.112", "2.111", "2.36", "2.21", "2.20", "4.80", "4.32")


@dataclass(frozen=True, slots=True)
class Decision:
    """The code of a case and the place of the attempt that it comes from; None if it comes from no attempt."""

    code: str
    attempt: int | None


def case_outcome(results: Sequence[Result], closed_for: Result | None = None) -> str:
    """The code of a case from the results of its attempts, the earliest first; the rest as for `decide`."""
    return decide(results, closed_for).code


def decide(results: Sequence[Result], closed_for: Result | None = None) -> Decision:
    """The code of a case from the results of its attempts, the earliest first, and which of them decided it.

    `closed_for` counts like one more result: a case can be closed without a call, by an opt-out elsewhere. Of several
    attempts with the same code the last one decides.
    """
    codes = [AAPOR[result] for result in results]
    if closed_for is not None and closed_for not in results:
        codes.append(AAPOR[closed_for])
    code = next((code for code in _FIRST_THAT_APPLIES if code in codes), None) or _latest(codes)
    places = [place for place, one in enumerate(codes[: len(results)]) if one == code]
    return Decision(code, places[-1] if places else None)


def _latest(codes: Sequence[str]) -> str:
    attempted = [code for code in codes if code != NOT_ATTEMPTED]
    return attempted[-1] if attempted else NOT_ATTEMPTED
