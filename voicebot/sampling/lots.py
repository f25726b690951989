"""The lot of each incident: a permanent random number, which anybody can work out again without any library.

It decides who is drawn and which of a person's incidents is kept; nothing else in a draw is left to chance.
"""

import hashlib

import polars as pl

_HALF = 16


def lots(references: pl.Series, seed: str) -> pl.Series:
    """SHA-256 of the seed, a line feed and the reference, in UTF-8; the smallest of a stratum are drawn."""
    begun = hashlib.sha256(f"{seed}\n".encode())
    return pl.Series("lot", [_lot(begun, reference) for reference in references], dtype=pl.Binary)


def keeping(lot: pl.Expr) -> pl.Expr:
    """The second half of a lot: of a person's incidents that with the smallest is kept.

    A half of its own, since the first decides who is drawn: whoever kept the smallest of several lots would be drawn
    more often for having several.
    """
    return lot.bin.slice(_HALF, _HALF)


def _lot(begun: "hashlib._Hash", reference: str) -> bytes:
    digest = begun.copy()
    digest.update(reference.encode())
    return digest.digest()
