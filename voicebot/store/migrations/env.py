"""Alembic's way in: run the revisions on the connection that `engine.upgrade` hands over; there is no other."""

from alembic import context

from voicebot.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
