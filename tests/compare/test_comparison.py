"""From results to the dataset and the plain structure."""

from __future__ import annotations

import json

import numpy as np
import pytest

from balanssim.compare import Setting, compare, headline_rows, tabulate
from balanssim.compare.build import unit_of
from balanssim.compare.differences import summary
from balanssim.errors import InputError
from tests import synthetic


def comparison(**options):
    datasets = {"a": synthetic.results(), "b": synthetic.results(scale=1.2), "c": synthetic.results()}
    goals = dict.fromkeys(datasets, synthetic.GOALS)
    return compare(datasets, goals, labels=synthetic.LABELS, **options)


def test_values_are_bands_over_the_worlds_without_the_central_run():
    data = synthetic.results()
    data["homes_added"][0] = 1e9  # draw 0
    found = compare({"a": data}).value.sel(row="homes_added@GM0034", scenario="a")
    np.testing.assert_allclose(found, summary(data.homes_added.sel(year=2041, area="GM0034").values[1:]))


def test_differences_are_taken_world_by_world():
    a, b = synthetic.results(), synthetic.results(scale=1.2)
    found = compare({"a": a, "b": b}).difference.sel(row="jobs_all_added@GM0034", scenario="b")
    paired = (b - a).jobs_all_added.sel(year=2041, area="GM0034", draw=slice(1, None)).values
    np.testing.assert_allclose(found, summary(paired), rtol=1e-5)


def test_an_equal_scenario_is_indistinguishable_and_a_larger_one_is_not():
    flags = comparison().indistinguishable
    assert bool(flags.sel(scenario="c").all())
    assert not bool(flags.sel(scenario="b").any())


def test_goal_futures_are_the_share_of_worlds():
    data = synthetic.results(draws=4)
    data.jobs_all_added.loc[{"year": 2041, "area": "GM0034"}] = [0, 54_999, 55_000, 60_000, 1]
    found = compare({"a": data}, {"a": synthetic.GOALS})
    assert found.goal_futures.sel(goal="banen-almere").item() == 0.5
    assert found.goal_margin.sel(goal="banen-almere").item() == pytest.approx(
        np.median([54_999, 55_000, 60_000, 1]) - 55_000
    )


def test_every_kind_is_counted_as_it_should():
    lines = {line.id: line for line in tabulate(comparison()).goals}
    counted = {name: line.counted for name, line in lines.items()}
    assert counted == {"woondeal-2030": "met", "banen-almere": "met", "brug": "crossed", "balans": ""}
    assert lines["balans"].cells[0].futures is None
    assert lines["balans"].cells[0].median is not None


def test_a_goal_that_the_results_do_not_hold_is_said_and_left_empty():
    odd = {**synthetic.GOALS[0], "id": "odd", "area": "GM9999"}
    found = tabulate(compare({"a": synthetic.results()}, {"a": [odd]}), "en")
    assert found.goals[0].cells[0].median is None
    assert any("odd" in note and "GM9999" in note for note in found.notes)


def test_a_clash_of_goals_is_said():
    other = {**synthetic.GOALS[0], "at_least": 1}
    data = {"a": synthetic.results(), "b": synthetic.results()}
    found = tabulate(compare(data, {"a": [synthetic.GOALS[0]], "b": [other]}), "nl")
    assert any("banen-almere" in note for note in found.notes)


def test_only_worlds_that_all_scenarios_finished_count():
    a, b = synthetic.results(), synthetic.results()
    b = b.where(b.draw != 5)
    found = compare({"a": a, "b": b})
    assert found.attrs["draws"] == 63
    assert found.attrs["dropped"] == 1
    assert bool(found.indistinguishable.all())
    assert any("1 " in note for note in tabulate(found, "en").notes)


@pytest.mark.parametrize(
    ("code", "datasets", "year"),
    [
        ("compare.seeds_differ", {"a": synthetic.results(), "b": synthetic.results(seed=2)}, 2041),
        ("compare.year_outside", {"a": synthetic.results()}, 2060),
        ("compare.no_worlds", {"a": synthetic.results().sel(draw=[0])}, 2041),
    ],
)
def test_what_cannot_be_compared_is_refused(code, datasets, year):
    with pytest.raises(InputError) as caught:
        compare(datasets, year=year)
    assert caught.value.problems[0].code == code
    assert str(caught.value)


def test_projects_that_differ_have_a_band_a_status_and_their_money():
    data = {
        "a": synthetic.results(openings={"P01_IJMEER_METRO": 9999}),
        "b": synthetic.results(openings={"P01_IJMEER_METRO": 2041}),
    }
    settings = {"a": {"P01_IJMEER_METRO": Setting("never", 0.0)}, "b": {"P01_IJMEER_METRO": Setting("procedures", 0.1)}}
    projects = tabulate(compare(data, settings=settings)).projects
    assert [project.id for project in projects] == ["P01_IJMEER_METRO"]
    never, by_procedures = projects[0].cells
    assert (never.median, never.opened, never.setting) == (9999, 0, "never")
    assert by_procedures.p10 < by_procedures.median < by_procedures.p90
    assert (by_procedures.opened, by_procedures.covered) == (1.0, 0.1)


def test_load_ratios_are_not_among_the_rows():
    rows = headline_rows()
    assert {unit_of(row.variable, row.mode == "transit") for row in rows if "load" in row.variable} == {
        "veh/h",
        "pass/h",
    }
    assert not [row for row in rows if "ratio" in row.variable]


def test_the_bands_carry_labels_and_units():
    found = comparison()
    assert found.homes_added.dims == ("scenario", "statistic", "year", "area")
    assert found.homes_added.attrs["units"] == "homes"
    assert found.row_unit.sel(row="commute_load_extra@flevolijn") == "pass/h"


def test_the_plain_structure_is_json_without_nan():
    data = synthetic.results()
    data["share_working_outside"] = data.share_working_outside * np.nan
    text = json.dumps(tabulate(compare({"a": data})).to_json(), allow_nan=False)
    assert "NaN" not in text


def test_the_dataset_can_be_kept_as_a_file(tmp_path):
    import xarray as xr

    found = comparison()
    found.to_netcdf(tmp_path / "c.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "c.nc", engine="h5netcdf") as back:
        np.testing.assert_array_equal(back.value.values, found.value.values)


def test_a_change_has_the_level_it_changed_from():
    data = synthetic.results(shift=100.0)
    homes = next(one for one in tabulate(compare({"a": data})).outcomes if one.id == "homes_added@GM0034")
    band = summary(data.homes.sel(year=2024, area="GM0034").values[1:])
    assert homes.level == pytest.approx((band[0], band[2], band[4]))
    share = next(one for one in tabulate(compare({"a": data})).outcomes if one.variable == "share_working_outside")
    assert share.level is None
    assert share.base is not None


def test_a_goal_has_the_band_of_its_outcome():
    data = synthetic.results()
    goal = next(one for one in tabulate(compare({"a": data}, {"a": synthetic.GOALS})).goals if one.id == "banen-almere")
    band = summary(data.jobs_all_added.sel(year=2041, area="GM0034").values[1:])
    assert goal.cells[0].band == pytest.approx((band[0], band[4]))
    assert goal.cells[0].median == pytest.approx(band[2])


def test_a_project_counts_on_the_reference_date_where_it_opens_by_july_of_that_year():
    data = synthetic.results(draws=4)
    data.opening_year.loc[{"project": "P01_IJMEER_METRO"}] = [0, 2040.9, 2041.5, 2041.6, 9999]
    found = compare({"a": synthetic.results(draws=4), "b": data}, settings={"b": {}})
    assert found.opened_on_date.sel(project="P01_IJMEER_METRO", scenario="b").item() == 0.5
    project = next(one for one in tabulate(found).projects if one.id == "P01_IJMEER_METRO")
    assert project.cells[1].on_date == 0.5
    assert project.cells[1].opened == 0.75
