"""A frame beside the last one: what is odd is said, and needs somebody's yes before anything is drawn."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.sampling.incidents import DAY, checked, frame, incident
from tests.sampling.office import Office, many
from voicebot.errors import Refused
from voicebot.sampling.comparison import Profile, odd_differences, overlaps, profile_of
from voicebot.sampling.rules import EligibilityRules
from voicebot.store.tables import Case

LAST = Profile(
    digest="a",
    rows=1000,
    rejected=0.01,
    flagged=0.05,
    seen_before=0.02,
    groups={"burglary": 0.6, "hate_crime": 0.4},
    first_report=date(2026, 8, 1),
    last_report=date(2026, 9, 30),
    since=date(2026, 8, 1),
    until=date(2026, 9, 15),
)
NEXT = replace(LAST, digest="b", first_report=date(2026, 9, 20), last_report=date(2026, 10, 31))


def test_a_frame_like_the_last_one_is_not_odd() -> None:
    assert odd_differences(replace(NEXT, rows=1400, flagged=0.14), LAST) == ()


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        (replace(NEXT, digest="a"), "the very frame"),
        (replace(NEXT, rows=1501), "1,501 rows, the last one had 1,000"),
        (replace(NEXT, rows=499), "499 rows"),
        (replace(NEXT, rejected=0.2), "rejected are 20% of it, they were 1%"),
        (replace(NEXT, flagged=0.3), "with a flag are 30%"),
        (replace(NEXT, seen_before=0.5), "drawn before are 50%"),
        (replace(NEXT, groups={"burglary": 0.75, "hate_crime": 0.25}), "burglary are 75%"),
        (replace(NEXT, groups={"burglary": 1.0}), "nobody of the victim group hate_crime"),
        (replace(NEXT, groups={**LAST.groups, "vehicle_crime": 0.01}), "vehicle_crime is new"),
        (replace(NEXT, last_report=date(2026, 9, 1)), "last report is of 01 Sep 2026"),
        (replace(NEXT, first_report=date(2026, 10, 15)), "no report between 30 Sep 2026 and 15 Oct 2026"),
    ],
)
def test_what_is_odd_is_said_with_both_figures(odd: Profile, words: str) -> None:
    assert any(words in sentence for sentence in odd_differences(odd, LAST))


def test_a_profile_holds_counts_and_dates_and_comes_back_as_it_was_kept() -> None:
    rows = [incident(1, flags="fatal"), incident(2, phone="1"), incident(3, victim_group="Hate crime")]
    profile = profile_of(frame(*rows), checked(*rows), {"drawn before": 1}, EligibilityRules(), DAY)

    assert (profile.rows, profile.rejected, profile.flagged, profile.seen_before) == (3, 0.3333, 0.3333, 0.3333)
    assert profile.groups == {"burglary": 0.6667, "hate crime": 0.3333}
    assert (profile.since, profile.until) == (DAY - timedelta(weeks=12), DAY - timedelta(weeks=6))
    assert Profile.from_json(profile.to_json()) == profile
    assert Profile.from_json("{}") is None


def test_a_period_that_overlaps_another_waves_says_so() -> None:
    later = replace(LAST, since=date(2026, 9, 15), until=date(2026, 10, 20))
    assert overlaps(later, [("spring", LAST)]) == (
        "the period 15 Sep 2026 to 20 Oct 2026 overlaps that of the wave spring",
    )
    assert overlaps(replace(later, since=date(2026, 9, 16)), [("spring", LAST)]) == ()


def test_the_first_frame_of_all_is_compared_with_nothing(office: Office) -> None:
    office.draw(*many(20), accepted=False)
    assert office.differences == []


def test_a_frame_that_differs_oddly_is_not_drawn_from_without_a_yes(office: Office) -> None:
    office.draw(*many(20))
    office.add_wave("winter")

    with pytest.raises(Refused, match="differs from the last one: it has 5 rows, the last one had 20"):
        office.draw(*(incident(nth) for nth in range(100, 105)), wave="winter", accepted=False)

    assert office.rows(Case) == 2


def test_who_accepted_an_odd_frame_is_kept_with_the_sample(office: Office) -> None:
    assert office.draw(*many(20)).accepted_by is None
    office.add_wave("winter")

    drawn = office.draw(*(incident(nth) for nth in range(100, 105)), wave="winter")

    assert drawn.accepted_by == "researcher"
    assert any("overlaps that of the wave autumn" in note for note in drawn.notes)
