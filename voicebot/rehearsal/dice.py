"""Chance without shared state: a draw is a pure function of what it is about.

So the same seed gives the same outcome whatever the order or the concurrency of the calls.
"""

from hashlib import blake2b

RANGE = 1 << 64


class Dice:
    """Draws that depend on `key` (seed, number, attempt …) and on the subject of the draw, on nothing else."""

    __slots__ = ("_root",)

    def __init__(self, *key: object) -> None:
        self._root = blake2b("\x1f".join(map(str, key)).encode(), digest_size=16).digest()

    def draw(self, *subject: object) -> float:
        """A number from 0 (included) to 1 (excluded)."""
        about = "\x1f".join(map(str, subject)).encode()
        return int.from_bytes(blake2b(about, key=self._root, digest_size=8).digest(), "big") / RANGE

    def falls(self, probability: float, *subject: object) -> bool:
        """True with the given probability."""
        return self.draw(*subject) < probability

    def between(self, low: float, high: float, *subject: object) -> float:
        """A number from `low` to `high`."""
        return low + (high - low) * self.draw(*subject)

    def among(self, count: int, *subject: object) -> int:
        """A whole number from 0 to `count` - 1."""
        return int(self.draw(*subject) * count)
