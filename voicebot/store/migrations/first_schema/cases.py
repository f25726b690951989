"""The first schema of `tables/cases.py`."""

import sqlalchemy as sa
from alembic import op


def create_survey_case() -> None:
    """The table `survey_case`."""
    op.create_table(
        "survey_case",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("sample_id", sa.String(length=24), nullable=False),
        sa.Column("batch_id", sa.String(length=24), nullable=True),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("victim_group", sa.String(length=40), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("replicate", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("multiplicity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_for", sa.String(length=40), nullable=True),
        sa.Column("arm", sa.String(length=40), nullable=True),
        sa.Column("appointment_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumes", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"]),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("case_appointment", "survey_case", ["batch_id", "state", "appointment_at"])
    op.create_index("case_due", "survey_case", ["batch_id", "state", "due_at"])
    op.create_index(op.f("ix_survey_case_sample_id"), "survey_case", ["sample_id"])
    op.create_index(op.f("ix_survey_case_wave_id"), "survey_case", ["wave_id"])


def create_answer() -> None:
    """The table `answer`."""
    op.create_table(
        "answer",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("first", sa.Integer(), nullable=True),
        sa.Column("second", sa.Integer(), nullable=True),
        sa.CheckConstraint("status IN ('answered', 'dont_know', 'refused', 'silent')", name="answer_status"),
        sa.ForeignKeyConstraint(["case_id"], ["survey_case.id"]),
        sa.PrimaryKeyConstraint("case_id", "question"),
        sqlite_with_rowid=False,
    )


def create_contact() -> None:
    """The table `contact`."""
    op.create_table(
        "contact",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["survey_case.id"]),
        sa.PrimaryKeyConstraint("case_id"),
        sqlite_with_rowid=False,
    )


def create_contact_number() -> None:
    """The table `contact_number`."""
    op.create_table(
        "contact_number",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("print", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["survey_case.id"]),
        sa.PrimaryKeyConstraint("case_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index("contact_number_print", "contact_number", ["print"])
