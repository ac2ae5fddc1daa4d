"""The measuring room: cases × methods in one run, every plan graded by the judge, and a report with its provenance.

Nothing imports it, and it is not shipped. See README.md in this folder.
"""
