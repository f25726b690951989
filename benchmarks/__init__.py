"""What the project costs, measured; each is a program of its own: `python -m benchmarks.turns`."""
