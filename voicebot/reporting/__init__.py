"""Results: outcomes and what was answered."""
