"""The groups for which results are told apart: by how people were drawn, how they were asked, who they say they are."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from voicebot.reporting.said import said_by_case, said_variables
from voicebot.reporting.wave_data import WaveData


class Origin(StrEnum):
    """Where it is known from to which group somebody belongs."""

    FRAME = "frame"
    CALL = "call"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class Domain:
    """A variable that groups people: its groups in their order, and the column that has them (`domain_table`)."""

    name: str
    origin: Origin
    groups: tuple[str, ...]

    @property
    def column(self) -> str:
        """Where a table has it."""
        return f"by_{self.name}"


def domains(data: WaveData) -> tuple[Domain, ...]:
    """Every domain of which a wave has at least one group."""
    known = [
        *(Domain(name, Origin.FRAME, _found(data, name)) for name in ("victim_group", "area")),
        *(Domain(name, Origin.CALL, _found(data, name)) for name in ("language", "arm")),
        *(
            Domain(said.name, Origin.SAID, said.categories)
            for said in (said_variables(data.questionnaire) if data.questionnaire else ())
        ),
    ]
    return tuple(domain for domain in known if domain.groups)


def domain_table(data: WaveData) -> pl.DataFrame:
    """A row an interviewed case: `case`, and each domain's column, null where somebody's group is not known."""
    table = data.cases.filter("interviewed")
    if data.questionnaire is not None:
        said = said_by_case(data.questionnaire, data.answers)
        table = table.join(said, on="case", how="left", maintain_order="left")
    return table.select("case", *(pl.col(domain.name).alias(domain.column) for domain in domains(data)))


def _found(data: WaveData, name: str) -> tuple[str, ...]:
    return tuple(sorted(data.cases.filter("interviewed")[name].drop_nulls().unique()))
