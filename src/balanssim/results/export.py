"""One variable of a run as a table people can use elsewhere: CSV, Excel or NetCDF.

Tables are long: one row per draw and label, draw 0 marked as the central run. Values are those of the store: the
shortest decimal that reads back as the same float32.
"""

from __future__ import annotations

import csv
import itertools
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from balanssim.dims import DRAW, FLOW_YEAR, MAP_YEAR, PROJECT, YEAR
from balanssim.errors import RunError
from balanssim.results import files, mend, store

if TYPE_CHECKING:
    import xarray as xr

Format = Literal["csv", "xlsx", "netcdf"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "xlsx", "netcdf")
Lang = Literal["nl", "en"]

#: Rows of an Excel sheet, the header among them.
EXCEL_ROWS: Final = 1_048_576
#: Excel writes the date of making into the file; a fixed one keeps equal exports equal.
_MADE: Final = datetime(2024, 1, 1)  # noqa: DTZ001
#: Year that stands for 'not before the end of the horizon'.
NEVER: Final = 9999
_ASSUMED: Final = {"nl": "aangenomen", "en": "assumed"}
_WORDS: Final = {
    "nl": ("gegevens", "toelichting"),
    "en": ("data", "about"),
}


def export(
    run_dir: Path, variable: str, *, out: Path, format: Format = "csv", year: int | None = None, lang: Lang = "nl"
) -> Path:
    """Write one variable of a finished run to ``out`` and give that path back.

    Parameters
    ----------
    variable : name in the catalogue
    out : file to write; replaced when it is there, whole or not at all
    format : ``csv`` (UTF-8, comma, decimal point), ``xlsx`` (a sheet of data, a sheet about it) or ``netcdf``
    year : one year or flow year; all when None
    lang : language of labels; column names are the same in both

    Raises
    ------
    RunError
        unfinished run, unknown variable, year that is not stored, too many rows for Excel, a disk that refuses
    """
    if format not in FORMATS:
        raise RunError("results.unknown_format", found=format, known=list(FORMATS))
    data = read(run_dir, variable, year)
    files.make_folder(out.parent)
    partial = out.with_name(f"{out.name}.{os.getpid()}{files.PARTIAL}")
    with files.refusals(out):
        try:
            if format == "netcdf":
                _netcdf(data, partial, lang)
            elif format == "xlsx":
                _xlsx(data, partial, lang)
            else:
                _csv(data, partial, lang)
            partial.replace(out)
        finally:
            partial.unlink(missing_ok=True)
    return out


def read(run_dir: Path, variable: str, year: int | None = None) -> xr.DataArray:
    """Central run and draws of one variable together: draw 0, 1..N first, with names and units; loaded."""
    import xarray as xr

    central, draws = store.open_central(run_dir), store.open_run(run_dir)
    if variable not in central.data_vars:
        near = next(iter(get_close_matches(variable, [str(name) for name in central.data_vars], n=1)), "")
        raise RunError("results.unknown_variable", found=variable, near=near, run=run_dir.name)
    if mend.verify(run_dir, variable):
        raise RunError("results.damaged", run=run_dir.name, variable=variable)
    parts = [_years(dataset[variable], year).load() for dataset in (central, draws)]
    joined = xr.concat(parts, DRAW, join="exact", coords="minimal", compat="equals", combine_attrs="identical")
    keep = {f"{dim}_name_{lang}" for dim in joined.dims for lang in ("nl", "en")} | {str(dim) for dim in joined.dims}
    result: xr.DataArray = joined.drop_vars(sorted(str(name) for name in joined.coords if str(name) not in keep))
    result.attrs |= {"run": run_dir.name, "study": run_dir.parent.name}
    return _with_assumed(result, draws) if PROJECT in result.dims else result


def _with_assumed(data: xr.DataArray, draws: xr.Dataset) -> xr.DataArray:
    """The names of projects that open in a year set by hand say so: they have no delay by procedures, but do open."""
    if not {"project_delay", "opening_year"} <= set(draws) or f"{PROJECT}_name_nl" not in data.coords:
        return data
    computed = draws["project_delay"].notnull().any([DRAW, "delay"]).values
    opens = (draws["opening_year"] < NEVER).any(DRAW).values
    for lang, word in _ASSUMED.items():
        words = data[f"{PROJECT}_name_{lang}"].values
        named = [f"{name} ({word})" if hand else name for name, hand in zip(words, opens & ~computed, strict=True)]
        data = data.assign_coords({f"{PROJECT}_name_{lang}": (PROJECT, np.array(named, dtype=object))})
    return data


def _years(values: xr.DataArray, year: int | None) -> xr.DataArray:
    """The year asked for, or all that are stored."""
    dim = next((name for name in (YEAR, FLOW_YEAR, MAP_YEAR) if name in values.dims), None)
    if dim is None:
        if year is not None:
            raise RunError("results.no_years", variable=str(values.name))
        return values
    stored = [int(label) for label in values.attrs.get("stored_years", values[dim].values)]
    if year is not None and year not in stored:
        raise RunError("results.year_not_stored", year=year, variable=str(values.name), stored=stored)
    return values.sel({dim: stored if year is None else [year]})


def rows(data: xr.DataArray, lang: Lang) -> Iterator[list[Any]]:
    """Header and rows of the long table: variable, label, unit, draw, central, each dim with its name, value."""
    dims = [str(dim) for dim in data.dims[1:]]
    names = [
        [str(word) for word in data[f"{dim}_name_{lang}"].values] if f"{dim}_name_{lang}" in data.coords else None
        for dim in dims
    ]
    header = ["variable", "label", "unit", DRAW, "central"]
    for dim, words in zip(dims, names, strict=True):
        header += [dim] if words is None else [dim, f"{dim}_name"]
    yield [*header, "value"]
    axes: list[list[list[Any]]] = [
        [[label] if words is None else [label, words[i]] for i, label in enumerate(_labels(data[dim].values))]
        for dim, words in zip(dims, names, strict=True)
    ]
    fixed = [str(data.name), data.attrs[f"long_name_{lang}"], data.attrs["units"]]
    for draw, block in zip(_labels(data[DRAW].values), data.values, strict=True):
        start = [*fixed, draw, int(draw == 0)]
        for labels, value in zip(itertools.product(*axes), block.ravel(), strict=True):
            # str of a float32 is its shortest exact decimal; float() of the value would print noise digits
            shown = None if np.isnan(value) else float(str(value))  # an empty cell, which Excel and CSV readers know
            yield [*start, *itertools.chain.from_iterable(labels), shown]


def _labels(values: Iterable[Any]) -> list[int | str]:
    return [str(label) if isinstance(label, str) else int(label) for label in values]


def _csv(data: xr.DataArray, path: Path, lang: Lang) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows(data, lang))


def _xlsx(data: xr.DataArray, path: Path, lang: Lang) -> None:
    import xlsxwriter

    if data.size + 1 > EXCEL_ROWS:
        raise RunError("results.too_many_rows", variable=str(data.name), rows=data.size + 1, most=EXCEL_ROWS)
    sheet_name, about_name = _WORDS[lang]
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _MADE, "title": data.attrs[f"long_name_{lang}"]})
        sheet = book.add_worksheet(sheet_name)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows(data, lang)):
            sheet.write_row(number, 0, row)
        about = book.add_worksheet(about_name)
        keys = ("study", "run", "long_name_nl", "long_name_en", "units", "description", "source")
        for number, (key, value) in enumerate(
            [("variable", str(data.name)), *((key, data.attrs[key]) for key in keys)]
        ):
            about.write_row(number, 0, [key, value])


def _netcdf(data: xr.DataArray, path: Path, lang: Lang) -> None:
    """A labelled cube rather than a table; text coordinates become NetCDF strings."""
    cube = data.copy()
    for name in list(cube.coords):
        if cube[name].dtype.kind not in "iuf":
            cube = cube.assign_coords({name: (cube[name].dims, cube[name].values.astype(object))})
    cube.attrs["long_name"] = data.attrs[f"long_name_{lang}"]
    cube = cube.assign_coords(central=(DRAW, (cube[DRAW].values == 0).astype("int8")))
    cube.to_dataset(name=data.name).to_netcdf(path, engine="h5netcdf", encoding={str(data.name): {"zlib": True}})
