"""Recorded prompts: which words can be recorded, what was accepted, and whether a sound is fit for the telephone."""
