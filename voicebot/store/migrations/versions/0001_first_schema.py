"""The first schema: all tables, the two that hold one row with that row, and an audit trail that can only grow.

It stands for what `tables/` was on the day of the first release and is never edited after it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_audit_entry()
    _create_drawn_before()
    _create_exclusion()
    _create_pace()
    _create_questionnaire_version()
    _create_system()
    _create_wave()
    _create_batch()
    _create_call_hour()
    _create_certificate()
    _create_sample()
    _create_wave_arm()
    _create_margin()
    _create_refresh()
    _create_stratum()
    _create_survey_case()
    _create_answer()
    _create_attempt()
    _create_contact()
    _create_contact_number()
    _create_outbox()
    _create_turn()
    _put_single_rows()
    _protect_audit_trail()


def _put_single_rows() -> None:
    """Made here, so that whoever claims or locks one always finds it."""
    op.execute("INSERT INTO system (id, rehearsal) VALUES (1, false)")
    op.execute("INSERT INTO pace (id) VALUES (1)")


def _protect_audit_trail() -> None:
    """Refuse every change but an addition, whoever asks for it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit trail is never changed'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_no_{change.lower()} BEFORE {change} ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END"
        )


def _create_audit_entry() -> None:
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


def _create_drawn_before() -> None:
    op.create_table(
        "drawn_before",
        sa.Column("print", sa.LargeBinary(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("sample_id", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("print"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_drawn_before_sample_id"), "drawn_before", ["sample_id"])


def _create_exclusion() -> None:
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


def _create_pace() -> None:
    op.create_table(
        "pace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slowed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def _create_questionnaire_version() -> None:
    op.create_table(
        "questionnaire_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )


def _create_system() -> None:
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


def _create_wave() -> None:
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


def _create_batch() -> None:
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


def _create_call_hour() -> None:
    op.create_table(
        "call_hour",
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("interviewed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("wave_id", "weekday", "hour"),
    )


def _create_certificate() -> None:
    op.create_table(
        "certificate",
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("wave_id"),
    )


def _create_sample() -> None:
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


def _create_wave_arm() -> None:
    op.create_table(
        "wave_arm",
        sa.Column("wave_id", sa.String(length=24), nullable=False),
        sa.Column("arm", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["questionnaire_version.digest"]),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("wave_id", "arm"),
    )


def _create_margin() -> None:
    op.create_table(
        "margin",
        sa.Column("sample_id", sa.String(length=24), nullable=False),
        sa.Column("variable", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"]),
        sa.PrimaryKeyConstraint("sample_id", "variable", "category"),
    )


def _create_refresh() -> None:
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


def _create_stratum() -> None:
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


def _create_survey_case() -> None:
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
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        sa.ForeignKeyConstraint(["sample_id"], ["sample.id"]),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("case_appointment", "survey_case", ["appointment_at"])
    op.create_index("case_due", "survey_case", ["batch_id", "state", "due_at"])
    op.create_index(op.f("ix_survey_case_sample_id"), "survey_case", ["sample_id"])
    op.create_index(op.f("ix_survey_case_wave_id"), "survey_case", ["wave_id"])


def _create_answer() -> None:
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


def _create_attempt() -> None:
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
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["survey_case.id"]),
        sa.ForeignKeyConstraint(["version"], ["questionnaire_version.digest"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "ordinal", name="attempt_ordinal"),
        sa.UniqueConstraint("sid"),
        sqlite_with_rowid=False,
    )
    op.create_index("attempt_batch", "attempt", ["batch_id", "claimed_at", "result"])
    op.create_index("attempt_claimed", "attempt", ["claimed_at"])
    op.create_index("attempt_open", "attempt", ["state", "claimed_at"])


def _create_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["survey_case.id"]),
        sa.PrimaryKeyConstraint("case_id"),
        sqlite_with_rowid=False,
    )


def _create_contact_number() -> None:
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


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("attempt_id", sa.String(length=24), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("attempt_id", "kind", name="outbox_once"),
    )
    op.create_index("outbox_due", "outbox", ["done_at", "due_at"])


def _create_turn() -> None:
    op.create_table(
        "turn",
        sa.Column("attempt_id", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"]),
        sa.PrimaryKeyConstraint("attempt_id", "number"),
    )
