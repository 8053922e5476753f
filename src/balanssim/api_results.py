"""The part of the public interface that comes after the runs: open, export, write; ``balanssim.api`` hands it on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.report.together import Together
    from balanssim.results.runs import RunInfo
    from balanssim.texts import Lang

Ref = str | Path


def open_results(run: Ref, *, partial: bool = False) -> xr.Dataset:
    """The worlds of a run (draw 1..N) as a labelled dataset that reads only what is asked for.

    Parameters
    ----------
    run : run folder, ``results/<study>/<run-id>``
    partial : open an unfinished run too; what is not there reads as NaN

    Raises
    ------
    RunError
        no run there, or an unfinished one
    """
    from balanssim.results import record, store

    folder = Path(run)
    dataset = store.open_run(folder, partial=partial)
    sampling = record.read(folder)["question"]["sampling"]
    return dataset.assign_attrs(seed=int(sampling["seed"]))


def export(
    run: Ref, variable: str, *, out: Ref, format: str = "csv", year: int | None = None, lang: Lang = "nl"
) -> Path:
    """Write one variable of a run as ``csv``, ``xlsx`` or ``netcdf``; draw 0 is the central run.

    Raises
    ------
    RunError
        unfinished run, unknown variable or year, too many rows for Excel
    """
    from balanssim.results import export as exports

    return exports.export(Path(run), variable, out=Path(out), format=format, year=year, lang=lang)  # type: ignore[arg-type]


def list_runs(out: Ref = "results") -> list[RunInfo]:
    """Every run in a results folder, with its state."""
    from balanssim.results.runs import list_runs as listed

    return listed(Path(out))


def write_page(together: Together, path: Ref, *, lang: Lang = "nl", command: str = "", date: str = "") -> Path:
    """Write the page of a comparison: one self-contained HTML file.

    Parameters
    ----------
    together : from ``compare_together``
    path : file to write
    lang : ``nl`` or ``en``
    command : shown as the way to repeat it
    date : shown as the day it was made

    Returns
    -------
    the path

    Raises
    ------
    RunError
        a disk that refuses
    """
    from balanssim.report import page
    from balanssim.report import together as together_
    from balanssim.results import files

    target = Path(path)
    text = page.render(together.dataset, together_.context(together, lang, command=command, date=date), lang)
    files.make_folder(target.parent)
    files.write_atomic(target, text.encode("utf-8"))
    return target
