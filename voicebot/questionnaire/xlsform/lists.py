"""The lists of choices of an XLSForm as menus for a telephone: which key gives which answer, and its code. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from voicebot.questionnaire.faults import Faults
from voicebot.questionnaire.menus import DONT_KNOW_KEY
from voicebot.questionnaire.xlsform import form as xls
from voicebot.questionnaire.xlsform.form import Row

_ANSWER_KEYS = tuple("12345678")
_LIST_NAMES = ("list_name", "list")


@dataclass(frozen=True, slots=True)
class Listed:
    """One choice: its name in the form, the key that gives it, and the code that is stored.

    It has no code where it ends the call or leads to a second question.
    """

    row: Row
    name: str
    key: str
    code: int | None


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """The choices of one list, in their order."""

    name: str
    choices: Sequence[Listed]

    @property
    def codes(self) -> Mapping[str, int]:
        """The code of every choice that has one, by its name."""
        if self.is_yes_no:
            return {choice.name: code for choice, code in zip(self.choices, (1, 0), strict=False)}
        return {choice.name: choice.code for choice in self.choices if choice.code is not None}

    @property
    def is_yes_no(self) -> bool:
        """Whether these are yes and no, which every questionnaire has."""
        names = [choice.name.lower() for choice in self.choices]
        return names == ["yes", "no"] or (self.name == xls.YES_NO and names == ["1", "0"])

    def unsure_by_default(self, choice: Listed, *, scale: bool) -> bool:
        """Whether our file takes the choice for "not sure" unless it says otherwise."""
        return choice.key == DONT_KNOW_KEY and choice.code is not None and (scale or "7" not in self._keys())

    def _keys(self) -> list[str]:
        return [choice.key for choice in self.choices]


def read_lists(rows: Sequence[Row], faults: Faults) -> dict[str, ChoiceList]:
    """The lists by name."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        name = next(filter(None, map(row.get, _LIST_NAMES)), "")
        if not name or not row.get("name"):
            faults.add(row.place, "a choice has no list_name or no name", "give it both")
        else:
            by_name.setdefault(name, []).append(row)
    return {name: ChoiceList(name, tuple(_choices(name, of, faults))) for name, of in by_name.items()}


def check_keys(choices: ChoiceList, faults: Faults) -> None:
    """A telephone has eight keys for answers; a several-choice needs none, since its items are asked one by one."""
    for choice in choices.choices:
        if choice.key not in _ANSWER_KEYS:
            wrong = f"“{choice.name}” is on key {choice.key} of {choices.name}"
            faults.add(choice.row.place, wrong, "a telephone has the keys 1-8 for answers: ask in two steps")


def _choices(name: str, rows: Sequence[Row], faults: Faults) -> Iterator[Listed]:
    numbered = all(row.get("name").isdecimal() or _has_no_code(row) for row in rows)
    seen: set[str] = set()
    for at, row in enumerate(rows, start=1):
        if row.get("name") in seen:
            faults.add(row.place, f"“{row.get('name')}” is twice in {name}", "give each choice its own name")
        seen.add(row.get("name"))
        code = int(row.get("name")) if numbered and row.get("name").isdecimal() else at
        yield Listed(row, row.get("name"), row.get(xls.KEY) or str(at), None if _has_no_code(row) else code)


def _has_no_code(row: Row) -> bool:
    """It ends the call, or it is called after its key and leads to a second question."""
    return bool(row.get(xls.ENDS)) or row.get("name") == f"key{row.get(xls.KEY)}"
