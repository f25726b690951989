"""The first schema of `tables/frames.py`."""

import sqlalchemy as sa
from alembic import op


def create_frame_rejects() -> None:
    """The table `frame_rejects`."""
    op.create_table(
        "frame_rejects",
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("wave_id"),
    )
