"""Region `flevoland-mra`: every file of its folder is built here from the figures of the sources, and from nothing
else.

Each module has `build(shared) -> {file name relative to the region folder: text}`; `calibration/compile_region.py`
writes them.
"""
