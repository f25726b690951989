"""The first schema of `tables/waves.py`."""

import sqlalchemy as sa
from alembic import op


def create_questionnaire_version() -> None:
    """The table `questionnaire_version`."""
    op.create_table(
        "questionnaire_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )


def create_wave() -> None:
    """The table `wave`."""
    op.create_table(
        "wave",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=True),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["version"], ["questionnaire_version.digest"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )


def create_sample() -> None:
    """The table `sample`."""
    op.create_table(
        "sample",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frame_digest", sa.String(length=64), nullable=False),
        sa.Column("rules_digest", sa.String(length=64), nullable=False),
        sa.Column("lists_digest", sa.String(length=64), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("waterfall", sa.Text(), nullable=False),
        sa.Column("replicates", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("accepted_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_sample_wave_id"), "sample", ["wave_id"])


def create_wave_arm() -> None:
    """The table `wave_arm`."""
    op.create_table(
        "wave_arm",
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("arm", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["questionnaire_version.digest"]),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("wave_id", "arm"),
    )


def create_margin() -> None:
    """The table `margin`."""
    op.create_table(
        "margin",
        sa.Column("sample_id", sa.String(length=24), nullable=False),
        sa.Column("variable", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"]),
        sa.PrimaryKeyConstraint("sample_id", "variable", "category"),
    )


def create_refresh() -> None:
    """The table `refresh`."""
    op.create_table(
        "refresh",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("sample_id", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frame_digest", sa.String(length=64), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_refresh_sample_id"), "refresh", ["sample_id"])


def create_stratum() -> None:
    """The table `stratum`."""
    op.create_table(
        "stratum",
        sa.Column("sample_id", sa.String(length=24), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("victim_group", sa.String(length=40), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"]),
        sa.PrimaryKeyConstraint("sample_id", "area", "victim_group"),
    )
