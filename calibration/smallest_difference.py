"""The smallest difference between scenarios that tells anything, by outcome; makes a table of the package.

    python -m calibration.smallest_difference

Worlds stop at a tolerance of the equilibrium, each a little beside its true one, and two scenarios of one world not by
the same amount. How much that is: the same worlds of the same scenarios at a tolerance a thousand times as small.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

import balanssim as bs
from balanssim.catalogue import VARIABLES, Profile
from balanssim.compare.smallest import COLUMNS, FILE
from balanssim.dims import AREA, CORRIDOR, DRAW, LINK

Floats = NDArray[np.float64]
ROOT = Path(__file__).resolve().parents[1]
#: The first one and those that are held against it: roads, and roads, a metro and homes.
SCENARIOS = ("balanssim:referentie", "balanssim:toezeggingen", "balanssim:omgevingsvisie")
TIGHT = "numerics.gap_tolerance=0.000001"
#: Share of paired differences that are off by less.
MOST = 0.95
SOURCE = "{draws} worlds of {scenarios}: {most:.0%} of paired differences are off by less (calibration/hindcast.md)"


def runs(draws: int, out: Path, overrides: Sequence[str] = (), profile: Profile = "standard") -> list[xr.Dataset]:
    """Results of all scenarios in the same worlds."""
    return [bs.simulate(name, draws=draws, seed=1, out=out, profile=profile, overrides=overrides) for name in SCENARIOS]


def off(usual: Sequence[xr.Dataset], tight: Sequence[xr.Dataset]) -> dict[str, float]:
    """By variable: what a paired difference is off by at the usual tolerance, ``MOST`` of them by less.

    Over worlds, places and years after the base date of every pair with the first scenario; differences that are zero
    at both tolerances say nothing. Variables that no tolerance moves are left out.
    """
    found = {}
    for name in measured(usual[0]):
        errors = []
        for number in range(1, len(usual)):
            loose = _values(usual[number], name) - _values(usual[0], name)
            exact = _values(tight[number], name) - _values(tight[0], name)
            some = np.isfinite(loose) & np.isfinite(exact) & ((loose != 0.0) | (exact != 0.0))
            errors.append(np.abs(loose - exact)[some])
        error = np.concatenate(errors)
        if error.size and error.max() > 0.0:
            found[name] = float(np.quantile(error, MOST))
    return found


def measured(data: xr.Dataset) -> Iterator[str]:
    """Outcomes by area, corridor or link over years."""
    for name, variable in VARIABLES.items():
        if name in data and variable.role == "outcome" and {AREA, CORRIDOR, LINK} & set(variable.dims):
            yield name


def _values(data: xr.Dataset, name: str) -> Floats:
    return np.asarray(data[name].transpose(DRAW, ...).values[:, 1:], dtype=np.float64)


def text(found: Mapping[str, float], draws: int) -> str:
    """The file: two figures that count, rounded up so that no difference passes by rounding."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    names = ", ".join(name.partition(":")[2] for name in SCENARIOS)
    source = SOURCE.format(draws=draws, scenarios=names, most=MOST)
    for name, value in found.items():
        writer.writerow([name, f"{rounded_up(value):g}", VARIABLES[name].unit, "estimated", source])
    return buffer.getvalue()


def rounded_up(value: float) -> float:
    """The next number of two figures."""
    step = 10.0 ** (np.floor(np.log10(value)) - 1.0)
    return float(np.ceil(value / step - 1e-9) * step)


def main(arguments: list[str] | None = None) -> int:
    """Run at both tolerances, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=64)
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    parser.add_argument("--file", type=Path, default=FILE, help="where to write the figures")
    given = parser.parse_args(arguments)
    found = off(runs(given.draws, given.results), runs(given.draws, given.results, [TIGHT]))
    given.file.write_text(text(found, given.draws), encoding="utf-8", newline="\n")
    print(given.file)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
