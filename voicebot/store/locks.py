"""How long somebody waits for what others hold, and how a row is held so that nobody else changes it."""

from sqlalchemy.sql.selectable import ForUpdateParameter

SECONDS: float = 5
"""For a lock or a connection. The provider waits 15 s for a webhook (Twilio 11205): who waits gives up well before."""
FOR_CHANGE: ForUpdateParameter = {"key_share": True}
"""PostgreSQL's FOR NO KEY UPDATE: others may still add rows that refer to it, such as the turns of a call."""
