"""The certificate of a wave's destruction: what it says, as JSON and as a page for people; and whether it holds."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape

from sqlalchemy.orm import Session

from voicebot.clock import in_london
from voicebot.errors import NotFound
from voicebot.privacy.certificate import canonical, is_genuine, public_key, sign
from voicebot.privacy.keystore import KeyStore
from voicebot.store import destruction as rows
from voicebot.store.tables import Certificate

_INSTANTS = ("begun_at", "destroyed_at", "final_since")


@dataclass(frozen=True, slots=True)
class Document:
    """What a certificate says; the counts are of what there was when the destruction began.

    `records`: call records at the provider, `records_waiting` those that it still has to delete; `unconfirmed_calls`:
    calls of which the provider never said whether it placed them. `audit_head`: the head of the audit trail when
    everything here was gone.
    """

    wave: str
    wave_id: str
    key_id: str
    begun_at: datetime
    begun_by: str
    contacts: int
    numbers: int
    links: int
    calls: int
    unconfirmed_calls: int
    records: int
    records_waiting: int
    audit_head: str = ""
    destroyed_at: datetime | None = None
    final_since: datetime | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing waits at the provider any more."""
        return self.final_since is not None

    def to_json(self) -> str:
        """The canonical form, which is signed."""
        said = asdict(self)
        return canonical(said | {name: said[name] and said[name].isoformat() for name in _INSTANTS})

    @classmethod
    def from_json(cls, text: str) -> "Document":
        """A document from its canonical form."""
        said = json.loads(text)
        return cls(**said | {name: said[name] and datetime.fromisoformat(said[name]) for name in _INSTANTS})


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its signature (Ed25519) over the canonical JSON of the document, and the key to check it."""

    document: Document
    signature: str
    public_key: str
    issued_at: datetime


def draft(session: Session, document: Document) -> None:
    """Keep what is to be certified once it is destroyed."""
    session.add(Certificate(wave_id=document.wave_id, document=document.to_json()))


def document_of(session: Session, wave_id: str) -> Document:
    """What was drafted, or is certified, about a wave.

    Raises:
        NotFound: nobody began to destroy it.
    """
    return Document.from_json(_kept(session, wave_id).document)


def is_signed(session: Session, wave_id: str) -> bool:
    """Whether there is a certificate of that wave, and no draft alone."""
    kept = rows.certificate_of(session, wave_id)
    return kept is not None and kept.signature is not None


def issue(session: Session, keys: KeyStore, document: Document, at: datetime) -> Issued:
    """Sign a document and keep it, in place of what was drafted or said before."""
    kept, text = _kept(session, document.wave_id), document.to_json()
    if kept.signature is None or kept.document != text:
        kept.document, kept.signature, kept.issued_at, kept.final = text, sign(keys, text), at, document.is_final
    session.flush()
    return issued(session, keys, document.wave_id)


def issued(session: Session, keys: KeyStore, wave_id: str) -> Issued:
    """The newest certificate of a wave.

    Raises:
        NotFound: the wave was not destroyed.
    """
    kept = _kept(session, wave_id)
    if kept.signature is None or kept.issued_at is None:
        raise NotFound("there is no certificate yet: the destruction was cut off, and the dialler will finish it")
    return Issued(Document.from_json(kept.document), kept.signature, public_key(keys), kept.issued_at)


def holds(certificate: Issued, public: str) -> bool:
    """Whether a certificate is as the owner of that public key signed it."""
    return is_genuine(certificate.document.to_json(), certificate.signature, public)


def facts_of(certificate: Issued) -> Mapping[str, str]:
    """What a certificate says, by the words for it."""
    said = certificate.document
    return {
        "Wave": said.wave,
        "Destroyed": _shown(said.destroyed_at),
        "By": said.begun_by,
        "Key destroyed": said.key_id,
        "Contacts destroyed": f"{said.contacts:,}",
        "Keyed prints of their numbers destroyed": f"{said.numbers:,}",
        "Links from other lists cut": f"{said.links:,}",
        "Calls of which only the month is kept": f"{said.calls:,}",
        "Call records at the provider": f"{said.records:,}",
        "Of these not deleted there yet": f"{said.records_waiting:,}",
        "Nothing has waited there since": _shown(said.final_since),
        "Calls that the provider never confirmed": f"{said.unconfirmed_calls:,}",
        "Audit trail at that moment": said.audit_head,
        "Text that is signed": said.to_json(),
        "Signature (Ed25519)": certificate.signature,
        "Public key": certificate.public_key,
    }


def as_json(certificate: Issued) -> str:
    """The certificate for programs; the document in its canonical form is what the signature is over."""
    whole = {
        "document": json.loads(certificate.document.to_json()),
        "signature": certificate.signature,
        "public_key": certificate.public_key,
        "issued_at": certificate.issued_at.isoformat(),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def meaning_of(certificate: Issued) -> tuple[str, str]:
    """Of which kind a certificate is, and what that means."""
    return ("Final", _FINAL) if certificate.document.is_final else ("Provisional", _PROVISIONAL)


def as_page(certificate: Issued) -> str:
    """The certificate as one self-contained HTML page, to be printed."""
    lines = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(value)}</td></tr>"
        for name, value in facts_of(certificate).items()
    )
    kind, note = meaning_of(certificate)
    return _PAGE.format(kind=kind, note=note, what_stays=WHAT_STAYS, lines=lines)


def _kept(session: Session, wave_id: str) -> Certificate:
    kept = rows.certificate_of(session, wave_id)
    if kept is None:
        raise NotFound("there is no certificate: this wave was not destroyed")
    return kept


def _shown(instant: datetime | None) -> str:
    return "–" if instant is None else f"{in_london(instant):%d %B %Y, %H:%M} (London)"


_FINAL = "Nothing that tells who these people are is kept any more, here or in the provider's records of the calls."
_PROVISIONAL = (
    "Nothing that tells who these people are is kept here any more. The provider still has to delete the records of "
    "some calls; this certificate becomes final when it has."
)
WHAT_STAYS = (
    "What stays: answers under random keys, strata, reporting codes, outcomes, weights; and the list of numbers that "
    "are never called again, as keyed prints that reveal no number. Out of the reach of this system are the provider's "
    "debugger and billing, and the records of telephone companies; they lapse by their own rules."
)
_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Certificate of destruction</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1d2a3a; }}
h1 {{ font-size: 1.6rem; }} table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid #d5dbe3; }}
th {{ font-weight: 400; width: 40%; }} td {{ overflow-wrap: anywhere; }}
@media print {{ body {{ margin: 0; }} }}
</style></head>
<body><h1>{kind} certificate of destruction</h1><p>{note}</p><table>{lines}</table>
<p>{what_stays}</p></body></html>
"""
