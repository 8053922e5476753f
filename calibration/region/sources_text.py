"""The text of `SOURCES.md`."""

SOURCES_MD = """\
# Sources and methods of region flevoland-mra

Keys in the column `source` of the tables are rows of `sources.csv`; ids such as F055, X016, JOB12 and WON19 are rows of the figures
quoted from public documents. CBS figures: CC BY 4.0, Bron: CBS. `status` says how hard a figure is: measured, estimated (a method on measured
figures), assumed (our choice), policy. Every file is made by `python calibration/compile_region.py`; the fit of the commuting matrix is in `calibration/base_matrix.md`.

This is a base for comparing scenarios. It is not a statistic: no count of jobs or commuting on 1 January 2024 was at hand.
"""
