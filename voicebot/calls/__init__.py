"""One call from its first webhook to its end: hold a turn, note a status, opt out, settle."""
