"""What a finished sweep says: Sobol indices of every outcome of the study, policy by policy."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from balanssim.catalogue import VARIABLES
from balanssim.dims import DRAW, FLOW_YEAR, YEAR
from balanssim.errors import RunError
from balanssim.inputs import NEVER
from balanssim.results import files, store
from balanssim.sweep import indices
from balanssim.sweep.design import FIRST, SECOND
from balanssim.sweep.indices import Indices
from balanssim.sweep.rules import outcome_of
from balanssim.sweep.run import DESIGN, RECORD, RUNS
from balanssim.worlds import Floats, Labels

#: Of these dims an outcome of a study may have one.
_PLACES: Final = ("area", "corridor", "project")


@dataclass(frozen=True)
class Answer:
    """Indices of one outcome of one policy; ``year`` 0 where there are none; ``found`` None if it is constant."""

    scenario: str
    levers: Mapping[str, Any]
    outcome: str
    place: str
    year: int
    factors: tuple[str, ...]
    found: Indices | None

    def rows(self) -> list[tuple[str, Floats, Floats]]:
        """Factor, first-order and total index, each with its interval, largest total first."""
        if self.found is None:
            return []
        order = np.argsort(-self.found.total[:, 0], kind="stable")
        return [(self.factors[one], self.found.first[one], self.found.total[one]) for one in order]

    def to_json(self) -> dict[str, Any]:
        """For ``--json``: numbers as they are; ``zero``: the interval of the index holds zero."""
        return {
            "scenario": self.scenario, "levers": dict(self.levers), "outcome": self.outcome, "place": self.place,
            "year": self.year or None, "constant": self.found is None,
            "used": self.found.used if self.found else 0,
            "indices": [
                {"factor": name, "first": _ends(first), "total": _ends(total)} for name, first, total in self.rows()
            ],
            "pairs": self.pairs(),
        }  # fmt: skip

    def pairs(self) -> list[dict[str, Any]]:
        """What two factors do together beyond both alone, of a second-order design; largest first."""
        second = self.found.second if self.found is not None else None
        if second is None:
            return []
        places = np.argwhere(np.isfinite(second[..., 0]))
        places = places[np.argsort(-second[places[:, 0], places[:, 1], 0], kind="stable")]
        return [
            {"factors": [self.factors[one], self.factors[other]], "second": _ends(second[one, other])}
            for one, other in places.tolist()
        ]


def zero(index: Floats) -> bool:
    """Whether an index (estimate, low, high) cannot be told from zero."""
    return bool(index[1] <= 0)


def _ends(index: Floats) -> dict[str, Any]:
    names = ("estimate", "low", "high")
    return {**{name: round(float(one), 6) for name, one in zip(names, index, strict=True)}, "zero": zero(index)}


def sobol(folder: Path, year: int | None = None) -> list[Answer]:
    """Indices of every outcome and policy of a sweep with a Sobol design.

    Parameters
    ----------
    folder : of the sweep, ``<out>/sweeps/<study>/<sweep>``
    year : for outcomes without one of their own; the last year by default

    Raises
    ------
    RunError
        no sweep there, another design, a policy that was not begun, fewer whole base points than ``indices.FEWEST``
    """
    content = files.load(folder / RECORD)
    if content is None:
        raise RunError("results.no_record", run=folder.name)
    asked = content["design"]
    if asked["method"] != "sobol":
        raise RunError("sweep.not_sobol", method=asked["method"])
    factors = tuple(asked["factors"])
    base, moved = _rows(folder / DESIGN, factors)
    seed, study = int(content["study"]["seed"]), str(content["study"]["id"])
    answers = []
    outcomes = dict.fromkeys(one["outcome"] for one in content["study"]["outcomes"])  # two thresholds, one outcome
    for policy in content["policies"]:
        run = folder / RUNS / policy["scenario"] / policy["run"]
        if not (run / store.STORE).exists():
            raise RunError("sweep.not_begun", scenario=policy["scenario"], sweep=folder.name)
        dataset = store.open_run(run, partial=True)
        for text in outcomes:
            variable, place, own = outcome_of(text)
            values, when = _values(dataset, variable, place, own or year)
            found = None
            there = values[np.isfinite(values)]
            if not there.size or there.min() < there.max():
                found = indices.sobol(values, base, moved, len(factors), seed, study, text)
            answers.append(Answer(policy["scenario"], policy["levers"], variable, place, when, factors, found))
    return answers


def _rows(path: Path, factors: Sequence[str]) -> tuple[Labels, Labels]:
    """``base`` and ``moved`` of the kept design."""
    number = {"first": FIRST, "second": SECOND, **{name: place for place, name in enumerate(factors)}}
    with path.open(newline="", encoding="utf-8") as handle:
        rows = [(int(row["base"]), number[row["moved"]]) for row in csv.DictReader(handle)]
    base, moved = np.array(rows, dtype=np.int64).T
    return base, moved


def _values(dataset: Any, variable: str, place: str, year: int | None) -> tuple[Floats, int]:
    """An outcome by world, (row,), and its year; an opening after the horizon counts as the year after it."""
    array = dataset[variable]
    dims = VARIABLES[variable].dims
    chosen: dict[str, Any] = {dim: place for dim in dims if dim in _PLACES}
    when = 0
    for dim in (YEAR, FLOW_YEAR):
        if dim in dims:
            years = dataset[dim].values.tolist()
            when = year if year is not None and year in years else int(years[-1])
            chosen[dim] = when
    values = np.asarray(array.sel(chosen).transpose(DRAW).values, dtype=np.float64)
    if not when and YEAR in dataset.coords:
        values = np.where(values == NEVER, float(dataset[YEAR].values[-1]) + 1, values)
    return values, when
