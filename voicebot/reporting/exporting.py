"""Writing an export of a wave to a file: whoever does it, and why, is in the audit trail before the file is there.

What the files hold is `exports/`; whether somebody may have one is for the callers to say (`staff/permissions.py`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from pyreadstat import ReadstatError
from sqlalchemy import Engine
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from voicebot.clock import Clock, in_london
from voicebot.errors import BadInput
from voicebot.fieldwork.reasons import holds_a_number
from voicebot.fieldwork.waves import find_wave
from voicebot.privacy import audit
from voicebot.reporting import export_requests
from voicebot.reporting.exports.case_tables import long, wide
from voicebot.reporting.exports.codebook import Codebook, codebook_of, write_html, write_json
from voicebot.reporting.exports.ddi import write_ddi
from voicebot.reporting.exports.delimited import write_csv
from voicebot.reporting.exports.spss import write_sav
from voicebot.reporting.exports.workbook import write_xlsx
from voicebot.reporting.publishing import released
from voicebot.reporting.table_files import write_tables
from voicebot.reporting.tables.values import PublicTables
from voicebot.reporting.wave_data import WaveData, load
from voicebot.store.engine import reading, transaction
from voicebot.whole_files import digest_of, whole_file


class Format(StrEnum):
    """What can be written of a wave."""

    CSV = "csv"  # a row a case
    LONG = "long"  # CSV, a row a case and question
    XLSX = "xlsx"
    SAV = "sav"
    DDI = "ddi"
    CODEBOOK = "codebook"
    TABLES = "tables"  # the public ones

    @property
    def is_case_level(self) -> bool:
        """Whether it holds cases: not for publication, and only for a reason."""
        return self in {Format.CSV, Format.LONG, Format.XLSX, Format.SAV}


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What is to be written where, for whom and why; the reason may only be missing where there are no cases in it."""

    wave: str
    format: Format
    path: Path
    who: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written.

    `digest` is its SHA-256; `rows` are those of cases or answers, 0 where it holds none.
    """

    wave: str
    format: Format
    path: Path
    digest: str
    rows: int


def export(engine: Engine, clock: Clock, order: ExportOrder) -> Exported:
    """Write an export.

    The file is for its owner alone (0600), and gets its name only when it is complete and in the audit trail: an export
    that is not in the trail does not exist.

    Raises:
        BadInput: there is no reason for a file with cases, a reason seems to hold a number, or the name of the file
            does not say what it is to be.
        Refused: the file is there already or can't be written, the wave has no questionnaire yet, or it wants two
            persons for a file with cases and nobody else has approved this one (`export_requests.py`).
        NotFound: there is no such wave, no sample was drawn for it, or (public tables) nothing was released of it.
    """
    _check(order)
    request = _require_approval(engine, clock, order)
    with whole_file(order.path, "export", FileCreateError, ReadstatError) as unfinished:
        rows = _writer(engine, clock, order)(unfinished)
        exported = Exported(order.wave, order.format, order.path, digest_of(unfinished), rows)
        _note(engine, clock, order, exported, request)
    return exported


def _check(order: ExportOrder) -> None:
    if order.format.is_case_level and not (order.reason or "").strip():
        raise BadInput(f"{order.format} holds cases: give the reason why they are needed (--reason TEXT)")
    if order.reason is not None and holds_a_number(order.reason):
        raise BadInput("leave numbers out of the reason: it stays in the audit trail for good")
    endings = _ENDINGS.get(order.format)
    if endings and order.path.suffix.lower() not in endings:
        raise BadInput(f"{order.format} ends in {' or '.join(endings)}: {order.path.name} does not")


def _require_approval(engine: Engine, clock: Clock, order: ExportOrder) -> str | None:
    if not order.format.is_case_level:
        return None
    reason = (order.reason or "").strip()
    return export_requests.require_approval(
        engine, clock, wave=order.wave, form=order.format, reason=reason, who=order.who
    )


def _writer(engine: Engine, clock: Clock, order: ExportOrder) -> Callable[[Path], int]:
    """What writes the file, and tells how many rows of cases or answers are in it."""
    if order.format is Format.TABLES:
        with reading(engine) as session:
            return partial(_write_tables, released(session, order.wave))
    with reading(engine) as session:
        data = load(session, order.wave)
    return partial(_WRITERS[order.format], data, codebook_of(data, in_london(clock.now()).date()))


def _note(engine: Engine, clock: Clock, order: ExportOrder, exported: Exported, request: str | None) -> None:
    with transaction(engine) as session:
        approval = {} if request is None else {"approved_by": export_requests.give(session, request, clock.now())}
        audit.append(
            session,
            at=clock.now(),
            who=order.who,
            action="exported",
            subject=find_wave(session, order.wave).id,
            format=exported.format,
            digest=exported.digest,
            rows=exported.rows,
            reason=order.reason,
            **approval,
        )


def _write_csv(data: WaveData, codebook: Codebook, path: Path) -> int:
    table = wide(data, codebook.columns)
    write_csv(table, path)
    return table.height


def _write_long(data: WaveData, codebook: Codebook, path: Path) -> int:
    table = long(data, codebook.columns)
    write_csv(table, path)
    return table.height


def _write_xlsx(data: WaveData, codebook: Codebook, path: Path) -> int:
    table = wide(data, codebook.columns)
    write_xlsx(table, codebook, path)
    return table.height


def _write_sav(data: WaveData, codebook: Codebook, path: Path) -> int:
    table = wide(data, codebook.columns)
    write_sav(table, codebook, path)
    return table.height


def _write_ddi(_data: WaveData, codebook: Codebook, path: Path) -> int:
    write_ddi(codebook, path)
    return 0


def _write_codebook(_data: WaveData, codebook: Codebook, path: Path) -> int:
    write = write_json if path.suffix.lower() == ".json" else write_html
    write(codebook, path)
    return 0


def _write_tables(tables: PublicTables, path: Path) -> int:
    write_tables(tables, path)
    return 0


_ENDINGS: Mapping[Format, Collection[str]] = {Format.CODEBOOK: (".html", ".json"), Format.TABLES: (".xlsx", ".csv")}
"""What the name of a file ends in, where that says what it is to be."""
_WRITERS: Mapping[Format, Callable[[WaveData, Codebook, Path], int]] = {
    Format.CSV: _write_csv,
    Format.LONG: _write_long,
    Format.XLSX: _write_xlsx,
    Format.SAV: _write_sav,
    Format.DDI: _write_ddi,
    Format.CODEBOOK: _write_codebook,
}
