"""The languages that people on the phone speak: what they listen for in each, from a file of words in tongues/.

In a file, `{label}` stands for what a key is for and `{key}` for the key, as a digit or by one of the names in
`keys`; what meanings there are is `meaning`'s.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "tongues"
_STOPS = r".?!।;:\n"


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: how a key is offered, how a scale is told by its two ends, and which words mean what."""

    keys: Mapping[str, str]
    offer: re.Pattern[str]
    scale: re.Pattern[str]
    meanings: Mapping[str, re.Pattern[str]]
    satisfied: re.Pattern[str]
    dissatisfied: re.Pattern[str]


def _read(path: Path) -> Tongue:
    words = yaml.safe_load(path.read_text(encoding="utf-8"))
    label = rf"((?:(?!{words['press']})[^{_STOPS}])+?)"
    key = rf"(\d|\*|#|{'|'.join(words['keys'])})(?![\w*#])"
    return Tongue(
        keys=words["keys"],
        offer=_heard(words["offer"].replace("{label}", label).replace("{key}", key)),
        scale=_heard(words["scale"]),
        meanings={name: _heard(pattern) for name, pattern in words["meanings"].items()},
        satisfied=_heard(words["satisfied"]),
        dissatisfied=_heard(words["dissatisfied"]),
    )


def _heard(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


TONGUES = tuple(map(_read, sorted(FOLDER.glob("*.yaml"))))
