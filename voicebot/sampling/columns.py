"""The columns of a frame (the interface with those who make frames), and how theirs are matched to ours."""

from collections import Counter
from collections.abc import Mapping, Sequence

from voicebot.errors import BadFrame

NEEDED = ("reference", "first_name", "phone", "victim_group", "area", "reported_on", "birth_year", "flags")
OPTIONAL = ("person", "phone_2", "language", "gender", "ethnicity", "disability", "faith", "sexual_orientation")
COLUMNS = NEEDED + OPTIONAL


def match_columns(found: Sequence[str], renamed: Mapping[str, str]) -> Mapping[int, str]:
    """Which place of the frame holds which of our columns; the others are never read.

    Args:
        found: the names in the frame, in their order; case and spaces around them do not count.
        renamed: theirs to ours, where they differ.

    Raises:
        BadFrame: a needed column is missing, one is there twice, or `renamed` speaks of what is not there.
    """
    ours_by_theirs = {_folded(theirs): ours for theirs, ours in renamed.items()}
    names = [ours_by_theirs.get(_folded(name), _folded(name)) for name in found]
    counts = Counter(names)
    faults = [
        *(f"{theirs}={ours}: the frame has no column {theirs}" for theirs, ours in _strangers(found, renamed)),
        *(f"{theirs}={ours}: there is no {ours}, only {', '.join(COLUMNS)}" for theirs, ours in _unknown(renamed)),
        *(
            f"the column {name} is missing: add it, or match another one to it, theirs={name}"
            for name in NEEDED
            if not counts[name]
        ),
        *(f"the column {name} is there {counts[name]} times" for name in COLUMNS if counts[name] > 1),
    ]
    if faults:
        raise BadFrame(*faults)
    return {place: name for place, name in enumerate(names) if name in COLUMNS}


def _strangers(found: Sequence[str], renamed: Mapping[str, str]) -> list[tuple[str, str]]:
    folded = {_folded(name) for name in found}
    return [(theirs, ours) for theirs, ours in renamed.items() if _folded(theirs) not in folded]


def _unknown(renamed: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(theirs, ours) for theirs, ours in renamed.items() if ours not in COLUMNS]


def _folded(name: str) -> str:
    return name.strip().lower()
