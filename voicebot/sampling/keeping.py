"""Turns those drawn into what is kept of them: a case under a random id, a sealed contact, prints of the numbers.

This is the last place that sees both a name and a case id in the clear.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from voicebot.phone import PhoneNumber, parse_number
from voicebot.privacy.prints import Prints
from voicebot.privacy.vault import Person, Vault
from voicebot.sampling.languages import offered_language
from voicebot.sampling.split import Split
from voicebot.store.samples import DrawnPerson
from voicebot.store.tables import new_id

NUMBERS_KEPT = 2
_SEALED_VALUES = (
    *("person", "reported_on", "birth_year", "language"),
    *("gender", "ethnicity", "disability", "faith", "sexual_orientation"),
)


def to_keep(  # noqa: PLR0913 - all that is kept of those drawn
    persons: pl.DataFrame, key_id: str, vault: Vault, prints: Prints, languages: Collection[str], split: Split
) -> list[DrawnPerson]:
    """Seal and print everybody drawn, in the order of their random ids, which says nothing.

    Args:
        persons: of a `Draw`, with their reporting codes in a column `codes`.
        key_id: of the key of the wave.
        vault: that seals.
        prints: that makes the prints.
        languages: the tags (`pl-PL`) of those in which the questionnaire can be heard.
        split: the experiment of the wave.

    Raises:
        NotFound: the key of the wave is gone.
        KeysRefused: the keys of the prints were rotated meanwhile.
    """
    kept = []
    for row in persons.iter_rows(named=True):
        case_id, person = new_id(), _person(row)
        linked = {number: prints.of(PhoneNumber(number)) for number in row["linked_numbers"]}
        kept.append(
            DrawnPerson(
                case_id=case_id,
                area=row["area"],
                victim_group=row["victim_group"],
                codes=json.dumps(row["codes"]),
                language=offered_language(row["language"], languages),
                arm=split.arm_of(row["reference"]),
                replicate=row["replicate"],
                probability=row["probability"],
                multiplicity=row["multiplicity"],
                sealed=vault.seal(key_id, case_id, person),
                prints=tuple(linked[number.e164] for number in person.numbers),
                linked_prints=frozenset(linked.values()),
            )
        )
    return sorted(kept, key=lambda person: person.case_id)


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        first_name=row["first_name"],
        numbers=tuple(parse_number(number) for number in row["numbers"][:NUMBERS_KEPT]),
        reference=row["reference"],
        values={name: row[name] for name in _SEALED_VALUES if row[name] is not None},
    )
