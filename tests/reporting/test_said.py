import pytest

from tests.interview.uss import uss
from tests.reporting.made import people, wave
from voicebot.reporting.said import said_by_case, said_variables
from voicebot.sampling import codes


def _said(*answers: tuple[str, object]) -> dict[str, object]:
    data = wave(people((1, {})), answers=[("case000000", name, what) for name, what in (("whole", 1), *answers)])
    return said_by_case(uss(), data.answers).row(0, named=True)


@pytest.mark.parametrize(
    ("question", "code", "category"),
    [
        ("gender", 1, "female"),
        ("age", 7, "75+"),
        ("ethnicity", 4, "white"),
        ("ethnicity", 5, "mixed"),
        ("ethnicity", 12, "asian"),
        ("ethnicity", 16, "black"),
        ("ethnicity", 17, "other"),
        ("faith", 6, "muslim"),
        ("sexual_orientation", 2, "gay_or_lesbian"),
    ],
)
def test_what_is_said_has_the_category_in_which_it_is_recorded(question: str, code: int, category: str) -> None:
    assert _said((question, code))[question] == category


@pytest.mark.parametrize(
    ("has", "limits", "category"),
    [
        (1, 1, "disabled"),
        (1, 2, "disabled"),
        (1, 3, "not_disabled"),
        (0, "not_asked", "not_disabled"),
        (1, "refused", None),
        ("refused", "not_asked", None),
    ],
)
def test_disabled_is_a_condition_that_limits(has: object, limits: object, category: str | None) -> None:
    assert _said(("disability", has), ("disability_limits", limits))["disability"] == category


def test_whoever_does_not_say_belongs_to_no_group() -> None:
    said = _said(("gender", "refused"), ("ethnicity", "silent"), ("faith", 2))
    assert (said["gender"], said["ethnicity"], said["ethnic_gap"], said["faith"]) == (None, None, None, "christian")


def test_every_category_that_is_said_is_one_that_can_be_recorded() -> None:
    tables = {
        "gender": codes._GENDERS,
        "ethnicity": codes._ETHNIC_GROUPS,
        "disability": codes._DISABILITIES,
        "faith": codes._FAITHS,
        "sexual_orientation": codes._ORIENTATIONS,
        "age": dict.fromkeys(codes._AGE_BANDS.values()),
    }
    said = {one.name: set(one.categories) for one in said_variables(uss())}
    assert {name: said[name] for name in tables} == {name: set(table) for name, table in tables.items()}


def test_the_questions_about_oneself_are_those_of_the_questionnaire() -> None:
    assert [one.name for one in said_variables(uss())] == [
        "gender",
        "age",
        "ethnicity",
        "disability",
        "faith",
        "sexual_orientation",
        "ethnic_gap",
    ]
