import pytest

from tests.reporting.made import people, wave
from voicebot.reporting.satisfaction import Satisfaction, satisfaction
from voicebot.reporting.wave_data import WaveData
from voicebot.reporting.weights import weigh


def _found(data: WaveData) -> dict[str, Satisfaction]:
    return {one.question: one for one in satisfaction(data, weigh(data))}


def _groups(found: Satisfaction, domain: str) -> dict[str, tuple[float, int]]:
    (one,) = [one for one in found.domains if one.domain.name == domain]
    return {group.group: (round(group.estimate.share, 3), group.estimate.base) for group in one.groups}


def test_satisfied_are_codes_1_to_3_of_1_to_7() -> None:
    cases = people((80, {}))
    codes = [1, 2, 3, 4, 5, 6, 7, 8] * 10
    data = wave(cases, answers=[(case, "contact", code) for case, code in zip(cases["case"], codes, strict=True)])
    overall = _found(data)["contact"].overall
    assert (overall.share, overall.base) == (pytest.approx(3 / 7), 70)


def test_refused_and_silent_are_not_in_the_base() -> None:
    cases = people((60, {}))
    said = [1] * 20 + [7] * 20 + ["refused"] * 10 + ["silent"] * 10
    data = wave(cases, answers=[(case, "whole", what) for case, what in zip(cases["case"], said, strict=True)])
    assert (_found(data)["whole"].overall.share, _found(data)["whole"].overall.base) == (pytest.approx(0.5), 40)


def test_a_partial_interview_counts_where_it_was_answered_and_a_break_off_does_not() -> None:
    cases = people((40, {}), (20, {"outcome": "1.2"}), (20, {"outcome": "2.12"}))
    data = wave(cases, answers=[(case, "contact", 1) for case in cases["case"]])
    assert _found(data)["contact"].overall.base == 60


def test_a_question_that_nobody_rated_has_no_figure() -> None:
    cases = people((40, {}))
    assert set(_found(wave(cases, answers=[(case, "whole", 2) for case in cases["case"]]))) == {"whole"}


def test_the_headline_is_the_question_on_the_whole_experience() -> None:
    cases = people((40, {}))
    answers = [(case, question, 2) for case in cases["case"] for question in ("contact", "whole")]
    assert [one.question for one in _found(wave(cases, answers=answers)).values() if one.is_headline] == ["whole"]


def test_groups_are_told_apart_by_stratum_language_and_what_people_say() -> None:
    cases = people((40, {}), (40, {"area": "NW", "victim_group": "hate_crime", "language": "pl-PL"}))
    answers = [(case, "whole", 1 if nth < 40 else 7) for nth, case in enumerate(cases["case"])]
    answers += [(case, "gender", 1 + nth % 2) for nth, case in enumerate(cases["case"])]
    cases = cases.with_columns(language=cases["language"].fill_null("en-GB"))
    found = _found(wave(cases, answers=answers))["whole"]
    assert _groups(found, "area") == {"CE": (1.0, 40), "NW": (0.0, 40)}
    assert _groups(found, "victim_group") == {"burglary": (1.0, 40), "hate_crime": (0.0, 40)}
    assert _groups(found, "language") == {"en-GB": (1.0, 40), "pl-PL": (0.0, 40)}
    assert _groups(found, "gender") == {"female": (0.5, 40), "male": (0.5, 40)}


def test_the_published_gap_is_white_less_minority_ethnic_people() -> None:
    cases = people((100, {}))
    ethnicity = [1, 4, 10, 14, 18] * 20
    answers = [(case, "ethnicity", code) for case, code in zip(cases["case"], ethnicity, strict=True)]
    answers += [(case, "whole", 1 if code < 5 else 5) for case, code in zip(cases["case"], ethnicity, strict=True)]
    gap = _found(wave(cases, answers=answers))["whole"].ethnic_gap
    assert gap is not None
    assert (gap.one, gap.other, gap.difference) == ("white", "minority_ethnic", pytest.approx(1.0))


def test_there_is_no_gap_to_tell_with_too_few_on_one_side() -> None:
    cases = people((60, {}))
    answers = [(case, "ethnicity", 1 if nth else 10) for nth, case in enumerate(cases["case"])]
    answers += [(case, "whole", 1) for case in cases["case"]]
    assert _found(wave(cases, answers=answers))["whole"].ethnic_gap is None


def test_under_hard_quotas_there_is_neither_interval_nor_test() -> None:
    cases = people((40, {}), (40, {"area": "NW"}))
    answers = [(case, "whole", 1 + 6 * (nth % 2)) for nth, case in enumerate(cases["case"])]
    found = _found(wave(cases, answers=answers, hard_quotas=True))["whole"]
    everything = [found.overall, *(group.estimate for one in found.domains for group in one.groups)]
    assert {(one.low, one.high, one.n_effective, one.standard_error) for one in everything} == {(None,) * 4}
    assert found.overall.share == pytest.approx(0.5)
    assert not any(one.differences for one in found.domains)
