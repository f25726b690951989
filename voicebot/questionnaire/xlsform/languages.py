"""The languages of an XLSForm, by its columns `label::…`, and what its settings say of each. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voicebot.questionnaire.faults import Faults, Place
from voicebot.questionnaire.translation import Language
from voicebot.questionnaire.xlsform import form as xls
from voicebot.questionnaire.xlsform.form import LABEL, TAG, Form, Row, in_language
from voicebot.questionnaire.xlsform.written import Written

_USUAL = "en-GB"


@dataclass(frozen=True, slots=True)
class Languages:
    """The tags of the languages, the form's own first, by what stands behind `label::` ("" for nothing)."""

    by_suffix: Mapping[str, str]
    own: str

    @property
    def tags(self) -> Sequence[str]:
        """Each once."""
        return list(dict.fromkeys((self.own, *self.by_suffix.values())))

    def said(self, row: Row, column: str) -> dict[str, str]:
        """What a row says in this column, by language."""
        cells = {tag: row.get(_column(column, suffix, tag)) for suffix, tag in self.by_suffix.items()}
        return {tag: text for tag, text in cells.items() if text}

    def own_head(self, settings: Row, like: Written | None) -> dict[str, object]:
        """What the questionnaire says of itself before its words."""
        head: dict[str, object] = {
            "survey": settings.get("form_id"),
            "title": settings.get("form_title"),
            "language": self.own,
            "voice": self._voice(settings, self.own, like),
            "headline": settings.get(xls.HEADLINE),
        }
        for name, column in xls.WAITS.items():
            head[f"waits.{name}"] = int(settings.get(column)) if settings.get(column).isdecimal() else ""
        return {path: value for path, value in head.items() if value != ""}

    def translation_head(self, settings: Row, tag: str, like: Written | None) -> dict[str, object]:
        """What a translation says of itself before its words; only the form itself can say that it was approved."""
        key = settings.get(in_language(xls.KEY, tag)) or _like(like, tag, lambda language: language.key)
        head: dict[str, object] = {"language": tag, "voice": self._voice(settings, tag, like)}
        if settings.get(in_language(xls.APPROVED, tag)) != xls.YES:
            head["approved"] = False
        if key.isdecimal():
            head["offer.key"] = int(key)
        return {path: value for path, value in head.items() if value != ""}

    def _voice(self, settings: Row, tag: str, like: Written | None) -> str:
        return settings.get(in_language(xls.VOICE, tag)) or _like(like, tag, lambda language: language.voice.value)


def read_languages(form: Form, faults: Faults) -> Languages:
    """The languages that the form has labels in."""
    default = TAG.search(form.settings.get("default_language"))
    by_suffix: dict[str, str] = {}
    for row in (*form.survey, *form.choices):
        for column in row.cells:
            name, _, suffix = column.partition("::")
            if name == LABEL and suffix not in by_suffix:
                by_suffix[suffix] = _tag(row.sheet, suffix, default[0] if default else "", faults)
    own = default[0] if default else next(iter(by_suffix.values()), _USUAL)
    return Languages(by_suffix, own)


def _like(like: Written | None, tag: str, part: Callable[[Language], str]) -> str:
    """The same of another questionnaire, if that is there in the language."""
    return next((part(language) for language in (like.languages if like else ()) if language.tag.value == tag), "")


def _column(column: str, suffix: str, tag: str) -> str:
    """Labels stand in the form's own columns, which need not be called after the tag."""
    if column == LABEL:
        return f"{LABEL}::{suffix}" if suffix else LABEL
    return in_language(column, tag)


def _tag(sheet: str, suffix: str, default: str, faults: Faults) -> str:
    """Language and country, wherever they stand in the name; a form in one language need not name it."""
    if not suffix:
        return default or _USUAL
    if found := TAG.search(suffix):
        return found[0]
    wrong = f"“label::{suffix}” does not say which country's language it is"
    faults.add(Place(sheet, 1), wrong, "call it like label::en-GB (en)")
    return suffix
