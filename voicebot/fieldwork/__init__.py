"""Calling people by the rules: waves, batches, who is called when, placing calls, and what became of them."""
