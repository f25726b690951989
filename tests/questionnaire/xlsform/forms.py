"""Forms made by hand: `form("begin group | core", "select_one yesno | waited | Did you wait?", …)`."""

from collections.abc import Iterable, Mapping, Sequence

from voicebot.questionnaire.xlsform.form import CHOICES, SETTINGS, SURVEY, Form, Row

SURVEY_COLUMNS = ("type", "name", "label", "relevant", "hint")
CHOICE_COLUMNS = ("list_name", "name", "label", "voicebot_ends")
SCALE = tuple(f"how | {code} | {label}" for code, label in enumerate(("good", "middling", "bad"), start=1))


def form(*survey: str, choices: Sequence[str] = SCALE, settings: Mapping[str, str] | None = None) -> Form:
    return Form(
        tuple(_rows(SURVEY, SURVEY_COLUMNS, survey)),
        tuple(_rows(CHOICES, CHOICE_COLUMNS, choices)),
        Row(SETTINGS, 2, {"form_id": "plain", "form_title": "Plain"} if settings is None else settings),
    )


def _rows(sheet: str, columns: Sequence[str], rows: Sequence[str]) -> Iterable[Row]:
    """The first row is the second of the sheet, below its headings."""
    for number, row in enumerate(rows, start=2):
        cells = zip(columns, (cell.strip() for cell in row.split("|")), strict=False)
        yield Row(sheet, number, {column: text for column, text in cells if text})
