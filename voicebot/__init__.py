"""The voice bot: a telephone survey of people who reported an incident, from frame to results.

The way of the data is the way of the folders; docs/architecture.md draws the floors.
"""

__version__ = "0.1.dev0"
