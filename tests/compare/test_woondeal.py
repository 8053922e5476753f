"""The phased path of the housing deals, its published backlog and the calculated one."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from balanssim.compare import woondeal

PATH = [
    {"area": "flevoland", "year": year, "cumulative_target": target, "status": status}
    for year, target, status in ((2022, 3876, "estimated"), (2023, 7751, "policy"), (2024, 13456, "policy"))
]
KNOWN = [
    {"variable": "woondeal_backlog", "area": "flevoland", "date": "2024-01-01", "value": 1326.0, "status": "measured"},
    {"variable": "woondeal_backlog", "area": "flevoland", "date": "2025-01-01", "value": 4632.0, "status": "estimated"},
    {"variable": "homes", "area": "flevoland", "date": "2025-01-01", "value": 187199.0, "status": "measured"},
]


def added(*median: float) -> xr.Dataset:
    values = np.array([[[value], [value - 100], [value + 300]] for value in median])[..., None]
    coords = {"scenario": [f"s{i}" for i in range(len(median))], "statistic": ["median", "p10", "p90"], "year": [2025]}
    dims = ("scenario", "statistic", "year", "area")
    return xr.Dataset({"homes_added": (dims, values)}, coords={**coords, "area": ["flevoland"]})


def test_backlog_follows_the_published_one_and_the_net_additions_since() -> None:
    (deal,) = woondeal.deals(added(2774.0, 0.0), PATH, KNOWN, 2024)
    assert deal.realised == 7751 - 1326
    assert [(entry.date, entry.backlog, entry.provisional) for entry in deal.published] == [
        ("2024-01-01", 1326.0, False),
        ("2025-01-01", 4632.0, True),
    ]
    (step,) = deal.path
    assert step.year == 2024
    assert step.backlog[0].median == pytest.approx(13456 - 6425 - 2774)
    assert step.backlog[0].p10 < step.backlog[0].median < step.backlog[0].p90
    assert step.backlog[1].median == pytest.approx(13456 - 6425)


def test_a_deal_without_a_published_backlog_is_left_out() -> None:
    assert woondeal.deals(added(1.0), PATH, KNOWN[2:], 2024) == []


def test_years_beyond_the_results_are_left_out() -> None:
    later = [*PATH, {"area": "flevoland", "year": 2030, "cumulative_target": 39743, "status": "policy"}]
    (deal,) = woondeal.deals(added(1.0), later, KNOWN, 2024)
    assert [step.year for step in deal.path] == [2024]
