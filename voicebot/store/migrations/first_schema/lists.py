"""The first schema of `tables/lists.py`."""

import sqlalchemy as sa
from alembic import op


def create_audit_entry() -> None:
    """The table `audit_entry`."""
    op.create_table(
        "audit_entry",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"])


def create_drawn_before() -> None:
    """The table `drawn_before`."""
    op.create_table(
        "drawn_before",
        sa.Column("print", sa.LargeBinary(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("sample_id", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("print"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_drawn_before_sample_id"), "drawn_before", ["sample_id"])


def create_exclusion() -> None:
    """The table `exclusion`."""
    op.create_table(
        "exclusion",
        sa.Column("print", sa.LargeBinary(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("attempt_id", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("print"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_exclusion_attempt_id"), "exclusion", ["attempt_id"])


def create_system() -> None:
    """The table `system`."""
    op.create_table(
        "system",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("clock_instant", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_anchor", sa.Double(), nullable=True),
        sa.Column("clock_speed", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
