"""What a check of a deployment is given and what it says: sound, worth a look, or broken, and how that is mended."""

from dataclasses import dataclass
from enum import StrEnum

from voicebot.clock import Clock
from voicebot.settings import Settings
from voicebot.telephony.account import Account


class Verdict(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"  # it works, for now
    FAIL = "fail"  # it does not work, or must not be used so


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `mend`: what to do; empty where nothing is wrong."""

    verdict: Verdict
    says: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is examined. `clock` shows real time; `account` is the one at the provider; a rehearsal has none."""

    settings: Settings
    clock: Clock
    account: Account | None


def ok(says: str) -> Finding:
    """Nothing is wrong."""
    return Finding(Verdict.OK, says)


def warn(says: str, mend: str) -> Finding:
    """Worth a look."""
    return Finding(Verdict.WARN, says, mend)


def fail(says: str, mend: str) -> Finding:
    """Broken."""
    return Finding(Verdict.FAIL, says, mend)
