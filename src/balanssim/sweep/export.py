"""A sweep as tables that other tools read: long, IAMC-style, and experiments with outcomes for the EMA workbench.

Every export has the worlds beside it: who computed what with which values. Numbers are those of the store: the shortest
decimal that reads back as the same number.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from balanssim._version import __version__
from balanssim.catalogue import VARIABLES
from balanssim.dims import AREA, CORRIDOR, DRAW, FLOW_YEAR, PROJECT, YEAR
from balanssim.errors import RunError
from balanssim.results import files, store
from balanssim.sweep import load
from balanssim.sweep.rules import outcome_of
from balanssim.sweep.run import RECORD, RUNS, VERSION, WORLDS, kept
from balanssim.worlds import Floats

Format = Literal["long", "iamc", "ema"]
FORMATS: Final[tuple[Format, ...]] = ("long", "iamc", "ema")
MODEL: Final = "balanssim"


@dataclass(frozen=True)
class Policy:
    """One policy of a sweep: ``name`` (scenario and levers), its levers, and by world (row,) the values that vary."""

    name: str
    scenario: str
    levers: Mapping[str, Any]
    run: Path
    worlds: Mapping[str, Floats]


@dataclass(frozen=True)
class Values:
    """One outcome of one policy: (row, year); ``years`` is (0,) for an outcome without years."""

    outcome: str
    variable: str
    place: str
    unit: str
    years: tuple[int, ...]
    values: Floats


def export(folder: Path, format: Format, to: Path) -> list[Path]:
    """Write a finished sweep to the folder ``to``; the files written.

    Parameters
    ----------
    folder : of the sweep, ``<out>/sweeps/<study>/<sweep>``
    format : ``long`` (``long.parquet`` where pyarrow is installed, else ``long.csv``), ``iamc`` (``iamc.csv``: a row
        per world with years side by side), both with ``experiments.csv``, or ``ema`` (``ema.tar.gz``, which
        ``load_results`` of the EMA workbench reads)
    to : made where it is not there

    Raises
    ------
    RunError
        no sweep there, an unfinished one, no outcome by year for ``iamc``, a disk that refuses
    """
    content = record(folder)
    policies = list(_policies(folder, content))
    outcomes = list(dict.fromkeys(one["outcome"] for one in content["study"]["outcomes"]))
    files.make_folder(to)
    if format == "ema":
        return [_write(to / "ema.tar.gz", _ema(policies, outcomes))]
    experiments = _write(to / "experiments.csv", _csv(_experiments(policies)))
    if format == "long":
        return [_long(to, policies, outcomes), experiments]
    return [_write(to / "iamc.csv", _csv(_iamc(policies, outcomes, str(content["study"]["id"])))), experiments]


def find(ref: str, out: Path, runs: int | None = None) -> Path:
    """Folder of a sweep: it is one itself, or that of a study file with this design; raises ``InputError``."""
    if (Path(ref) / RECORD).exists():
        return Path(ref)
    return kept(load.load(ref), out, runs)


def record(folder: Path) -> Mapping[str, Any]:
    """What ``sweep.json`` holds; raises ``RunError`` where there is none, or one of a later version."""
    content = files.load(folder / RECORD)
    if content is not None and content.get("record_version", 0) > VERSION:
        raise RunError("results.newer_contract", run=folder.name, found=content["record_version"])
    if content is None or not all("worlds" in policy for policy in content["policies"]):
        raise RunError("results.no_record", run=folder.name)
    return content


def _policies(folder: Path, content: Mapping[str, Any]) -> Iterator[Policy]:
    for policy in content["policies"]:
        levers = dict(policy["levers"])
        parts = [policy["scenario"], *([policy["measure"]] if policy.get("measure") else [])]
        name = "; ".join([*parts, *(f"{key}={value}" for key, value in levers.items())])
        with (folder / WORLDS / f"{policy['worlds']}.csv").open(newline="", encoding="utf-8") as handle:
            header, *rows = list(csv.reader(handle))
        worlds = dict(zip(header, np.array(rows, dtype=np.float64).T, strict=True))
        yield Policy(name, policy["scenario"], levers, folder / RUNS / policy["scenario"] / policy["run"], worlds)


def _outcomes(policy: Policy, asked: Sequence[str]) -> Iterator[Values]:
    """All outcomes of a policy, every year of those that have years and name none."""
    dataset = store.open_run(policy.run)
    for text in asked:
        variable, place, year = outcome_of(text)
        array, spec = dataset[variable], VARIABLES[variable]
        chosen: dict[str, Any] = {dim: place for dim in spec.dims if dim in (AREA, CORRIDOR, PROJECT)}
        along = next((dim for dim in (YEAR, FLOW_YEAR) if dim in spec.dims), None)
        years: tuple[int, ...] = (0,)
        if along is not None:
            years = (year,) if year is not None else tuple(int(one) for one in dataset[along].values)
            chosen[along] = list(years)
        found = array.sel(chosen).transpose(DRAW, *([along] if along else [])).values
        yield Values(text, variable, place, spec.unit, years, _exact(found).reshape(len(found), len(years)))


def _exact(values: Any) -> Floats:
    """float32 as the shortest decimal of each, not with noise digits."""
    if values.dtype != np.float32:
        return np.asarray(values, dtype=np.float64)
    return np.array([float(str(one)) for one in values.ravel()]).reshape(values.shape)


def _experiments(policies: Sequence[Policy]) -> Iterator[list[Any]]:
    """A row per policy and world: values of levers and of parameters, whose luck, and who it is."""
    levers = list(dict.fromkeys(key for policy in policies for key in policy.levers))
    names = list(dict.fromkeys(name for policy in policies for name in policy.worlds if name != "run"))
    yield [*names, *levers, "scenario", "policy", "model"]
    for policy in policies:
        fixed = [policy.levers.get(key, "") for key in levers]
        columns = [policy.worlds.get(name) for name in names]
        for row, run in enumerate(policy.worlds["run"].astype(int).tolist()):
            values = ["" if column is None else _number(float(column[row])) for column in columns]
            yield [*values, *fixed, run, policy.name, MODEL]


def _number(value: float) -> int | float:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


#: Columns of the long table; ``year`` is 0 for an outcome without years.
_LONG: Final = ("policy", "scenario", "variable", "place", "year", "value", "unit")


def _long(to: Path, policies: Sequence[Policy], asked: Sequence[str]) -> Path:
    """A row per policy, world, outcome and year, written part by part: memory does not grow with the policies."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        parts = _parts(policies, asked)
        rows = (row for part in parts for row in zip(*(part[name].tolist() for name in _LONG), strict=True))
        return _write(to / "long.csv", _csv(itertools.chain([list(_LONG)], rows)))
    out, writer = io.BytesIO(), None
    for part in _parts(policies, asked):
        table = pa.table({name: part[name] for name in _LONG})
        writer = writer or pq.ParquetWriter(out, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()
    return _write(to / "long.parquet", out.getvalue())


def _parts(policies: Sequence[Policy], asked: Sequence[str]) -> Iterator[dict[str, Any]]:
    for policy in policies:
        for one in _outcomes(policy, asked):
            count, years = one.values.shape
            same = {"policy": policy.name, "variable": one.variable, "place": one.place, "unit": one.unit}
            yield {
                **{name: np.full(one.values.size, text, dtype=object) for name, text in same.items()},
                "scenario": np.repeat(policy.worlds["run"].astype(np.int64), years),
                "year": np.tile(np.array(one.years, dtype=np.int64), count),
                "value": one.values.ravel(),
            }


def _iamc(policies: Sequence[Policy], asked: Sequence[str], study: str) -> Iterator[list[Any]]:
    """model, scenario, region, variable, unit, and a column per year; a scenario is a policy in one world."""
    found = [(policy, [one for one in _outcomes(policy, asked) if one.years != (0,)]) for policy in policies]
    years = sorted({year for _, outcomes in found for one in outcomes for year in one.years})
    if not years:
        raise RunError("sweep.no_years", study=study)
    yield ["model", "scenario", "region", "variable", "unit", *years]
    for policy, outcomes in found:
        for one in outcomes:
            place = {year: column for column, year in enumerate(one.years)}
            for row, run in enumerate(policy.worlds["run"].astype(int).tolist()):
                cells = [float(one.values[row, place[year]]) if year in place else "" for year in years]
                yield [f"{MODEL} {__version__}", f"{policy.name} #{run}", one.place, one.variable, one.unit, *cells]


def _ema(policies: Sequence[Policy], asked: Sequence[str]) -> bytes:
    """An archive as ``save_results`` of the EMA workbench 2.5 makes: experiments, outcomes, metadata.

    Outcomes of one year are scalars, others arrays (experiment, year).
    """
    rows = list(_experiments(policies))
    kinds = {name: _kind([row[place] for row in rows[1:]]) for place, name in enumerate(rows[0])}
    parts = {"experiments.csv": _csv(iter(rows))}
    made, listed = [list(_outcomes(policy, asked)) for policy in policies], []
    for number, text in enumerate(asked):
        values = np.concatenate([outcomes[number].values for outcomes in made])
        kind, name = ("ScalarOutcome", f"{text}.cls") if values.shape[1] == 1 else ("ArrayOutcome", f"{text}.csv")
        parts[name] = _csv([repr(value) for value in row] for row in values.tolist())
        listed.append([kind, text, name])
    parts["metadata.json"] = json.dumps({"version": 0.1, "outcomes": listed, "experiments": kinds}).encode()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", encoding="utf-8") as archive:
        for name, data in parts.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return out.getvalue()


def _kind(cells: Sequence[Any]) -> str:
    """Type of a column, as pandas names it."""
    try:
        whole = [float(cell) for cell in cells if cell != ""]
    except (TypeError, ValueError):
        return "object"
    if any(isinstance(cell, bool) for cell in cells):
        return "object"
    return "int64" if len(whole) == len(cells) and all(isinstance(cell, int) for cell in cells) else "float64"


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _write(path: Path, data: bytes) -> Path:
    files.write_atomic(path, data)
    return path
