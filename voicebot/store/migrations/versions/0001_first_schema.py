"""The first schema: all tables, the two that hold one row with that row, and an audit trail that can only grow.

It stands, with `first_schema/`, for what `tables/` was on the day of the first release and is never edited after it.
"""

from alembic import op

from voicebot.store.migrations.first_schema import (
    calls,
    cases,
    certificates,
    complaints,
    exports,
    frames,
    lists,
    published,
    ringing_in,
    staff,
    tallies,
    trial_calls,
    waves,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    lists.create_audit_entry()
    lists.create_drawn_before()
    lists.create_exclusion()
    staff.create_failed_sign_in()
    calls.create_pace()
    waves.create_questionnaire_version()
    complaints.create_shift_note()
    staff.create_staff_account()
    lists.create_system()
    staff.create_kept_reply()
    staff.create_staff_session()
    staff.create_staff_token()
    trial_calls.create_trial_call()
    waves.create_wave()
    calls.create_batch()
    certificates.create_call_hour()
    certificates.create_certificate()
    exports.create_export_request()
    frames.create_frame_rejects()
    published.create_published_tables()
    tallies.create_question_tally()
    waves.create_sample()
    waves.create_wave_arm()
    waves.create_margin()
    published.create_published_picture()
    waves.create_refresh()
    waves.create_stratum()
    cases.create_survey_case()
    cases.create_answer()
    calls.create_attempt()
    complaints.create_complaint()
    cases.create_contact()
    cases.create_contact_number()
    ringing_in.create_inbound_call()
    calls.create_outbox()
    calls.create_turn()
    ringing_in.create_inbound_turn()
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
