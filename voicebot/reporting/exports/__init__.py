"""A wave written out for other programs: its cases and their answers, and what the columns of those files mean.

What a file holds is `columns.py` and `case_tables.py`; the others each write one format. Who gets which, and the audit
trail, is `reporting/exporting.py`.
"""
