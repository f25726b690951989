"""Certificates of destruction: a document in canonical JSON, signed with a key that only this key store has (Ed25519).

What the document says is fieldwork's; here it is signed, and checked by whoever has the public key.
"""

import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from voicebot.privacy.keystore import KeyStore


def canonical(document: Mapping[str, object]) -> str:
    """The one form of a document that is signed: keys in order, no spaces."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sign(keys: KeyStore, text: str) -> str:
    """The signature of a canonical document, in hexadecimal."""
    return _signing_key(keys).sign(text.encode()).hex()


def public_key(keys: KeyStore) -> str:
    """What signatures of this key store are checked with, in hexadecimal; to be kept by whoever may ask some day."""
    return _signing_key(keys).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def is_genuine(text: str, signature: str, public: str) -> bool:
    """Whether a canonical document is as it was signed."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _signing_key(keys: KeyStore) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.derived("certificates of destruction"))
