"""The first schema of `tables/exports.py`."""

import sqlalchemy as sa
from alembic import op


def create_export_request() -> None:
    """The table `export_request`."""
    op.create_table(
        "export_request",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(length=40), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_export_request_wave_id"), "export_request", ["wave_id"])
