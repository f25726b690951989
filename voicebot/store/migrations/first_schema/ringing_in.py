"""The first schema of `tables/ringing_in.py`."""

import sqlalchemy as sa
from alembic import op


def create_inbound_call() -> None:
    """The table `inbound_call`."""
    op.create_table(
        "inbound_call",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("sid", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("print", sa.LargeBinary(length=32), nullable=True),
        sa.Column("keyed_in", sa.LargeBinary(), nullable=True),
        sa.Column("attempt_id", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sid"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_inbound_call_at"), "inbound_call", ["at"])


def create_inbound_turn() -> None:
    """The table `inbound_turn`."""
    op.create_table(
        "inbound_turn",
        sa.Column("call_id", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["inbound_call.id"]),
        sa.PrimaryKeyConstraint("call_id", "number"),
    )
