"""What a test hears of a conversation, whoever rang whom."""

from abc import ABC, abstractmethod
from typing import Self


class Hearing(ABC):
    """For whatever has `words`: those that are said now."""

    @property
    @abstractmethod
    def words(self) -> str:
        """All of them, as one text."""

    def hears(self, *phrases: str) -> Self:
        """These phrases, in this order, in what is said now."""
        place = 0
        for phrase in phrases:
            found = self.words.find(phrase, place)
            assert found >= 0, f"{phrase!r} is not heard, or not in this place, in: {self.words}"
            place = found + len(phrase)
        return self

    def does_not_hear(self, *phrases: str) -> Self:
        for phrase in phrases:
            assert phrase not in self.words, f"{phrase!r} is heard in: {self.words}"
        return self
