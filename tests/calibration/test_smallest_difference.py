"""The smallest difference by outcome: what two tolerances leave between scenarios, and the file that holds it."""

from __future__ import annotations

import csv

import numpy as np
import pytest
import xarray as xr

from balanssim.catalogue import VARIABLES
from balanssim.compare.smallest import COLUMNS, FILE
from calibration import hindcasts, smallest_difference

LOAD, HOMES = "commute_load_extra", "homes_added"


def results(load: np.ndarray, homes: np.ndarray) -> xr.Dataset:
    """Of some worlds, years and one place each."""
    return xr.Dataset(
        {LOAD: (("draw", "year", "corridor"), load[..., None]), HOMES: (("draw", "year", "area"), homes[..., None])}
    )


def test_errors_that_scenarios_share_drop_out_and_what_is_left_is_measured() -> None:
    generator = np.random.default_rng(8)
    exact = generator.uniform(100.0, 900.0, (2, 500, 3))
    shared, own = generator.normal(0.0, 50.0, (500, 3)), generator.normal(0.0, 2.0, (2, 500, 3))
    tight = [results(one, one) for one in exact]
    usual = [results(one + shared + error, one) for one, error in zip(exact, own, strict=True)]
    found = smallest_difference.off(usual, tight)
    assert set(found) == {LOAD}  # no tolerance moves homes
    assert found[LOAD] == pytest.approx(1.96 * 2.0 * 2**0.5, rel=0.08)  # 95 percent of a difference of two normals


@pytest.mark.parametrize(("value", "written"), [(11.61, 12.0), (12.0, 12.0), (0.00451, 0.0046), (3651.0, 3700.0)])
def test_figures_are_rounded_up_to_two(value: float, written: float) -> None:
    assert smallest_difference.rounded_up(value) == pytest.approx(written)


def test_the_file_names_outcomes_with_their_unit_and_the_page_its_figures() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [row["variable"] for row in rows if VARIABLES[row["variable"]].unit != row["unit"]] == []
    made = {row["variable"]: float(row["smallest"]) for row in rows}
    assert smallest_difference.text(made, 64) == FILE.read_text(encoding="utf-8")
    page = " ".join(hindcasts.PAGE.read_text(encoding="utf-8").split())
    assert f"less than {made[LOAD]:g} vehicles an hour on a corridor, {made['out_commuters']:g} commuters" in page
