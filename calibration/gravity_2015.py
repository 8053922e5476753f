"""The gravity model on the national commuting matrix of 2015; fills calibration/gravity_2015.md.

    python -m calibration.gravity_2015

Figures that are not part of the repository are read from ``../shared/data`` (``--shared``): flows between the 342
municipalities in the borders of 2023, and their centres. Costs are kilometres as the crow flies.
"""

from __future__ import annotations

import csv
import math
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from balanssim.calibrate import DETERRENCES, GravityFit, fit_files
from balanssim.report import numbers
from calibration import pages

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "calibration" / "gravity_2015.md"
FLOWS, CENTRES = "od_commuting_2015_bounds2023.csv", "municipality_centroids_2023.csv"
#: Mean radius of the earth.
EARTH_KM = 6371.0
HEAD = ("deterrence", "parameter", "estimate", "std. error, robust", "overdispersed", "deviance explained", "SRMSE",
        "common part", "mean km, counted", "mean km, modelled")  # fmt: skip


def flow_rows(path: Path) -> list[tuple[str, str, str]]:
    """Jobs by home and work municipality; the row OTHER, pairs of fewer than ten jobs together, among them."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["origin_code"], row["dest_code"], row["jobs"]) for row in csv.DictReader(file)]


def cost_rows(path: Path, within: bool) -> list[tuple[str, str, float]]:
    """Kilometres from where the workers of one municipality live to where the jobs of another are, on average.

    Great circles between centres weighted by jobs; `within` a municipality, the mean distance in a disc of its size.
    """
    with path.open(encoding="utf-8", newline="") as file:
        places = list(csv.DictReader(file))
    home, work = (
        np.radians([[float(row[f"{side}_lat"]), float(row[f"{side}_lon"])] for row in places])
        for side in ("home", "work")
    )
    half = (
        np.sin((home[:, None, 0] - work[None, :, 0]) / 2.0) ** 2
        + np.cos(home[:, None, 0]) * np.cos(work[None, :, 0]) * np.sin((home[:, None, 1] - work[None, :, 1]) / 2.0) ** 2
    )
    km = 2.0 * EARTH_KM * np.arcsin(np.sqrt(half))
    np.fill_diagonal(km, [disc_km(float(row["area_km2_incl_water"])) for row in places])
    codes = [row["code"] for row in places]
    return [
        (a, b, round(float(km[i, j]), 4)) for i, a in enumerate(codes) for j, b in enumerate(codes) if within or i != j
    ]


def disc_km(area_km2: float) -> float:
    """Mean distance between two places in a disc, 128 r / (45 pi) (Santalo, 1976)."""
    return 128.0 / (45.0 * math.pi) * math.sqrt(area_km2 / math.pi)


def write_table(path: Path, name: str, rows: Iterable[Sequence[object]]) -> Path:
    """A long table as the command reads it."""
    lines = [f"origin,destination,{name}", *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def tables(shared: Path, folder: Path, within: bool) -> tuple[Path, Path]:
    """Both tables of the national matrix, written to `folder`."""
    return (
        write_table(folder / "flows.csv", "flow", flow_rows(shared / FLOWS)),
        write_table(folder / "costs.csv", "cost", cost_rows(shared / CENTRES, within)),
    )


def row(fit: GravityFit, n: int) -> list[str]:
    """One parameter of one fit; figures of the whole fit stand beside the first."""
    one = fit.parameters[n]
    cells = [f"`{one.name}`", f"{one.estimate:.5f}", f"{one.standard_error_robust:.5f}",
             f"{one.standard_error_overdispersed or math.nan:.5f}"]  # fmt: skip
    if n:
        return ["", *cells, *[""] * 5]
    whole = [
        f"{1.0 - fit.deviance / fit.deviance_without_cost:.3f}", f"{fit.srmse:.3f}", f"{fit.common_part:.3f}",
        f"{fit.mean_cost_observed:.2f}", f"{fit.mean_cost_modelled:.2f}",
    ]  # fmt: skip
    return [fit.deterrence, *cells, *whole]


def worst(fit: GravityFit, names: dict[str, str]) -> str:
    """Pairs that fit worst."""
    head = ("from", "to", "km", "jobs counted", "modelled")
    rows = [
        [names[one.origin], names[one.destination], f"{one.cost:.0f}", numbers.value(one.observed, "jobs", "en"),
         numbers.value(one.modelled, "jobs", "en")]
        for one in fit.worst
    ]  # fmt: skip
    return pages.table(head, rows)


def parts(shared: Path) -> dict[str, str]:
    """Every part of the page."""
    made: dict[str, str] = {}
    with (shared / CENTRES).open(encoding="utf-8", newline="") as file:
        names = {line["code"]: line["name"] for line in csv.DictReader(file)}
    with tempfile.TemporaryDirectory() as folder:
        for part, within in (("all", True), ("between", False)):
            files = tables(shared, Path(folder), within)
            fits = {name: fit_files(*files, name) for name in DETERRENCES}
            made[part] = pages.table(HEAD, [row(fit, n) for fit in fits.values() for n in range(len(fit.parameters))])
            table = fits["tanner"].table
            total = table.flow.sum()
            made[f"size-{part}"] = (
                f"{len(table.origins)} municipalities, {table.flow.size:,} pairs, {total:,.0f} jobs; no row, so no "
                f"flow: {table.without_row:,} pairs. Without a distance: {table.left_pairs:,} pairs with "
                f"{table.left_flow:,.0f} jobs. Dispersion {fits['tanner'].dispersion:,.0f} (Tanner)."
            )
            made[f"worst-{part}"] = worst(fits["tanner"], names)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Fit, and write the page."""
    return pages.from_figures(PAGE, parts, arguments, __doc__)


if __name__ == "__main__":
    raise SystemExit(main())
