"""The codebook as DDI Codebook 2.5 (ddialliance.org), for archives and statistical programs.

It holds no cases and no frequencies: those of small groups could be told apart. XML is only written, never read.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET  # nosec B405

from voicebot.reporting.exports.codebook import NOT_FOR_PUBLICATION, Codebook
from voicebot.reporting.exports.columns import MISSING, Asked, Column, Kind, labels_of
from voicebot.sampling.allocation import Method

_NAMESPACE = "ddi:codebook:2_5"
_FILE = "cases"
_SAMPLING = {
    Method.SIMPLE: "Simple random sample",
    Method.PROPORTIONAL: "Random sample within area by victim group, in proportion to the strata",
    Method.EQUAL: "Random sample within area by victim group, the same number of each stratum",
    Method.FIXED: "Random sample within area by victim group, of given numbers",
}


def write_ddi(codebook: Codebook, path: Path) -> None:
    """Write it."""
    root = ET.Element("codeBook", {"version": "2.5", "xmlns": _NAMESPACE, "xml:lang": "en-GB"})
    _add_document(root, codebook)
    _add_study(root, codebook)
    _add_file(root, codebook)
    _add_columns(root, codebook)
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _add_document(root: ET.Element, codebook: Codebook) -> None:
    citation = _add(_add(root, "docDscr"), "citation")
    _add(_add(citation, "titlStmt"), "titl", f"Codebook: {codebook.title}")
    made_on = codebook.made_on.isoformat()
    _add(_add(citation, "prodStmt"), "prodDate", made_on, date=made_on)


def _add_study(root: ET.Element, codebook: Codebook) -> None:
    facts = codebook.facts
    study = _add(root, "stdyDscr")
    title = _add(_add(study, "citation"), "titlStmt")
    _add(title, "titl", codebook.title)
    for version in codebook.versions:
        _add(title, "IDNo", version, agency="questionnaire version")
    summary = _add(_add(study, "stdyInfo"), "sumDscr")
    for event, month in (("start", facts.first_month), ("end", facts.last_month)):
        if month is not None:
            _add(summary, "collDate", month, date=month, event=event)
    _add(summary, "anlyUnit", "person")
    _add(summary, "universe", f"People who reported an incident: {', '.join(facts.eligibility.victim_groups)}")
    _add(summary, "dataKind", "survey data")
    _add_method(study, codebook)
    _add(_add(_add(study, "dataAccs"), "useStmt"), "restrctn", NOT_FOR_PUBLICATION)


def _add_method(study: ET.Element, codebook: Codebook) -> None:
    collection = _add(_add(study, "method"), "dataColl")
    _add(collection, "sampProc", _SAMPLING[Method(codebook.facts.method)])
    _add(collection, "collMode", "Telephone interview by an automated voice, answered by the keys of the telephone")
    _add(collection, "weight", "Design weight, raked to the margins of the frame by recorded values, and trimmed")


def _add_file(root: ET.Element, codebook: Codebook) -> None:
    description = _add(root, "fileDscr", ID=_FILE)
    text = _add(description, "fileTxt")
    _add(text, "fileCont", "A row a case; a column for what is known of it, and one a question")
    _add(_add(text, "dimensns"), "varQnty", str(len(codebook.columns)))


def _add_columns(root: ET.Element, codebook: Codebook) -> None:
    data = _add(root, "dataDscr")
    for section, names in _sections(codebook.columns).items():
        group = _add(data, "varGrp", ID=f"section_{section}", type="section", var=" ".join(map(_id, names)))
        _add(group, "labl", section)
    for column in codebook.columns:
        _add_column(data, column)


def _sections(columns: Iterable[Column]) -> Mapping[str, Sequence[str]]:
    """The names of the columns of each section."""
    sections: dict[str, list[str]] = {}
    for column in columns:
        if column.asked:
            sections.setdefault(column.asked.section, []).append(column.name)
    return sections


def _id(name: str) -> str:
    return f"column_{name}"


def _add_column(data: ET.Element, column: Column) -> None:
    weighs = {"wgt": "wgt"} if column.name == "weight" else {}
    discrete = "discrete" if labels_of(column) else "contin"
    variable = _add(data, "var", ID=_id(column.name), name=column.name, files=_FILE, intrvl=discrete, **weighs)
    _add(variable, "labl", column.label)
    if column.asked:
        _add_question(variable, column.asked, column.label)
    for value, label in labels_of(column):
        category = _add(variable, "catgry", missing="Y" if value in MISSING else "N")
        _add(category, "catValu", str(value))
        _add(category, "labl", label)
    _add(variable, "varFormat", type="character" if column.kind is Kind.TEXT else "numeric")


def _add_question(variable: ET.Element, asked: Asked, text: str) -> None:
    for wording in asked.wordings.values() or (text,):
        _add(_add(variable, "qstn", responseDomainType="category"), "qstnLit", wording)
    span = _add(variable, "invalrng")
    _add(span, "range", UNITS="INT", min=str(min(MISSING)), max=str(max(MISSING)))
    if asked.of:
        _add(variable, "universe", f"those whose {asked.of}")
