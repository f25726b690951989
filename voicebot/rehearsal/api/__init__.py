"""Twilio's REST resource of calls: forms in, JSON out.

What a call then does is in `calls`.
"""
