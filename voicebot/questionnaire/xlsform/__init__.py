"""Questionnaires as XLSForm (https://xlsform.org/en/), the spreadsheet that survey researchers know: written and read.

What XLSForm has no column for stands in columns of our own, `voicebot_…`, which other tools leave alone.
"""
