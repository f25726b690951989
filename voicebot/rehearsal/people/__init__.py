"""The people who pick up the phone: what they are like, what they understand, what they press.

Nothing here knows of HTTP or of calls going on; it is all a function of seed, number and attempt.
"""
