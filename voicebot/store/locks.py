"""How a row is held until the transaction ends, so that nobody else changes it meanwhile."""

from sqlalchemy.sql.selectable import ForUpdateParameter

FOR_CHANGE: ForUpdateParameter = {"key_share": True}
"""PostgreSQL's FOR NO KEY UPDATE: others may still add rows that refer to it, such as the turns of a call."""
