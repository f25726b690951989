"""TwiML: its verbs, their strict reading, and the pure rules of what is heard and gathered.

Fetching and playing documents is done in `calls`.
"""
