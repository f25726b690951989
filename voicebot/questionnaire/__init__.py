"""What is asked: a questionnaire read, checked and compiled. Pure, but for `reading.py`, which reads files."""
