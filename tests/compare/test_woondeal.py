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


def test_the_pace_needed_stands_beside_the_pace_calculated_and_the_pace_possible() -> None:
    later = [*PATH[:2], {"area": "flevoland", "year": 2024, "cumulative_target": 13451, "status": "policy"}]
    (deal,) = woondeal.deals(added(2774.0, 0.0), later, KNOWN, 2024, {"flevoland": [4150.0, None]})
    assert deal.pace is not None
    assert (deal.pace.start, deal.pace.end) == (2024, 2024)
    assert deal.pace.needed == pytest.approx(13451 - 6425)
    first, second = deal.pace.calculated
    assert (first.p10, first.median, first.p90) == (2674, 2774, 3074)
    assert second.median == 0
    assert deal.pace.possible == (4150.0, None)


def test_a_path_beyond_the_results_has_no_pace() -> None:
    later = [*PATH, {"area": "flevoland", "year": 2030, "cumulative_target": 39743, "status": "policy"}]
    assert woondeal.deals(added(1.0), later, KNOWN, 2024)[0].pace is None


@pytest.mark.parametrize(
    ("caps", "highest"),
    [
        ([({"a", "b"}, 5.0), ({"c"}, 2.0)], 7.0),
        ([({"a", "b"}, 5.0)], None),  # c is free
        ([({"a", "b"}, 5.0), ({"c", "d"}, 2.0)], None),  # reaches beyond
        ([({"a", "b"}, 5.0), ({"b", "c"}, 2.0)], None),  # overlap
        ([({"a", "b"}, 5.0), ({"b"}, 2.0)], None),
        ([({"d"}, 2.0)], None),
    ],
)
def test_caps_bound_an_area_only_where_they_cover_it_once(caps: list, highest: float | None) -> None:
    assert woondeal.highest_pace({"a", "b", "c"}, caps) == highest
