"""An example frame: made-up incidents of made-up Londoners, for rehearsals and trials.

Their numbers are nobody's (see `phone.py`). A quarter of the rows is unfit, so that every rule has work to do.
"""

import csv
import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from math import ceil
from pathlib import Path

from voicebot.errors import BadInput
from voicebot.sampling.rules import FLAGS, VICTIM_GROUPS

COLUMNS = (
    "reference",
    "person",
    "first_name",
    "phone",
    "victim_group",
    "area",
    "reported_on",
    "birth_year",
    "flags",
    "language",
    "gender",
    "ethnicity",
    "disability",
    "faith",
    "sexual_orientation",
)
_FIT_SHARE, _ALL_SHARE = 1.2, 1.6
"""For each person wanted: persons on the frame who can be drawn, and rows in all."""
_DRAMA_NUMBERS = [f"{range_}{nth:03}" for range_ in ("07700 900", "020 7946 0", "01632 960") for nth in range(1_000)]
_MOST_NUMBERS = len(_DRAMA_NUMBERS) + 1_000_000
_DAYS_BEFORE = range(7 * 6 + 1, 7 * 12 - 6)
"""When a fit incident was reported: inside the window of the default rules, today and some days later."""
_AREAS = ("AS", "AW", "CE", "CN", "EA", "NA", "NE", "NW", "SE", "SN", "SW", "WA")
_GROUP_WEIGHTS = (25, 35, 25, 8, 7)
_FIRST_NAMES = (  # noqa: SIM905 - names are read and mended more easily as a text
    "Aaliyah Adam Adaeze Agnieszka Ahmed Aisha Alice Amara Ana Andrei Anh Aoife Arjun Ayşe Babajide Beatriz Björn "
    "Carlos Charlotte Chiara Chloé Conor Daniel David Deepak Dmytro Ebony Eilidh Elif Emeka Emily Esi Esther Fatima "
    "Femi Gareth George Grace Hamza Hannah Harpreet Hassan Hélène Hiroshi Ibrahim Ines Iqra Isaac Ivana Jacek Jack "
    "James Jasmine Jing João José Kateryna Kofi Krzysztof Kwame Lakshmi Leila Łukasz Luca Maja María Marlon Mei "
    "Michael Mohammed Moses Nadia Ngozi Niamh Nikolaos Nuala Olena Oliver Olumide Omar Patience Paweł Priya Rachel "
    "Raj Renée Rosa Ruth Samuel Sanjay Siân Simran Sofia Søren Stephen Tariq Thandiwe Thomas Tunde Uma Wei Winston "
    "Xin Yasmin Yusuf Zahra Zoë Zofia Anne-Marie Mary-Ann Jean-Paul D'Andre Μαρία Ольга"
).split()
_RECORDED = (
    {"English": 80, "Polish": 4, "Romanian": 3, "Bengali": 3, "Turkish": 2, "Spanish": 2, "": 6},
    {"Female": 49, "Male": 48, "Other": 1, "": 2},
    {
        "W1": 33,
        "W2": 2,
        "W9": 13,
        "M1": 3,
        "M9": 2,
        "A1": 6,
        "A2": 3,
        "A3": 3,
        "A9": 6,
        "B1": 5,
        "B2": 9,
        "O2": 5,
        "": 10,
    },
    {"No": 70, "Yes": 14, "": 16},
    {"None": 24, "Christian": 36, "Muslim": 13, "Hindu": 5, "Jewish": 2, "Sikh": 2, "": 18},
    {"Heterosexual": 70, "Gay or lesbian": 3, "Bisexual": 2, "": 25},
)
"""What may be recorded in each of the last columns, and how often among a hundred."""

Row = dict[str, str]
_Flaw = Callable[[Row, date, random.Random], Row]


def write_example_frame(path: Path, people: int, seed: int | str, today: date) -> int:
    """Write a CSV frame from which a sample of `people` can be drawn on `today`; how many rows it has.

    About 1.6 rows for each of them, always the same for the same arguments.

    Raises:
        BadInput: nobody is wanted, or more people than there are numbers that are nobody's.
    """
    fit, rows = ceil(people * _FIT_SHARE), ceil(people * _ALL_SHARE)
    if not 0 < rows <= _MOST_NUMBERS:
        raise BadInput(f"an example frame can be made for 1 to {int(_MOST_NUMBERS / _ALL_SHARE):,} people")
    # Made-up people, to be made again from their seed: no secret hangs on it.
    dice = random.Random(f"{seed}")  # noqa: S311 # nosec B311
    made = _fit_rows(rows, today, dice)
    for row, flaw in zip(made[fit:], dice.choices(_FLAWS, k=rows - fit), strict=True):
        row.update(flaw(made[dice.randrange(fit)], today, dice))
    dice.shuffle(made)
    _write(path, made)
    return rows


def _fit_rows(count: int, today: date, dice: random.Random) -> list[Row]:
    """Incidents that every rule lets pass, each of another person."""
    days = [(today - timedelta(days=before)).isoformat() for before in _DAYS_BEFORE]
    years = [str(today.year - age) for age in range(20, 90)]
    first = dice.randrange(len(_DRAMA_NUMBERS))
    columns: list[Iterable[str]] = [
        (f"EX{nth:07}/{today:%y}" for nth in range(count)),
        (f"P{nth:07}" for nth in range(count)),
        dice.choices(_FIRST_NAMES, k=count),
        (_number(nth, first) for nth in range(count)),
        dice.choices(VICTIM_GROUPS, _GROUP_WEIGHTS, k=count),
        dice.choices(_AREAS, k=count),
        dice.choices(days, k=count),
        dice.choices(years, k=count),
        [""] * count,
        *(dice.choices(list(shares), list(shares.values()), k=count) for shares in _RECORDED),
    ]
    return [dict(zip(COLUMNS, values, strict=True)) for values in zip(*columns, strict=True)]


def _number(nth: int, first: int) -> str:
    """Beginning anywhere among the numbers for drama, so that two frames seldom have the same people."""
    if nth < len(_DRAMA_NUMBERS):
        return _DRAMA_NUMBERS[(first + nth) % len(_DRAMA_NUMBERS)]
    return f"+44 4000 {nth - len(_DRAMA_NUMBERS):06}"


def _flagged(_other: Row, _today: date, dice: random.Random) -> Row:
    return {"flags": ";".join(dice.sample(FLAGS, dice.choice((1, 1, 2))))}


def _too_recent(_other: Row, today: date, dice: random.Random) -> Row:
    return {"reported_on": (today - timedelta(days=dice.randrange(20))).isoformat()}


def _too_old(_other: Row, today: date, dice: random.Random) -> Row:
    return {"reported_on": (today - timedelta(days=dice.randrange(100, 300))).isoformat()}


def _too_young(_other: Row, today: date, dice: random.Random) -> Row:
    return {"birth_year": str(today.year - dice.randrange(10, 17))}


def _of_unknown_age(_other: Row, _today: date, _dice: random.Random) -> Row:
    return {"birth_year": ""}


def _badly_recorded(_other: Row, _today: date, dice: random.Random) -> Row:
    bad = ({"phone": ""}, {"phone": "12345"}, {"first_name": "Victim 1"}, {"first_name": "Unknown"}, {"area": ""})
    return dice.choice(bad)


def _again(other: Row, _today: date, _dice: random.Random) -> Row:
    """A second incident of somebody who is on the frame already."""
    return {name: other[name] for name in ("person", "first_name", "phone", "birth_year", "gender", "ethnicity")}


def _of_a_household(other: Row, _today: date, _dice: random.Random) -> Row:
    """An incident of somebody who shares a telephone with another victim."""
    return {"phone": other["phone"]}


_FLAWS: tuple[_Flaw, ...] = (
    *(_flagged, _flagged, _flagged, _too_recent, _too_recent, _too_old, _too_old, _too_young, _of_unknown_age),
    *(_badly_recorded, _again, _again, _of_a_household),
)


def _write(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
