"""Scenarios in the same worlds: rows of outcomes with bands, paired differences, and shares of a difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

import balanssim as bs
from balanssim import prepare
from balanssim.catalogue import Profile
from balanssim.compare import shapley
from balanssim.scenario import differences
from balanssim.scenario.mix import NO_CAUSE, mix
from calibration import pages
from calibration.findings.common import NEAR, Array, apart, change, spread

#: Loads and reach answer to congestion in every run of these pages.
EQUILIBRIUM = ("numerics.congestion=equilibrium",)


@dataclass(frozen=True)
class Row:
    """An outcome of the table: `place` an area or corridor, `unit` as `common.spread` takes it."""

    label: str
    variable: str
    place: str
    unit: str

    @property
    def near(self) -> float:
        """Below which a difference is within what an equilibrium is worth."""
        return NEAR.get(self.variable, 0.0)

    def of(self, data: xr.Dataset, year: int) -> Array:
        """Values of a reference date, (draw,)."""
        variable = data[self.variable]
        dim = "corridor" if "corridor" in variable.dims else "area"
        values = np.asarray(variable.sel({"year": year, dim: self.place}), dtype=np.float64)
        return values * (1000.0 if self.unit == "1000 km/day" else 1.0)


def run(
    scenario: str, draws: int, seed: int, out: Path, more: Sequence[str] = (), profile: Profile = "summary"
) -> xr.Dataset:
    """A ready-made scenario in equilibrium with congestion."""
    return bs.simulate(
        f"balanssim:{scenario}",
        draws=draws,
        seed=seed,
        out=out,
        profile=profile,
        overrides=[*EQUILIBRIUM, *more],
    )


def factors(resolved: bs.Resolved) -> dict[str, Array]:
    """Uncertain parameters that act in a scenario, name -> (draw,)."""
    return prepare.acting(resolved, bs.load_region(resolved.region_path))


def told_apart(rows: Sequence[Row], first: xr.Dataset, other: xr.Dataset, year: int) -> list[str]:
    """Labels of the rows in which the other scenario can be told from the first."""
    return [row.label for row in rows if apart(row.of(first, year), row.of(other, year), row.near)]


def table(head: tuple[str, str, str], first: xr.Dataset, other: xr.Dataset, rows: Sequence[Row], year: int) -> str:
    """Both scenarios on one date and what the other changes, world by world."""
    lines = []
    for row in rows:
        a, b = row.of(first, year), row.of(other, year)
        lines.append((row.label, spread(a, row.unit), spread(b, row.unit), change(a, b, row.unit, row.near)))
    return pages.table((f"1-1-{year}", *head), lines)


@dataclass(frozen=True)
class Between:
    """Two scenarios and the changes that lead from the first to the other: `groups` name -> dotted keys."""

    first: bs.Resolved
    other: bs.Resolved
    groups: Mapping[str, tuple[str, ...]]

    def run(self, made: frozenset[str], out: Path) -> xr.Dataset:
        """The first scenario with the changes of some groups made; one that was run before is found again."""
        keys = [key for name in made for key in self.groups[name]]
        mixed = mix(self.first, self.other, sorted(keys)) if made else self.first
        return bs.simulate(mixed if len(made) < len(self.groups) else self.other, out=out, profile="summary")


def between(first: str, other: str, groups: Mapping[str, Sequence[str]], draws: int, seed: int) -> Between:
    """Ready-made scenarios in equilibrium; `groups` name -> beginnings of dotted keys.

    Raises ``ValueError`` that names every difference without a group and every group without a difference.
    """
    sampling = (f"sampling.draws={draws}", f"sampling.seed={seed}")
    a, b = (bs.load_scenario(f"balanssim:{name}", overrides=[*EQUILIBRIUM, *sampling]) for name in (first, other))
    made: dict[str, list[str]] = {name: [] for name in groups}
    faults = []
    for found in differences(a, b):
        if found.key.split(".")[0] in NO_CAUSE:
            continue
        name = next((name for name, keys in groups.items() if found.key.startswith(tuple(keys))), None)
        if name is None:
            faults.append(f"no group for {found.key}")
        else:
            made[name].append(found.key)
    faults += [f"no difference for {name!r}" for name, keys in made.items() if not keys]
    if faults:
        raise ValueError("; ".join(faults))
    return Between(a, b, {name: tuple(keys) for name, keys in made.items()})


def share_out(names: Sequence[str], worth: Callable[[frozenset[str]], Array]) -> dict[str, Array]:
    """A difference shared out over the changes that make it, exactly (`compare.shapley`): name -> (..., draw)."""
    found = shapley.exact(len(names), lambda made: worth(frozenset(names[place] for place in made)))
    return dict(zip(names, found.values, strict=True))


def held(test: NDArray[np.bool_]) -> float:
    """Share of the worlds in which something holds."""
    return float(np.mean(test))
