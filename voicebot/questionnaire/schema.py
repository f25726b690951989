"""The form of questionnaire.yaml: which entries there are and of what kind. Makes a draft, with the words put aside.

Whether the parts fit together is judged in `checks.py`.
"""

from voicebot.questionnaire import menus
from voicebot.questionnaire.draft import Draft, DraftCondition, DraftQuestion, DraftSection, Menu, Piece
from voicebot.questionnaire.faults import Place, listed, nearest
from voicebot.questionnaire.fields import Fields, Sheet
from voicebot.questionnaire.model import (
    AGREEMENT,
    APPOINTMENT,
    CLOSING,
    GATE_KEYS,
    HELP,
    OPTED_OUT,
    OPTED_OUT_WITH_ANSWERS,
    RIGHT_PERSON,
    SAFE_TO_TALK,
    Ending,
    Meaning,
    Role,
)
from voicebot.questionnaire.nodes import Entries, Items, Node, Text
from voicebot.questionnaire.times import DAYS, HOURS

LONGEST_WAIT = 30
SPOKEN_ENDINGS = tuple(ending for ending in Ending if ending is not Ending.HUNG_UP)
LABEL_PHRASES = ("yes", "no")
TEMPLATE_PHRASES = ("option", "press", "scale_in_short")
SENTENCE_PHRASES = (
    *("silence", "wrong_key", "no_answer", "refused", "first_question", "undone", "resumed"),
    *("help_before", "help", "help_last_minute"),
)
_ANSWERS = ("scale", "yes_no", "choose", "each", "hear")


def read_draft(sheet: Sheet, node: Node | None, file: str) -> Draft:
    """What the file says; what can't be read is left out, as a fault of its own."""
    with Fields(sheet, node, Place(file, 1)) as root:
        for name in ("mandate", "introduction", "support", "written_survey", "unavailable"):
            root.say(name)
        _read_steps(root)
        _read_phrases(root)
        scales = _read_scales(root)
        root.token("title")
        return Draft(
            survey=root.token("survey"),
            language=root.token("language"),
            voice=root.token("voice"),
            headline=root.token("headline"),
            waits=_read_waits(root),
            scales=scales,
            sections=_read_sections(root, scales),
        )


def _read_waits(root: Fields) -> dict[str, int]:
    """Seconds to wait for a key; longer at gate 1, where the phone may be passed on (facts on calling)."""
    defaults = {RIGHT_PERSON: 12, "other": 8}
    with root.fields("waits", required=False) as waits:
        return {
            name: waits.number(name, lowest=1, highest=LONGEST_WAIT, default=default) or default
            for name, default in defaults.items()
        }


def _read_steps(root: Fields) -> None:
    with root.fields("opening") as opening:
        for gate in (RIGHT_PERSON, SAFE_TO_TALK):
            _read_step(opening, gate, list(GATE_KEYS[gate]), stop_required=True)
    _read_step(root, AGREEMENT, list(GATE_KEYS[AGREEMENT]))
    _read_step(root, CLOSING, list(GATE_KEYS[CLOSING]))
    with root.fields(OPTED_OUT) as step:
        step.say("ask")
        _read_keys(step, list(GATE_KEYS[OPTED_OUT_WITH_ANSWERS]))
    with root.fields(HELP) as step:
        _read_keys(step, list(GATE_KEYS[HELP]))
    with root.fields(APPOINTMENT) as step:
        step.say("ask")
        _read_keys(step, list(GATE_KEYS[APPOINTMENT]))
        _read_times(step)


def _read_times(step: Fields) -> None:
    step.label("time")
    for name, parts in (("days", DAYS), ("hours", HOURS)):
        with step.fields(name) as words:
            for part in parts:
                words.label(str(part))


def _read_step(fields: Fields, name: str, meanings: list[Meaning], *, stop_required: bool = False) -> None:
    with fields.fields(name) as step:
        step.say("ask")
        _read_keys(step, meanings, stop="required" if stop_required else "optional")


def _read_keys(step: Fields, meanings: list[Meaning], stop: str = "never") -> None:
    with step.fields("keys") as keys:
        for meaning in meanings:
            keys.label(meaning)
        if stop != "never":
            keys.label("stop", required=stop == "required")


def _read_phrases(root: Fields) -> None:
    with root.fields("phrases") as phrases:
        for name in (*LABEL_PHRASES, *TEMPLATE_PHRASES):
            phrases.label(name)
        for name in SENTENCE_PHRASES:
            phrases.say(name)
    with root.fields("endings") as endings:
        for ending in SPOKEN_ENDINGS:
            endings.say(ending)


def _read_scales(root: Fields) -> dict[str, Menu]:
    with root.fields("scales", required=False) as scales:
        menus_by_name = {}
        for name, place, node in scales.rest():
            with scales.within(name, node) as scale:
                menus_by_name[name] = menus.read_scale(scale, place, name)
        return menus_by_name


def _read_sections(root: Fields, scales: dict[str, Menu]) -> tuple[DraftSection, ...]:
    sections = []
    for node in root.items("sections"):
        name = _id_within(node)
        with Fields(root.sheet, node, node.place, f"sections.{name}") as section:
            sections.append(_read_section(section, scales))
    return tuple(sections)


def _id_within(node: Node) -> str:
    """The id of a listed section or question, which its path is made of."""
    named = node.values.get("id") if isinstance(node, Entries) else None
    return named.value if isinstance(named, Text) and named.value else "?"


def _read_section(section: Fields, scales: dict[str, Menu]) -> DraftSection:
    name = section.token("id")
    offered = section.has("offer")
    if offered:
        _read_step(section, "offer", [Meaning.YES, Meaning.SKIP])
    questions: list[DraftQuestion] = []
    for node in section.items("questions"):
        with Fields(section.sheet, node, node.place, f"{section.path}.questions.{_id_within(node)}") as question:
            questions += _read_question(question, scales)
    return DraftSection(name.value, name.place, section.path, _read_role(section), offered, tuple(questions))


def _read_role(section: Fields) -> Role:
    token = section.token("role")
    roles = [role.value for role in Role]
    if token.value in roles:
        return Role(token.value)
    if token.value:
        section.fault(token.place, f"there is no role “{token.value}”", nearest(token.value, roles))
    return Role.DETAILS


def _read_question(fields: Fields, scales: dict[str, Menu]) -> list[DraftQuestion]:
    """The question, or the items of a several-choice, each of which is a question."""
    name = fields.token("id")
    when = _read_when(fields)
    given = [kind for kind in _ANSWERS if fields.has(kind)]
    if len(given) != 1:
        wrong = f"has {' and '.join(given)}" if given else "has no answer"
        fields.fault(name.place, f"{fields.path} {wrong}", f"give it one of {listed(list(_ANSWERS))}")
    kind = given[0] if given else ""
    if kind == "hear":
        return [_information(fields, name.value, name.place, when)]
    ask = Piece(f"{name.value}.ask", fields.say("ask"))
    if kind == "each":
        return _items(fields, name.value, ask, when)
    scale = fields.token("scale").value if kind == "scale" else None
    menu = _menu(fields, kind, name.value, scales)
    return [DraftQuestion(name.value, name.place, (ask,), when, menu, scale)]


def _information(fields: Fields, name: str, place: Place, when: tuple[DraftCondition, ...]) -> DraftQuestion:
    heard = Piece(f"{name}.hear", fields.say("hear"))
    _read_keys(fields, [Meaning.YES], stop="optional")
    return DraftQuestion(name, place, (heard,), when, information=True)


def _items(fields: Fields, name: str, lead_in: Piece, when: tuple[DraftCondition, ...]) -> list[DraftQuestion]:
    """A yes/no an item; what is common to them is said before the first only."""
    questions: list[DraftQuestion] = []
    with fields.fields("each") as each:
        for item, place, node in each.rest():
            each.keep(item, node)
            ask = Piece(f"{name}_{item}.ask", each.at(item))
            pieces = (ask,) if questions else (lead_in, ask)
            questions.append(DraftQuestion(f"{name}_{item}", place, pieces, when, menus.yes_no(place), several=name))
        if each.readable and not questions:
            fields.fault(each.place, f"{each.path} is empty", "give at least one item")
    return questions


def _menu(fields: Fields, kind: str, name: str, scales: dict[str, Menu]) -> Menu | None:
    match kind:
        case "scale":
            return _scale_of(fields, scales)
        case "choose":
            with fields.fields("choose") as choose:
                return menus.read_choice(choose, choose.place, name)
        case "yes_no":
            if not fields.truth("yes_no", default=True):
                fields.fault(fields.place, f"{fields.path} says yes_no: false", "write `yes_no: true`")
            return menus.yes_no(fields.place)
    return None


def _scale_of(fields: Fields, scales: dict[str, Menu]) -> Menu | None:
    token = fields.token("scale")
    if token.value and token.value not in scales:
        fields.fault(token.place, f"there is no scale “{token.value}”", nearest(token.value, list(scales)))
    return scales.get(token.value)


def _read_when(fields: Fields) -> tuple[DraftCondition, ...]:
    with fields.fields("when", required=False) as when:
        conditions = [
            DraftCondition(question, frozenset(_codes(when, question, node)), place)
            for question, place, node in when.rest()
        ]
        if when.readable and not conditions:
            fields.fault(when.place, f"{when.path} is empty", "name a question, or take it out")
        return tuple(conditions)


def _codes(when: Fields, question: str, node: Node) -> list[int]:
    """One code or a list of them."""
    nodes = node.values if isinstance(node, Items) else (node,)
    codes = [value.number for value in nodes if isinstance(value, Text) and value.number is not None]
    if not codes or len(codes) < len(nodes):
        when.fault(node.place, f"{when.at(question)} is not made of codes", "write a code, or a list like [1, 2]")
    return codes
