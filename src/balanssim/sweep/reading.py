"""A sweep that is on disk, as its analyses read it: the rows of its design and the outcomes of its policies."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from balanssim.catalogue import VARIABLES
from balanssim.dims import DRAW, FLOW_YEAR, YEAR
from balanssim.errors import RunError
from balanssim.inputs import NEVER
from balanssim.results import files, store
from balanssim.sweep.design import FIRST, LUCK, SECOND
from balanssim.sweep.rules import outcome_of
from balanssim.sweep.run import DESIGN, RECORD, RUNS, VERSION
from balanssim.worlds import Floats, Labels

#: Of these dims an outcome of a study may have one.
_PLACES: Final = ("area", "corridor", "project")


@dataclass(frozen=True)
class Sweep:
    """A kept sweep.

    ``content`` of its record; ``factors`` in the order of the design; ``base``, ``moved`` (row,) as in
    ``design.Points``; ``unit`` (row, factor): points in the unit cube, of an own table values, NaN for luck.
    """

    folder: Path
    content: Mapping[str, Any]
    factors: tuple[str, ...]
    base: Labels
    moved: Labels
    unit: Floats

    @property
    def method(self) -> str:
        """Of the design."""
        return str(self.content["design"]["method"])

    @property
    def seed(self) -> int:
        """Root seed of the study."""
        return int(self.content["study"]["seed"])

    @property
    def study(self) -> str:
        """Id of the study."""
        return str(self.content["study"]["id"])

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes as written in the study, each once: two thresholds may hold the same outcome."""
        return tuple(dict.fromkeys(str(one["outcome"]) for one in self.content["study"]["outcomes"]))

    @property
    def policies(self) -> list[Mapping[str, Any]]:
        """``scenario``, ``levers``, ``run`` of every policy."""
        return list(self.content["policies"])

    def dataset(self, policy: Mapping[str, Any]) -> Any:
        """Labelled outcomes of a policy, NaN where not computed; raises ``RunError`` where it was not begun."""
        run = self.folder / RUNS / policy["scenario"] / policy["run"]
        if not (run / store.STORE).exists():
            raise RunError("sweep.not_begun", scenario=policy["scenario"], sweep=self.folder.name)
        return store.open_run(run, partial=True)

    def independent(self) -> Labels:
        """Rows that are a plain sample of the futures: of a Sobol design those of its two samples."""
        if self.method != "sobol":
            return np.arange(len(self.base))
        return np.flatnonzero((self.moved == FIRST) | (self.moved == SECOND))


def read(folder: Path) -> Sweep:
    """A sweep, ``<out>/sweeps/<study>/<sweep>``; raises ``RunError`` where there is none."""
    content = files.load(folder / RECORD)
    if content is None:
        raise RunError("results.no_record", run=folder.name)
    if content.get("record_version", 0) > VERSION:
        raise RunError("results.newer_contract", run=folder.name, found=content["record_version"])
    factors = tuple(content["design"]["factors"])
    number = {"first": FIRST, "second": SECOND, **{name: place for place, name in enumerate(factors)}}
    with (folder / DESIGN).open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    base = np.array([int(row["base"]) for row in rows], dtype=np.int64)
    moved = np.array([number[row["moved"]] for row in rows], dtype=np.int64)
    unit = np.full((len(rows), len(factors)), np.nan)
    for place, name in enumerate(factors):
        if name != LUCK:
            unit[:, place] = [float(row[name]) for row in rows]
    return Sweep(folder, content, factors, base, moved, unit)


def values(dataset: Any, text: str, year: int | None = None) -> tuple[Floats, int]:
    """An outcome by world, (row,), and its year, 0 where it has none.

    ``text``: ``variable@place@year``; ``year``: for an outcome without one of its own, the last one by default. An
    opening after the horizon counts as the year after it.
    """
    variable, place, own = outcome_of(text)
    array = dataset[variable]
    dims = VARIABLES[variable].dims
    chosen: dict[str, Any] = {dim: place for dim in dims if dim in _PLACES}
    when = 0
    for dim in (YEAR, FLOW_YEAR):
        if dim in dims:
            years = dataset[dim].values.tolist()
            asked = own or year
            when = asked if asked is not None and asked in years else int(years[-1])
            chosen[dim] = when
    found = np.asarray(array.sel(chosen).transpose(DRAW).values, dtype=np.float64)
    if not when and YEAR in dataset.coords:
        found = np.where(found == NEVER, float(dataset[YEAR].values[-1]) + 1, found)
    return found, when


def course(dataset: Any, text: str) -> tuple[Floats, list[int]]:
    """An outcome with years by world, (row, year), and its years."""
    variable, place, _ = outcome_of(text)
    dims = VARIABLES[variable].dims
    along = YEAR if YEAR in dims else FLOW_YEAR
    array = dataset[variable].sel({dim: place for dim in dims if dim in _PLACES})
    return np.asarray(array.transpose(DRAW, along).values, dtype=np.float64), dataset[along].values.tolist()
