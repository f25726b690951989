"""The staff console: pages on which a wave is prepared, launched, watched and stopped."""
