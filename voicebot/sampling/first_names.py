"""Which first names may be spoken: what a stranger hears when a call is picked up begins with one."""

import re
from collections.abc import Callable

import polars as pl

LONGEST = 30
_SHAPE = r"^\p{L}[\p{L}\p{M}' ’‘ʼ-]*$"
_INITIAL = r"^[A-Za-z]$"
_PLACEHOLDER = re.compile(
    r"na|nil|null|none|blank|name|no name|first name|forename|(not |un)(given|known|provided|stated)|refused|withheld|"
    r"tbc|xxx?|abc|asdf|john doe|jane doe|male|female|man|woman|sir|madam|baby|child|person|deceased|caller|reporter|"
    r"owner|resident|customer|driver|manager|staff|security|company|shop"
)
_NEVER_IN_A_NAME = re.compile(
    r"\b(unknown|unnamed|anonymous|test|testing|dummy|victim|witness|suspect|complainant|informant|occupier|occupant|"
    r"mr|mrs|miss|ms|mx|dr|prof|rev|ltd|limited)\b"
)


def faults_of_names(names: pl.Series, forbidden: Callable[[str], bool]) -> pl.Series:
    """Why each name can't be spoken (facts on safety), null where it can; the reason never shows it.

    Args:
        names: as recorded; nulls stay null.
        forbidden: whether a text holds a word of any language that may not be spoken before the gates.
    """
    unlike = names.drop_nulls().unique()
    shaped = zip(unlike, _have_shape(unlike), strict=True)
    faults = [_fault(name, forbidden) if good else "is no name" for name, good in shaped]
    return names.replace_strict(unlike, pl.Series(faults, dtype=pl.String), default=None, return_dtype=pl.String)


def _have_shape(names: pl.Series) -> pl.Series:
    composed = names.str.normalize("NFC")
    return composed.str.contains(_SHAPE) & ~composed.str.contains(_INITIAL)


def _fault(name: str, forbidden: Callable[[str], bool]) -> str | None:
    if len(name) > LONGEST:
        return f"is longer than {LONGEST} characters"
    plain = " ".join(name.casefold().replace("-", " ").split())
    if _PLACEHOLDER.fullmatch(plain) or _NEVER_IN_A_NAME.search(plain):
        return "stands for a name that is not known"
    return "holds a word that may not be spoken" if forbidden(name) else None
