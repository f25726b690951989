"""The first schema of `tables/complaints.py`."""

import sqlalchemy as sa
from alembic import op


def create_shift_note() -> None:
    """The table `shift_note`."""
    op.create_table(
        "shift_note",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_shift_note_at"), "shift_note", ["at"])


def create_complaint() -> None:
    """The table `complaint`."""
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("serious", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=40), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["survey_case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("complaint_open", "complaint", ["closed_at", "opened_at"])
    op.create_index(op.f("ix_complaint_case_id"), "complaint", ["case_id"])
