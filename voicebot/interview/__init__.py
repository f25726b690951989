"""The conversation: a pure state machine over a compiled questionnaire."""
