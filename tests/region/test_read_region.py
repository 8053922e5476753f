"""Reading regions: names without numpy, arrays in zone order, one hash, an overview and a new folder."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from balanssim import texts
from balanssim.errors import InputError
from balanssim.parameters import DECLARED
from balanssim.region import index as names
from balanssim.region.check import check
from balanssim.region.new import new_region, write_manifest
from balanssim.region.read import load_region
from balanssim.region.schemas import SCHEMAS
from balanssim.region.show import show
from balanssim.region.tables import locate
from balanssim.testing import JOBS, ZONES, tiny_files, tiny_region

REAL = "balanssim:flevoland-mra"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return load_region(tiny_region(tmp_path_factory.mktemp("tiny") / "r"))


@pytest.fixture(scope="module")
def real():
    return load_region(REAL)


def test_a_folder_is_read_again_when_its_content_changes_and_only_then(tmp_path):
    folder = tiny_region(tmp_path / "r")
    before = load_region(folder)
    assert load_region(folder) is before
    table = folder / "base_year.csv"
    text = table.read_text(encoding="utf-8")
    row = "homes,social_rent,T1-C,7000,"
    assert row in text
    table.write_text(text.replace(row, row.replace("7000", "4321")), encoding="utf-8")
    assert load_region(folder).base("homes", "social_rent")[0] == 4321.0
    assert before.base("homes", "social_rent")[0] == 7000.0
    table.write_text(text.replace(row, row.replace("homes", "huizen")), encoding="utf-8")
    with pytest.raises(InputError):
        load_region(folder)


def test_index_needs_no_numpy(tmp_path):
    folder = tiny_region(tmp_path / "r")
    code = (
        "import sys; from balanssim.region.index import read_index; "
        f"index = read_index({str(folder)!r}); assert index.id == 'tiny'; "
        "print(sorted({'numpy', 'xarray', 'scipy', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_index_of_the_tiny_region(tmp_path):
    folder = tiny_region(tmp_path / "r")
    index = names.read_index(folder)
    assert tuple(index.zones) == ZONES
    assert index.areas["T1"].zones == ("T1-C", "T1-N")
    assert (index.base_year, index.horizon, index.known_until) == (2024, (2024, 2030), 2025)
    assert index.headline_corridors == ("bridge", "rail")
    assert index.plans["nieuw-1"].zone == "T1-N"
    assert index.corridors["rail"].mode == "transit"
    assert index.grid_areas == ("zuid", "noord")
    assert dict(index.specs) == DECLARED
    assert index.parameters["work.basic_growth"]["dist"] == "triangular"


def test_index_is_held_until_a_file_changes(tmp_path):
    folder = tiny_region(tmp_path / "r")
    first = names.read_index(folder)
    assert names.read_index(folder) is first
    path = folder / "areas.csv"
    path.write_text(path.read_text().replace("Bijdorp,Bijdorp", "Bijdorp,Sideville"))
    assert names.read_index(folder).areas["T2"].name_en == "Sideville"


def test_relative_reference_is_relative_to_the_naming_file(tmp_path):
    tiny_region(tmp_path / "regions" / "r")
    index = names.read_index("../regions/r", relative_to=tmp_path / "regions")
    assert (index.id, index.shown) == ("tiny", "../regions/r")


def test_tiny_region_is_sound_and_always_the_same(tmp_path):
    assert check(tiny_region(tmp_path / "a")) == []
    assert tiny_files() == tiny_files()
    one, other = load_region(tmp_path / "a"), load_region(tiny_region(tmp_path / "b", manifest=True))
    assert one.content_hash == other.content_hash
    path = tmp_path / "b" / "known.csv"
    path.write_text(path.read_text().replace("20270", "20271"))
    write_manifest(tmp_path / "b")
    assert load_region(tmp_path / "b").content_hash != one.content_hash


def test_arrays_are_in_zone_order_and_read_only(tiny):
    assert np.array_equal(tiny.commuting.jobs, JOBS)
    assert np.array_equal(tiny.base("homes", "mid"), [8000, 0, 5000, 16000, 50000])
    low, central, high = tiny.base_band("jobs_all_per_employee_job")
    assert (low[0], central[0], high[0]) == (1.0, 1.04, 1.1)
    low, central, high = tiny.base_band("population")
    assert np.array_equal(low, central)
    assert np.array_equal(high, central)
    np.testing.assert_allclose(tiny.commuting.mode_share.sum(axis=0), 1.0, rtol=1e-12)
    assert tiny.commuting.mode_share[2, 2, 4] == 0.02  # bike, T2 > EX1
    assert tiny.areas.membership[tiny.areas.ids.index("T1")].tolist() == [1, 1, 0, 0, 0]
    assert tiny.network["road_links"]["capacity_veh_h"].dtype == np.float64
    assert np.isnan(tiny.housing_plans["homes_low"][2])
    assert tiny.housing_plans["organic"].dtype == np.int64
    for array in (tiny.commuting.jobs, tiny.base("population"), tiny.network["road_links"]["lanes"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(KeyError):
        tiny.base("homes")


def test_order_of_rows_and_modes_does_not_matter(tmp_path, tiny):
    folder = tiny_region(tmp_path / "r")
    for file in ("commuting.csv", "base_year.csv"):
        header, *rows = (folder / file).read_text().splitlines()
        (folder / file).write_text("\n".join([header, *sorted(rows, reverse=True)]) + "\n")
    path = folder / "region.yaml"
    path.write_text(path.read_text().replace("[car, transit, bike]", "[bike, car, transit]"))
    other = load_region(folder)
    assert np.array_equal(other.commuting.jobs, tiny.commuting.jobs)
    assert np.array_equal(other.commuting.mode_share, tiny.commuting.mode_share[[2, 0, 1]])
    assert np.array_equal(other.base("age_share", "75+"), tiny.base("age_share", "75+"))


def test_parameters_carry_their_distribution_and_papers(tiny):
    entry = tiny.parameters["work.basic_growth"]
    assert entry.distribution.expected() == pytest.approx(0.006)
    assert (entry.unit, entry.status) == ("1/year", "assumed")
    assert tuple(tiny.parameters) == tuple(tiny.index.specs)
    assert len({entry.dimension for entry in tiny.parameters.values()}) == len(tiny.parameters)


def test_dataset_has_labels_and_units(tiny):
    import xarray as xr

    data = tiny.dataset()
    assert data["homes"].dims == ("segment", "zone")
    assert float(data["homes"].sel(segment="mid", zone="T2")) == 5000
    assert float(data["commuting_jobs"].sel(origin="T1-C", destination="T3")) == 6000
    assert float(data["employee_jobs"].sel(sector="basic", job_location="none", zone="T2")) == pytest.approx(
        7400 / 0.97 * 0.05
    )
    assert all(variable.attrs["units"] for variable in data.data_vars.values())
    with xr.set_options(arithmetic_join="exact"), pytest.raises(ValueError, match=r"exact|align"):
        _ = data["population"] + data["population"].isel(zone=[0, 1])


def test_locate_counts_fields_not_commas_in_quotes():
    lines = ('a,"b, ""c"" d",e\n', 'f,"two\n', 'lines",g\n')
    assert locate(lines, 1, 2) == (1, 16)
    assert locate(lines, 2, 2) == (3, 8)


def test_overview_names_totals_and_contradictions(tiny):
    dutch, english = show(tiny, "nl"), show(tiny, "en")
    # T1: 20,000 homes, 48,000 people; 11,000 of 20,000 employee jobs of residents outside
    assert re.search(r"Testad +20\.000 +48\.000 +20\.000 .* 55 %", dutch)
    assert re.search(r"Testad +20,000 +48,000 +20,000 .* 55 %", english)
    assert "gevonden: 20.000 en 20.100" in dutch
    assert "choice: 20,000 used" in english
    assert re.search(r"homes +T1 +2025-01-01 +20\.270 +20\.000", dutch)
    assert "aangenomen" in dutch
    assert "assumed" in english


def test_new_region_tells_what_to_fill_in(tmp_path):
    source = tiny_region(tmp_path / "from")
    folder = new_region(tmp_path / "mine", source)
    problems = check(folder)
    assert {problem.code for problem in problems} <= {"table.no_rows", "region.key_names", "region.head_area"}
    assert {Path(problem.file).name for problem in problems} >= {"zones.csv", "commuting.csv", "region.yaml"}
    assert "id: mine" in (folder / "region.yaml").read_text()
    with pytest.raises(InputError, match="not empty"):
        new_region(folder, source)


def test_new_region_is_filled_by_the_tables_of_another(tmp_path):
    folder = new_region(tmp_path / "mine", tiny_region(tmp_path / "from"))
    for name, text in tiny_files().items():
        if name != "region.yaml":
            (folder / name).write_text(text)
    path = folder / "region.yaml"
    path.write_text(path.read_text().replace("areas: []", "areas: [T1]").replace("corridors: []", "corridors: [rail]"))
    assert check(folder) == []


def test_manifest_keeps_licences(tmp_path):
    import json

    folder = tiny_region(tmp_path / "r", manifest=True)
    path = folder / "manifest.json"
    held = json.loads(path.read_text())
    held["files"]["zones.csv"]["licence"] = "CC BY 4.0"
    held["region"] = "tiny"
    path.write_text(json.dumps(held))
    write_manifest(folder)
    renewed = json.loads(path.read_text())
    assert renewed["files"]["zones.csv"]["licence"] == "CC BY 4.0"
    assert renewed["region"] == "tiny"


def test_every_code_has_words_and_every_word_a_code(root):
    source = "".join(path.read_text() for path in sorted((root / "src/balanssim/region").glob("*.py")))
    used = set(re.findall(r'"((?:region|table)\.[a-z0-9_]+)"', source))
    used |= {f"table.kind_{kind}" for kind in ("text", "id", "ids", "date", "start", "release", "opening", "milestone")}
    used |= {f"region.cut_off_{mode}_{side}" for mode in ("car", "transit") for side in ("from", "to")}
    columns = {column.refers for schema in SCHEMAS for column in schema.columns if column.refers}
    used |= {f"table.unknown_{refers}" for refers in columns}
    used -= {"region.cut_off_car", "region.cut_off_transit", "region.yaml"}
    faults = (root / "src/balanssim/distributions.py").read_text()
    used |= {"region." + code.replace(".", "_") for code in re.findall(r'Fault\(\s*"(distribution\.[a-z]+)"', faults)}
    for lang in texts.LANGUAGES:
        words = {code for code in texts.codes("problems", lang) if code.startswith(("region.", "table."))}
        assert words == used


# ---- the region that comes with the package -------------------------------------------------------------------------


def test_shipped_region_passes(real):
    assert check(REAL) == []
    assert (names.shipped_folder() / "flevoland-mra" / "manifest.json").is_file()


def test_shipped_region_agrees_with_published_totals(real):
    # CBS 81955NED: 184,425 homes in Flevoland on 1 January 2024; CBS 37230NED: Almere 229,570 residents a year later.
    def total(area, values):
        return float(real.areas.membership[real.areas.ids.index(area)] @ values)

    homes = sum(real.base("homes", segment) for segment in real.index.segments)
    assert total("flevoland", homes) == pytest.approx(184_425, rel=0.002)
    assert total("GM0034", homes) == pytest.approx(94_045 - 1_692, rel=0.002)
    assert 0.97 < total("GM0034", real.base("population")) / 229_570 < 1.0


def test_shipped_region_is_read_well_under_a_second(real):
    start = time.process_time()
    load_region(REAL)
    assert time.process_time() - start < 1.0


def test_shipped_region_is_shown_in_both_languages(real):
    for lang in texts.LANGUAGES:
        page = show(real, lang)
        for row in real.inconsistencies.rows():
            assert f"  {row['id']}  " in page
        assert "Almere" in page
