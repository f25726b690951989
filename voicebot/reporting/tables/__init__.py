"""The public tables of a wave: a fixed list, suppressed together. What is shown to the public is shown from these."""
