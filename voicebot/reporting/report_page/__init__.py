"""The report on a wave as one file for a browser or for paper. What it shows of answers is the public tables alone."""
