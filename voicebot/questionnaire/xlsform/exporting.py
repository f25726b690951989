"""A questionnaire of ours made into an XLSForm, with what its tools will not do. Pure.

Whatever is said around the questions (gates, help, goodbyes) becomes a note that is called after its path.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from voicebot.questionnaire.compile import compile_questionnaire
from voicebot.questionnaire.draft import Draft, DraftCondition, DraftQuestion, DraftSection, Menu, Option
from voicebot.questionnaire.menus import DONT_KNOW_KEY
from voicebot.questionnaire.source import Source
from voicebot.questionnaire.xlsform import form as xls
from voicebot.questionnaire.xlsform.form import CHOICES, LABEL, SETTINGS, SURVEY, Form, Row, in_language, named
from voicebot.questionnaire.xlsform.relevant import equals, expression, selected
from voicebot.questionnaire.xlsform.written import Written, read_written

_HIDDEN = "false()"
_BEFORE = ("opening", "mandate", "introduction", "agreement")
_AFTER = ("closing", "support", "written_survey")
_IN_QUESTIONS = ("scales.", "sections.")
_YES_NO_PATHS = ("phrases.yes", "phrases.no")

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Exported:
    """The form, and what cannot be carried by it."""

    form: Form
    notes: Sequence[str]


def export_form(source: Source) -> Exported:
    """The questionnaire as a form, out of which it can be made again.

    Raises:
        BadQuestionnaire: it does not pass its checks.
    """
    compile_questionnaire(source)
    written = read_written(source)
    form = Form(
        survey=_numbered(SURVEY, _survey(written)),
        choices=_numbered(CHOICES, _choices(written)),
        settings=_numbered(SETTINGS, [_settings(written)])[0],
    )
    return Exported(form, tuple(_notes(written.draft)))


def _numbered(sheet: str, rows: Iterator[Cells] | Sequence[Cells]) -> tuple[Row, ...]:
    """The rows below the headings, without empty cells."""
    return tuple(
        Row(sheet, number, {column: str(text) for column, text in cells.items() if text})
        for number, cells in enumerate(rows, start=2)
    )


def _settings(written: Written) -> Cells:
    draft = written.draft
    cells = {
        "form_title": written.title,
        "form_id": draft.survey.value,
        "default_language": named(draft.language.value),
        xls.HEADLINE: draft.headline.value,
    }
    cells |= {column: str(draft.waits[name]) for name, column in xls.WAITS.items()}
    for language in written.languages:
        tag = language.tag.value
        cells[in_language(xls.VOICE, tag)] = language.voice.value
        cells[in_language(xls.KEY, tag)] = language.key
        cells[in_language(xls.APPROVED, tag)] = xls.YES if language.approved else xls.NO
    return cells


def _survey(written: Written) -> Iterator[Cells]:
    paths = [path for path in _all_paths(written) if not path.startswith(_IN_QUESTIONS) and path not in _YES_NO_PATHS]
    before = [path for path in paths if path.split(".")[0] in _BEFORE]
    after = [path for path in paths if path.split(".")[0] in _AFTER]
    between = [path for path in paths if path not in {*before, *after}]
    yield from _group(xls.WORDS_OF_STEPS, {}, (_note(written, path) for path in before))
    for section in written.draft.sections:
        yield from _group(section.id, {xls.ROLE: section.role}, _section(written, section))
    yield from _group(xls.WORDS_AFTER, {}, (_note(written, path) for path in after))
    yield from _group(xls.WORDS_BETWEEN, {"relevant": _HIDDEN}, (_note(written, path) for path in between))


def _all_paths(written: Written) -> list[str]:
    """Every path that has words in some language: the offer of a translation is in that language alone."""
    return list(dict.fromkeys(path for language in written.languages for path in language.words))


def _group(name: str, cells: Cells, rows: Iterator[Cells]) -> Iterator[Cells]:
    yield {"type": "begin_group", "name": name, **cells}
    yield from rows
    yield {"type": "end_group", "name": name}


def _note(written: Written, path: str) -> Cells:
    return {"type": "note", "name": path, **_said(written, path)}


def _said(written: Written, path: str, column: str = LABEL) -> Cells:
    """What is said at a path, in every language, a sentence a line."""
    return {
        in_language(column, language.tag.value): "\n".join(language.words[path].sentences)
        for language in written.languages
        if path in language.words
    }


def _section(written: Written, section: DraftSection) -> Iterator[Cells]:
    own = written.languages[0].words
    yield from (_note(written, path) for path in own if path.startswith(f"{section.path}.offer."))
    several: set[str] = set()
    for question in section.questions:
        path = f"{section.path}.questions.{question.several or question.id}"
        if question.several not in several:
            yield from _question(written, question, path)
        several |= {question.several} if question.several else set()


def _question(written: Written, question: DraftQuestion, path: str) -> Iterator[Cells]:
    relevant = {"relevant": _relevant(written.draft, question.when)}
    if question.menu is None:
        yield {"type": "note", "name": question.id, **_said(written, f"{path}.hear"), **relevant}
        yield from (_note(written, one) for one in written.languages[0].words if one.startswith(f"{path}.keys."))
        return
    if question.several:
        kind, name = f"select_multiple {question.several}.options", question.several
    else:
        kind, name = f"select_one {_list_name(question.menu)}", question.id
    yield {"type": kind, "name": name, **_said(written, f"{path}.ask"), **relevant}
    for option in question.menu.options:
        if option.then:
            yield {
                "type": f"select_one {_list_name(option.then.menu)}",
                "name": f"{name}.{option.key}",
                **_said(written, option.then.ask.path),
                "relevant": equals(name, _answer(option)),
            }


def _list_name(menu: Menu) -> str:
    return xls.YES_NO if menu.name == "phrases.yes_no" else menu.name


def _answer(option: Option) -> str:
    """What an answer is called in its list: its code, or its key where the answer is not decided by it."""
    return f"key{option.key}" if option.code is None else str(option.code)


def _relevant(draft: Draft, when: Sequence[DraftCondition]) -> str:
    questions = {question.id: question for question in draft.questions()}
    return " and ".join(expression(_terms(questions[one.question], sorted(one.codes))) for one in when)


def _terms(question: DraftQuestion, codes: Sequence[int]) -> Iterator[str]:
    if question.several:
        item = question.id.removeprefix(f"{question.several}_")
        yield from (selected(question.several, item, yes=code == 1) for code in codes)
        return
    for option in question.menu.options if question.menu else ():
        if option.code in codes:
            yield equals(question.id, _answer(option))
        if option.then:
            inner = (one for one in option.then.menu.options if one.code in codes)
            yield from (equals(f"{question.id}.{option.key}", _answer(one)) for one in inner)


def _choices(written: Written) -> Iterator[Cells]:
    for name, path in zip(("1", "0"), _YES_NO_PATHS, strict=True):
        yield {"list_name": xls.YES_NO, "name": name, **_said(written, path)}
    for menu in written.draft.scales.values():
        yield from _list(written, menu)
    for section in written.draft.sections:
        for question in section.questions:
            if question.several:
                yield from _item(written, question)
            elif question.menu and not question.scale and _list_name(question.menu) != xls.YES_NO:
                yield from _list(written, question.menu)


def _item(written: Written, question: DraftQuestion) -> Iterator[Cells]:
    item = question.id.removeprefix(f"{question.several}_")
    yield {"list_name": f"{question.several}.options", "name": item, **_said(written, question.ask[-1].path)}


def _list(written: Written, menu: Menu) -> Iterator[Cells]:
    for option in menu.options:
        yield {
            "list_name": _list_name(menu),
            "name": _answer(option),
            **_said(written, option.label),
            xls.KEY: option.key,
            xls.ENDS: option.ends or "",
            xls.NOT_SURE: _not_sure(option),
            **(_said(written, option.say, xls.SAY) if option.say else {}),
        }
    for option in menu.options:
        if option.then:
            yield from _list(written, option.then.menu)


def _not_sure(option: Option) -> str:
    """Said of the answers that are, and of those that could be taken for it."""
    if option.dont_know:
        return xls.YES
    return xls.NO if option.key == DONT_KNOW_KEY else ""


def _notes(draft: Draft) -> Iterator[str]:
    """What another tool will not do with the form, and what is not in it."""
    yield "gates, help, re-prompts and goodbyes are notes of the form: another tool shows them as texts"
    yield "keys, waits, voices and roles stand in columns of ours, which other tools leave alone"
    for question in draft.questions():
        for option in question.menu.endpoints() if question.menu else ():
            if option.ends:
                yield f"{question.id}: that key {option.key} ends the call stands in a column of ours"
    yield "comments, recordings and the words that are forbidden before the gates are not in the form"
