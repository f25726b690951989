"""The arm of a wave's experiment that each person drawn is asked: split at random, by the seed of the draw. Pure."""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

_BYTES = 8


@dataclass(frozen=True, slots=True)
class Split:
    """An experiment. `shares` of the arms make 1 together; without any there is none."""

    shares: Mapping[str, float]
    seed: str

    def arm_of(self, reference: str) -> str | None:
        """The arm of whoever has that reference, which anybody can work out again without any library.

        The first 8 bytes of the SHA-256 of the seed, a line feed, `arm`, a line feed and the reference, in UTF-8, are a
        fraction of 2^64; it falls into the share of one arm, in their order. It has nothing to do with the lot that
        decides who is drawn.
        """
        if not self.shares:
            return None
        digest = hashlib.sha256(f"{self.seed}\narm\n{reference}".encode()).digest()
        lot = int.from_bytes(digest[:_BYTES]) / 2 ** (8 * _BYTES)
        *ends, _ = accumulate(self.shares.values())
        return list(self.shares)[bisect_right(ends, lot)]
