"""Passwords: what one must be, and its hash.

The rules are NIST's (SP 800-63B, 3.1.1.2): length and no common ones; no composition, no expiry.
"""

import re
import secrets
import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from voicebot.errors import BadInput

SHORTEST, LONGEST = 12, 128
_FEWEST_DIFFERENT = 5
_SHORTEST_NAME_TO_LOOK_FOR = 4
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_ADVICE = "take four words that only you will think of"


def check_password(password: str, name: str) -> None:
    """Go on only with a password that is worth having.

    Raises:
        BadInput: it is too short, too long, common, or holds the name of its account.
    """
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise BadInput(f"a password has {SHORTEST} to {LONGEST} characters: {_ADVICE}")
    lowered, folded_name = normal.casefold(), _normal(name).casefold()
    if len(folded_name) >= _SHORTEST_NAME_TO_LOOK_FOR and folded_name in lowered:
        raise BadInput(f"a password can't hold the name of its account: {_ADVICE}")
    if _is_common(lowered):
        raise BadInput(f"this password is one of those that are tried first: {_ADVICE}")


def handed_over() -> str:
    """A password for the first sign-in of somebody else, who then makes one of their own."""
    return secrets.token_urlsafe(15)


class Passwords:
    """Hashes and verifies with argon2id; the parameters are the library's unless others are handed in."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """A hash to be kept, salt and parameters in it."""
        return self._hasher.hash(_encoded(password))

    def is_right(self, password: str, kept: str | None) -> bool:
        """Whether the password is that of the hash; without one it takes just as long, and is wrong."""
        normal = _normal(password)
        against = self._nobodys if kept is None or len(normal) > LONGEST else kept
        try:
            return self._hasher.verify(against, _encoded(normal[:LONGEST])) and against is kept
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def _is_common(lowered: str) -> bool:
    """Whether it is a common word, repeated or not, dressed up with figures and signs, or no word at all."""
    if len(set(lowered)) < _FEWEST_DIFFERENT or lowered in _common_words():
        return True
    word = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", _once(lowered)).translate(_LEET)
    return not word or _once(word) in _common_words()


def _once(word: str) -> str:
    """What is repeated: `secret` of `secretsecret`; any other word as it is."""
    found = re.fullmatch(r"(.+?)\1+", word)
    return word if found is None else found[1]


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())


def _encoded(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


def _normal(text: str) -> str:
    """The same characters, however a keyboard has put them together."""
    return unicodedata.normalize("NFKC", text)
