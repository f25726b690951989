"""Everybody of a stratum has the same chance: chi-square over a thousand seeds."""

from collections import Counter

import polars as pl
from scipy import stats

from voicebot.sampling.draw import Design, draw
from voicebot.sampling.lots import lots

PEOPLE, WANTED, SEEDS = 60, 24, 1000
IN_STRATUM = 10
FRAME = pl.DataFrame(
    {
        "reference": [f"REF{nth}" for nth in range(PEOPLE)],
        "area": ["CE", "NW", "SE"] * (PEOPLE // 3),
        "victim_group": ["burglary"] * (PEOPLE // 2) + ["hate_crime"] * (PEOPLE // 2),
    }
)


def _often_drawn() -> Counter[str]:
    drawn: Counter[str] = Counter()
    for nth in range(SEEDS):
        seed = f"seed {nth}"
        drawn.update(
            draw(FRAME.with_columns(lots(FRAME["reference"], seed)), Design(WANTED, seed)).persons["reference"]
        )
    return drawn


def test_over_a_thousand_seeds_nobody_is_drawn_more_often_than_chance_allows() -> None:
    drawn = _often_drawn()
    chance = WANTED / PEOPLE
    expected = SEEDS * chance

    # Within a stratum of N the counts vary by p(1-p)N/(N-1), and all but one of them are free.
    variance = expected * (1 - chance) * IN_STRATUM / (IN_STRATUM - 1)
    statistic = sum((drawn[reference] - expected) ** 2 for reference in FRAME["reference"]) / variance
    degrees = PEOPLE - PEOPLE // IN_STRATUM
    assert 0.001 < stats.chi2.sf(statistic, degrees) < 0.999
