"""Any small questionnaire, for properties that must hold whatever is asked."""

from collections.abc import Callable, Mapping, Sequence

from hypothesis import strategies as st

from tests.interview.flows import POLISH, Asked, Part, asked, asked_in_two, flow, heard, rated, section
from voicebot.questionnaire.model import Questionnaire

_When = Mapping[str, Sequence[int]]
_CODES = {
    "asked": (0, 1),
    "rated": tuple(range(1, 9)),
    "asked_in_two": (1, 2, 3),
    "asked_of_age": (1, 2),
}
_MADE: Mapping[str, Callable[[str, _When], Asked]] = {
    "asked": lambda name, when: asked(name, when=when),
    "rated": lambda name, when: rated(name, when=when),
    "asked_in_two": lambda name, when: asked_in_two(name, {"1": {"1": 1, "2": 2}, "2": {"1": 3}}, when=when),
    "asked_of_age": lambda name, when: asked(name, {"1": 1, "2": 2}, when=when, under_age="8"),
}


@st.composite
def any_flow(draw: st.DrawFn) -> Questionnaire:
    """One to three sections of one to four questions, with conditions on any earlier ones, offers and information."""
    earlier: dict[str, Sequence[int]] = {}
    parts = [_any_section(draw, name, earlier) for name in ("core", "details", "you")[: draw(st.integers(1, 3))]]
    return flow(*parts, languages=draw(st.sampled_from([("en-GB",), ("en-GB", POLISH)])))


def _any_section(draw: st.DrawFn, name: str, earlier: dict[str, Sequence[int]]) -> Part:
    kinds = draw(st.lists(st.sampled_from([*_MADE, "heard"]), min_size=1, max_size=4))
    questions = [_any_question(draw, f"{name}_{place}", kind, earlier) for place, kind in enumerate(kinds)]
    first = [rated("whole", when={})] if name == "core" else []
    return section(name, *first, *questions, offered=draw(st.booleans()) and name != "core")


def _any_question(draw: st.DrawFn, name: str, kind: str, earlier: dict[str, Sequence[int]]) -> Asked:
    if kind == "heard":
        return heard(name)
    conditions = draw(st.sets(st.sampled_from(sorted(earlier)), max_size=2)) if earlier else set()
    when = {one: draw(st.lists(st.sampled_from(earlier[one]), min_size=1, unique=True)) for one in sorted(conditions)}
    earlier[name] = _CODES[kind]
    return _MADE[kind](name, when)
