"""An XLSForm made into a questionnaire of ours: the text of its files, and what could not be carried over. Pure.

The form is read row by row; what a row says is put down at its path. What the keys of a list are is `lists.py`, what a
condition means `relevant.py`; whether the questionnaire is complete and fit to be spoken is left to its own check.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from voicebot.errors import BadInput
from voicebot.questionnaire.faults import Faults, nearest
from voicebot.questionnaire.model import Role
from voicebot.questionnaire.source import QUESTIONNAIRE_FILE
from voicebot.questionnaire.translation import Language
from voicebot.questionnaire.xlsform import form as xls
from voicebot.questionnaire.xlsform.form import LABEL, Form, Row
from voicebot.questionnaire.xlsform.languages import Languages, read_languages
from voicebot.questionnaire.xlsform.lists import ChoiceList, check_keys, read_lists
from voicebot.questionnaire.xlsform.paths import source_text, translation_text
from voicebot.questionnaire.xlsform.relevant import Asked, When, read_relevant
from voicebot.questionnaire.xlsform.written import Written

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_KNOWN_COLUMNS = ("type", "name", LABEL, "relevant", "relevance", "list_name", "list")
_KINDS = {"select one": "select_one", "select multiple": "select_multiple", "begin group": "begin_group"}
_IN_QUESTIONS = ("sections.", "scales.")


@dataclass(frozen=True, slots=True)
class Imported:
    """The files of a questionnaire by name, and what of the form is not in them."""

    name: str
    files: Mapping[str, str]
    notes: Sequence[str]


def import_form(form: Form, like: Written | None = None) -> Imported:
    """The questionnaire that a form describes; what it does not say around the questions is said as in another one.

    Raises:
        BadInput: something in the form can't be asked by telephone; every fault with its sheet and row.
    """
    faults = Faults()
    reader = _Reader(read_languages(form, faults), read_lists(form.choices, faults), faults)
    reader.count_lists(form.survey)
    for row in form.survey:
        reader.read(row)
    reader.end(form.survey)
    if not form.settings.get("form_id"):
        faults.add(form.settings.place, "the form has no form_id", "call it after the folder of its questionnaire")
    if faults:
        raise BadInput(*faults.told())
    reader.notes += _not_carried(form)
    return Imported(form.settings.get("form_id"), _files(form, reader, like), tuple(reader.notes))


@dataclass(slots=True)
class _Reader:
    """What was read so far: words by language and path, all else by path, and what `${name}` stands for."""

    languages: Languages
    lists: Mapping[str, ChoiceList]
    faults: Faults
    words: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    structure: dict[str, object] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    universe: dict[str, frozenset[int]] = field(default_factory=dict)
    question_paths: dict[str, str] = field(default_factory=dict)  # where the answers of a question stand
    uses: Counter[str] = field(default_factory=Counter)
    section: Row | None = None
    section_when: When = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def count_lists(self, rows: Sequence[Row]) -> None:
        """How many questions use each list: one that several use is a scale."""
        self.uses.update(_kind(row)[1] for row in rows if _kind(row)[0] == "select_one")

    def read(self, row: Row) -> None:
        """One row of the survey."""
        kind, of = _kind(row)
        match kind:
            case "begin_group":
                self._begin(row)
            case "end_group":
                self.section, self.section_when = None, {}
            case "note" if self._is_between or "." in row.get("name"):
                self._say(row, row.get("name"))
            case "note" | "select_one" | "select_multiple" if self._is_in_section(row):
                self._read_question(row, kind, of)
            case "note" | "select_one" | "select_multiple" | "":
                return
            case _:
                self.notes.append(f"{row.place}: “{row.get('type')}” can't be asked by telephone keypad: left out")

    def end(self, rows: Sequence[Row]) -> None:
        """After the last row."""
        if (choices := self.lists.get(xls.YES_NO)) and choices.is_yes_no:
            self._say_yes_and_no(choices)
        if self.section is not None:
            self.faults.add(self.section.place, f"the group {self.section.get('name')} has no end", "add an end_group")
        if not any(path.startswith("sections.") for path in self.structure) and rows:
            self.faults.add(rows[0].place, "there is no group of questions", "put them between begin_group, end_group")

    def _begin(self, row: Row) -> None:
        name = row.get("name")
        if self.section is not None:
            wrong = f"the group {name} stands within {self.section.get('name')}"
            self.faults.add(row.place, wrong, "put groups one after the other")
        self.section = row
        if self._is_between:
            return
        self._check_name(row)
        default = Role.DETAILS if any(path.startswith("sections.") for path in self.structure) else Role.CORE
        self.structure[f"sections.{name}.role"] = row.get(xls.ROLE) or str(default)
        self.section_when = self._when(row)

    @property
    def _is_between(self) -> bool:
        """Whether the rows hold words from around the questions."""
        return self.section is not None and self.section.get("name").startswith(xls.OWN_GROUP)

    def _is_in_section(self, row: Row) -> bool:
        if self.section is None or self._is_between:
            wrong = f"{row.get('name') or 'a question'} stands outside a group of questions"
            self.faults.add(row.place, wrong, "put it between begin_group and end_group")
            return False
        return True

    def _read_question(self, row: Row, kind: str, of: str) -> None:
        name = row.get("name")
        if "." in name:
            self._read_second_step(row, of)
            return
        self._check_name(row)
        section = self.section.get("name") if self.section else ""
        path = f"sections.{section}.questions.{name}"
        if when := _both(self.section_when, self._when(row)):
            self.structure[f"{path}.when"] = {question: tuple(sorted(codes)) for question, codes in when.items()}
        self._say(row, f"{path}.hear" if kind == "note" else f"{path}.ask")
        if kind != "note" and (choices := self._list(row, of)):
            answer = self._several if kind == "select_multiple" else self._one_of
            answer(name, path, choices)

    def _one_of(self, name: str, path: str, choices: ChoiceList) -> None:
        if choices.is_yes_no:
            self.structure[f"{path}.yes_no"] = True
            self._say_yes_and_no(choices)
        elif choices.name.startswith(xls.SCALE) or self.uses[choices.name] > 1:
            scale = choices.name.removeprefix(xls.SCALE)
            self.structure[f"{path}.scale"] = scale
            self._options(choices, f"scales.{scale}", scale=True)
            self.question_paths[name] = f"scales.{scale}"
        else:
            self._options(choices, f"{path}.choose", scale=False)
            self.question_paths[name] = f"{path}.choose"
        self._note_answers(name, name, choices)

    def _say_yes_and_no(self, choices: ChoiceList) -> None:
        for choice, phrase in zip(choices.choices, ("yes", "no"), strict=False):
            self._say(choice.row, f"phrases.{phrase}", label=True)

    def _several(self, name: str, path: str, choices: ChoiceList) -> None:
        for choice in choices.choices:
            self._say(choice.row, f"{path}.each.{choice.name}")
            self.universe[f"{name}_{choice.name}"] = frozenset({0, 1})
        self.asked[name] = Asked(name, dict.fromkeys((choice.name for choice in choices.choices), 1), items=True)

    def _read_second_step(self, row: Row, of: str) -> None:
        """`ethnicity.1` asks on after key 1 of ethnicity."""
        name, _, key = row.get("name").rpartition(".")
        within = self.question_paths.get(name)
        if within is None:
            right = nearest(name, list(self.question_paths))
            self.faults.add(row.place, f"“{row.get('name')}” asks on after a question that is not there", right)
        elif choices := self._list(row, of):
            self._say(row, f"{within}.{key}.then.ask")
            self._options(choices, f"{within}.{key}.then.choose", scale=False)
            self._note_answers(row.get("name"), name, choices)

    def _options(self, choices: ChoiceList, path: str, *, scale: bool) -> None:
        """What each key is called and does; said once, however many questions use the list."""
        check_keys(choices, self.faults)
        for choice in choices.choices:
            at = f"{path}.{choice.key}"
            self._say(choice.row, at, label=True)
            self._say(choice.row, f"{at}.say", xls.SAY, label=True)
            if choice.code is not None and str(choice.code) != choice.key:
                self.structure[f"{at}.code"] = choice.code
            if ends := choice.row.get(xls.ENDS):
                self.structure[f"{at}.ends"] = ends
            unsure = choice.row.get(xls.NOT_SURE)
            if unsure and (unsure == xls.YES) != choices.unsure_by_default(choice, scale=scale):
                self.structure[f"{at}.dont_know"] = unsure == xls.YES

    def _note_answers(self, name: str, question: str, choices: ChoiceList) -> None:
        self.asked[name] = Asked(question, choices.codes)
        self.universe[question] = self.universe.get(question, frozenset()) | frozenset(choices.codes.values())

    def _list(self, row: Row, name: str) -> ChoiceList | None:
        if name not in self.lists:
            self.faults.add(row.place, f"there is no list “{name}” of choices", nearest(name, list(self.lists)))
        return self.lists.get(name)

    def _say(self, row: Row, path: str, column: str = LABEL, *, label: bool = False) -> None:
        """Put down what a row says in each language; a line of a cell is a sentence, and a label is one text."""
        for tag, text in self.languages.said(row, column).items():
            lines = tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())
            said = (" ".join(lines),) if label else lines
            before = self.words.setdefault(tag, {}).setdefault(path, said)
            if before != said:
                wrong = f"{path} is said in two ways in {tag}: “{' '.join(before)}” and “{' '.join(said)}”"
                self.faults.add(row.place, wrong, "say the same in both places")

    def _when(self, row: Row) -> When:
        text = row.get("relevant") or row.get("relevance")
        try:
            return read_relevant(text, self.asked, self.universe) if text else {}
        except BadInput as fault:
            self.faults.add(row.place, f"the condition “{text}” can't be carried", str(fault))
            return {}

    def _check_name(self, row: Row) -> None:
        if not _NAME.fullmatch(row.get("name")):
            wrong = f"“{row.get('name')}” can't be a name"
            self.faults.add(row.place, wrong, "use small letters, digits and single underscores")


def _kind(row: Row) -> tuple[str, str]:
    """The type of a row, and the list that it chooses from."""
    text = " ".join(row.get("type").lower().split())
    for old, new in _KINDS.items():
        text = text.replace(old, new)
    kind, _, _ = text.replace("end group", "end_group").partition(" ")
    return kind, row.get("type").split()[-1] if " " in text else ""


def _headline(reader: _Reader) -> str:
    """The last question of the first section that is on a scale: as a rule that on the whole experience."""
    scaled = [path.split(".") for path in reader.structure if path.endswith(".scale")]
    headline = next((way[-2] for way in reversed(scaled) if way[1] == scaled[0][1]), "")
    reader.notes.append(f"settings: {xls.HEADLINE} is not said; taken to be {headline or 'none'}")
    return headline


def _both(one: When, other: When) -> When:
    """Where both look at a question, only the codes that suit both."""
    return {**one, **other, **{name: one[name] & other[name] for name in one.keys() & other.keys()}}


def _files(form: Form, reader: _Reader, like: Written | None) -> dict[str, str]:
    own, *others = reader.languages.tags
    for language in like.languages if like else ():
        if language.tag.value in reader.languages.tags:
            _fill_in(reader.words.setdefault(language.tag.value, {}), language)
    head = reader.languages.own_head(form.settings, like)
    if "headline" not in head and (headline := _headline(reader)):
        head["headline"] = headline
    files = {QUESTIONNAIRE_FILE: source_text({**head, **reader.words.get(own, {}), **reader.structure})}
    for tag in others:
        head = reader.languages.translation_head(form.settings, tag, like)
        files[f"{tag}.yaml"] = translation_text({**head, **reader.words.get(tag, {})})
    return files


def _fill_in(words: dict[str, tuple[str, ...]], like: Language) -> None:
    """Say what the form does not say around its questions as another questionnaire does."""
    for path, said in like.words.items():
        if not path.startswith(_IN_QUESTIONS):
            words.setdefault(path, said.sentences)


def _not_carried(form: Form) -> list[str]:
    """The columns that hold something that a telephone has no use for, each with its rows."""
    rows: dict[tuple[str, str], list[str]] = {}
    for row in (*form.survey, *form.choices):
        for column in row.cells:
            known = column.split("::")[0] in _KNOWN_COLUMNS or column.startswith(xls.OURS)
            if not known:
                rows.setdefault((row.sheet, column), []).append(str(row.number))
    return [
        f"{sheet}: the column {column} is not carried (rows {', '.join(at)})" for (sheet, column), at in rows.items()
    ]
