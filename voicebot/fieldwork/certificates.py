"""The certificate of a wave's destruction: what it says, as JSON and as a page for people; and whether it holds."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from html import escape

from sqlalchemy.orm import Session

from voicebot.clock import in_london
from voicebot.errors import NotFound
from voicebot.privacy.certificate import canonical, is_genuine, public_key, sign
from voicebot.privacy.keystore import KeyStore
from voicebot.store import destruction as rows
from voicebot.store.tables import Certificate


@dataclass(frozen=True, slots=True)
class Document:
    """What a certificate says. `records_waiting`: call records that the provider still has to delete.

    `audit_head` is the head of the audit trail when it was first issued.
    """

    wave: str
    wave_id: str
    key_id: str
    destroyed_at: datetime
    destroyed_by: str
    contacts: int
    numbers: int
    calls: int
    records_waiting: int
    audit_head: str
    final_since: datetime | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing waits at the provider any more."""
        return self.final_since is not None

    def waiting_for(self, records: int, at: datetime) -> "Document":
        """The same with so many records left at the provider; with none it is final from then on."""
        if self.is_final:
            return self
        return replace(self, records_waiting=records, final_since=None if records else at)

    def to_json(self) -> str:
        """The canonical form, which is signed."""
        dates = {"destroyed_at": self.destroyed_at.isoformat()}
        if self.final_since is not None:
            dates["final_since"] = self.final_since.isoformat()
        return canonical(asdict(self) | dates)

    @classmethod
    def from_json(cls, text: str) -> "Document":
        """A document from its canonical form."""
        kept = json.loads(text)
        final_since = kept["final_since"] and datetime.fromisoformat(kept["final_since"])
        destroyed_at = datetime.fromisoformat(kept["destroyed_at"])
        return cls(**kept | {"destroyed_at": destroyed_at, "final_since": final_since})


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its signature (Ed25519, hexadecimal) over the canonical JSON of the document."""

    document: Document
    signature: str
    issued_at: datetime


def issue(session: Session, keys: KeyStore, document: Document, at: datetime) -> Issued:
    """Sign a document and keep it, in place of an earlier one of the same wave that said something else."""
    text = document.to_json()
    kept = rows.certificate_of(session, document.wave_id)
    if kept is None:
        kept = Certificate(wave_id=document.wave_id, issued_at=at, final=False, document="", signature="")
        session.add(kept)
    if kept.document != text:
        kept.document, kept.signature, kept.issued_at, kept.final = text, sign(keys, text), at, document.is_final
    session.flush()
    return Issued(document, kept.signature, kept.issued_at)


def issued(session: Session, wave_id: str) -> Issued:
    """The newest certificate of a wave.

    Raises:
        NotFound: the wave was not destroyed.
    """
    kept = rows.certificate_of(session, wave_id)
    if kept is None:
        raise NotFound("there is no certificate: this wave was not destroyed")
    return Issued(Document.from_json(kept.document), kept.signature, kept.issued_at)


def holds(keys: KeyStore, certificate: Issued) -> bool:
    """Whether a certificate is as this key store signed it."""
    return is_genuine(certificate.document.to_json(), certificate.signature, public_key(keys))


def as_page(keys: KeyStore, certificate: Issued) -> str:
    """The certificate as one self-contained HTML page, to be printed."""
    said, final = certificate.document, certificate.document.is_final
    facts = {
        "Wave": said.wave,
        "Destroyed": f"{in_london(said.destroyed_at):%d %B %Y, %H:%M} (London)",
        "By": said.destroyed_by,
        "Contacts destroyed": f"{said.contacts:,}",
        "Keyed prints of numbers destroyed": f"{said.numbers:,}",
        "Calls whose times were reduced to the month": f"{said.calls:,}",
        "Key destroyed": said.key_id,
        "Call records still at the provider": f"{said.records_waiting:,}",
        "Audit trail at that moment": said.audit_head,
        "Signature (Ed25519)": certificate.signature,
        "Public key": public_key(keys),
    }
    lines = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in facts.items()
    )
    return _PAGE.format(kind="Final" if final else "Provisional", note=_FINAL if final else _PROVISIONAL, lines=lines)


_FINAL = "Nothing that tells who these people are is kept any more, here or in the provider's records of the calls."
_PROVISIONAL = (
    "Nothing that tells who these people are is kept here any more. The provider still has to delete the records of "
    "some calls; this certificate becomes final when it has."
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
<p>What stays: answers under random keys, strata, reporting codes, outcomes, weights; and the list of numbers that are
never called again, as keyed prints that reveal no number.</p></body></html>
"""
