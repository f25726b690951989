"""What is asked: a questionnaire read, checked and compiled. Pure, but for the modules that read and write files.

Those are `reading.py`, `recordings/folder.py` and `xlsform/workbook.py`.
"""
