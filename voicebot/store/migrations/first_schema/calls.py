"""The first schema of `tables/calls.py`."""

import sqlalchemy as sa
from alembic import op


def create_pace() -> None:
    """The table `pace`."""
    op.create_table(
        "pace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slowed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def create_batch() -> None:
    """The table `batch`."""
    op.create_table(
        "batch",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("review_after", sa.Integer(), nullable=True),
        sa.Column("watched_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("approved_by", sa.String(length=40), nullable=True),
        sa.Column("launched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("launched_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_batch_wave_id"), "batch", ["wave_id"])


def create_attempt() -> None:
    """The table `attempt`."""
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("batch_id", sa.String(length=24), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day_part", sa.String(length=40), nullable=False),
        sa.Column("sid", sa.String(length=64), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=True),
        sa.Column("rang", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sip_code", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.String(length=40), nullable=True),
        sa.Column("cut_off", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("price", sa.String(length=16), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("inbound", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=True),
        sa.Column("stage", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=80), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["survey_case.id"]),
        sa.ForeignKeyConstraint(["version"], ["questionnaire_version.digest"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "ordinal", name="attempt_ordinal"),
        sa.UniqueConstraint("sid"),
        sqlite_with_rowid=False,
    )
    op.create_index("attempt_batch", "attempt", ["batch_id", "claimed_at", "result", "inbound"])
    op.create_index("attempt_claimed", "attempt", ["claimed_at"])
    op.create_index(
        "attempt_error",
        "attempt",
        ["batch_id", "claimed_at"],
        unique=False,
        sqlite_where=sa.text("error IS NOT NULL"),
        postgresql_where=sa.text("error IS NOT NULL"),
    )
    op.create_index("attempt_open", "attempt", ["state", "claimed_at"])
    op.create_index("attempt_price", "attempt", ["batch_id", "price"])


def create_outbox() -> None:
    """The table `outbox`."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("attempt_id", sa.String(length=24), nullable=True),
        sa.Column("sid", sa.String(length=64), nullable=True),
        sa.Column("rang_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("(attempt_id IS NULL) <> (sid IS NULL)", name="outbox_about_one_call"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("attempt_id", "kind", name="outbox_once"),
        sa.UniqueConstraint("sid", "kind", name="outbox_once_for_caller"),
    )
    op.create_index("outbox_due", "outbox", ["done_at", "due_at"])


def create_turn() -> None:
    """The table `turn`."""
    op.create_table(
        "turn",
        sa.Column("attempt_id", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"]),
        sa.PrimaryKeyConstraint("attempt_id", "number"),
    )
