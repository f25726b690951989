"""The first schema of `tables/published.py`."""

import sqlalchemy as sa
from alembic import op


def create_published_tables() -> None:
    """The table `published_tables`."""
    op.create_table(
        "published_tables",
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tables", sa.Text(), nullable=False),
        sa.Column("bases", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("wave_id", "number"),
    )


def create_published_picture() -> None:
    """The table `published_picture`."""
    op.create_table(
        "published_picture",
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.String(length=100), nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id", "number"], ["published_tables.wave_id", "published_tables.number"]),
        sa.PrimaryKeyConstraint("wave_id", "number", "table_id"),
    )
