"""Papers of every uncertain parameter: a lack is seen, and the committed page holds what the region holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import balanssim as bs
from balanssim.distributions import Distribution
from balanssim.parameters import DECLARED
from balanssim.region.read import Region
from calibration import pages, parameter_papers


@pytest.fixture(scope="module")
def region() -> Region:
    return bs.load_region(parameter_papers.REGION)


def listed() -> list[list[str]]:
    part = pages.part(parameter_papers.PAGE.read_text(encoding="utf-8"), "parameters")
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:3] == "| `"]


def test_no_parameter_lacks_papers(region: Region) -> None:
    assert set(region.parameters) == set(DECLARED)
    assert parameter_papers.lacking(region.parameters, region) == []


def test_a_lack_is_seen(region: Region) -> None:
    name, entry = next(iter(region.parameters.items()))
    flat = Distribution("uniform", {"low": 1.0, "high": 1.0 + 1e-300})
    for changed, told in (
        (replace(entry, unit=" "), "no unit"), (replace(entry, source=""), "no source"),
        (replace(entry, status="guess"), "no status"), (replace(entry, distribution=flat), "no spread"),
        (replace(entry, source="Own estimate", status="measured"), "an own estimate is assumed"),
        (replace(entry, source="Own estimate, as in WON99", status="assumed"), "no source WON99"),
        (replace(entry, source="Somebody said so", note="", date=""), "no date"),
    ):  # fmt: skip
        assert any(told in fault for fault in parameter_papers.lacking({name: changed}, region)), told


@pytest.mark.parametrize(
    ("source", "date", "wanted"),
    [
        ("CBS 81955NED 2015-2018: 0.29% a year", "2019-06", "2019-06"),
        ("CBS 81955NED 2015-2018: 0.29% a year", "", "2018"),
        ("175,000 homes to 2030, as counted in 2021-2023", "", "2023"),  # a year to come dates nothing
        ("JOB14", "", "2024"),  # of the row of sources.csv: CBS, March 2024
        ("Own estimate: more than soft plans (WON07)", "", parameter_papers.UNDATED),
        ("Joint fit (calibration/commuting_fit.md)", "", "2024"),
        ("Somebody said so", "", ""),
    ],
)
def test_the_date_of_a_value_is_its_own_or_that_of_its_source(
    source: str, date: str, wanted: str, region: Region
) -> None:
    entry = replace(next(iter(region.parameters.values())), source=source, date=date, note="")
    assert parameter_papers.dated(entry, region) == wanted


def test_the_page_holds_every_parameter_as_the_region_has_it(region: Region) -> None:
    rows = {row[0].strip("`"): row for row in listed()}
    assert set(rows) == set(region.parameters)
    wanted = {
        line.split("|")[1].strip(" `"): [cell.strip() for cell in line.strip("|").split("|")]
        for line in parameter_papers.table(region, {}).splitlines()[2:]
    }
    papers = slice(0, len(parameter_papers.HEAD) - 2)  # ranks come from a run
    assert [name for name, row in rows.items() if row[papers] != wanted[name][papers]] == []
    ranks = [row[-2] for row in listed() if row[-2]]
    assert ranks == [str(n + 1) for n in range(len(ranks))]
    assert len(ranks) > 5


def test_ranks_follow_the_largest_share_that_stands_out() -> None:
    share = np.array([[[0.3, 0.1, 0.5], [0.0, 0.4, 0.6]]])[..., None].repeat(3, axis=-1)
    stands_out = np.array([[[True, False, False], [True, True, False]]])
    comparison = xr.Dataset(
        {
            "deciding_share": (("scenario", "row", "factor", "bound"), share),
            "deciding_stands_out": (("scenario", "row", "factor"), stands_out),
        },
        {"row": ["homes", "jobs"], "factor": ["a", "b", "c"], "bound": ["low", "central", "high"]},
    )  # fmt: skip
    assert parameter_papers.ranked(comparison) == {"b": (0.4, "jobs"), "a": (0.3, "homes")}
    with pytest.raises(ValueError, match="too few worlds"):
        parameter_papers.ranked(xr.Dataset())
