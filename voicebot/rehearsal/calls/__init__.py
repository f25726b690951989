"""Calls: placed, rung, answered, talked, told about and kept.

Who picks up is in `people`, what is played in `twiml`.
"""
