"""Homes of a known year forecast from an earlier one: exact where it must be, shrunk where luck is all there is."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from balanssim.calibrate import hindcast_files
from balanssim.calibrate import hindcast_housing as hindcasts
from balanssim.calibrate.stocktables import Stocks, read
from balanssim.cli import main
from balanssim.errors import InputError

FLOWS = "new_built,other_additions,demolished,other_withdrawals,correction,net_change"
HEAD = f"year,code,name,stock_start,{FLOWS},stock_end\n"


def table(years: range, homes: Callable[[str, int], float], codes: tuple[str, ...] = ("GM1", "GM2", "GM3")) -> str:
    rows = [
        f"{year},{code},{code},{homes(code, year):g},,,,,0,,{homes(code, year + 1):g}"
        for year in years
        for code in codes
    ]
    return HEAD + "\n".join(rows) + "\n"


def stocks(rates: np.ndarray, homes: np.ndarray, end: int = 2020) -> Stocks:
    """Known years with these rates of growth of the first stock, (year, municipality)."""
    known = rates * homes
    years = tuple(range(2015 - len(rates) + 1, 2016))
    codes = tuple(f"GM{n}" for n in range(len(homes)))
    return Stocks(codes, years, end, known, homes, homes + known.sum(axis=0), homes, ())


def test_the_same_pace_everywhere_is_forecast_exactly(tmp_path) -> None:
    path = tmp_path / "homes.csv"
    start = {"GM1": 5000.0, "GM2": 20000.0, "GM3": 80000.0}
    path.write_text(table(range(2012, 2019), lambda code, year: start[code] * (1 + 0.01 * (year - 2012))), "utf-8")
    found = hindcast_files.housing(path, 2015, 2018)
    assert (found.known_from, found.municipalities) == (2012, 3)
    added = next(one for one in found.scores if (one.outcome, one.size) == ("added", "all"))
    assert added.counted == pytest.approx(0.03 * 105_000.0)
    for method in ("persistence", "trend"):
        assert added.errors[method].relative == pytest.approx(0.0, abs=1e-9), method
    # The model goes by the rate, of a stock that has grown by four percent meanwhile.
    assert added.errors["model"].relative == pytest.approx(0.04, abs=1e-6)
    assert found.country["trend"] == pytest.approx(found.homes_counted)


def test_luck_alone_is_drawn_to_the_country_and_lasting_differences_are_kept() -> None:
    random = np.random.default_rng(5)
    homes = np.full(400, 8000.0)
    luck = hindcasts.pace(stocks(0.01 + 0.004 * random.normal(size=(6, 400)), homes))
    assert luck.weight.max() < 0.25
    assert luck.noise is not None
    np.testing.assert_allclose(luck.noise, 0.004, rtol=0.1)
    lasting = 0.01 + 0.004 * random.normal(size=400)
    kept = hindcasts.pace(stocks(lasting + 0.001 * random.normal(size=(6, 400)), homes))
    assert kept.weight.min() > 0.95
    assert kept.spread is not None
    np.testing.assert_allclose(kept.spread, 0.004, rtol=0.15)


def test_bands_hold_four_in_five_where_the_assumptions_hold() -> None:
    random = np.random.default_rng(6)
    homes, years = np.full(2000, 8000.0), 5
    lasting = 0.01 + 0.003 * random.normal(size=2000)
    data = stocks(lasting + 0.004 * random.normal(size=(4, 2000)), homes)
    found = hindcasts.pace(data)
    made = hindcasts.forecasts(data, found, years)["model"]
    edges = hindcasts.bands(found, data.start, made, years)
    assert edges is not None
    later = data.start * (lasting * years + 0.004 * np.sqrt(years) * random.normal(size=2000))
    assert ((later >= edges[0]) & (later <= edges[1])).mean() == pytest.approx(0.8, abs=0.03)


@given(hnp.arrays(np.float64, (3, 5), elements=st.floats(-0.02, 0.05)), st.integers(1, 12))
def test_the_model_lies_between_own_pace_and_country(rates, years) -> None:
    data = stocks(rates, np.array([4000.0, 9000.0, 15000.0, 30000.0, 90000.0]))
    found = hindcasts.pace(data)
    low, high = np.minimum(found.own, found.mean), np.maximum(found.own, found.mean)
    assert ((found.weight >= 0.0) & (found.weight <= 1.0)).all()
    assert ((found.expected >= low - 1e-12) & (found.expected <= high + 1e-12)).all()
    edges = hindcasts.bands(found, data.start, hindcasts.forecasts(data, found, years)["model"], years)
    assert edges is not None
    assert (edges[0] <= edges[1]).all()


def test_corrections_are_no_pace_and_a_gap_ends_the_known_years(tmp_path) -> None:
    path = tmp_path / "homes.csv"
    rows = [
        "2009,GM1,a,900,,,,,0,,950", "2012,GM1,a,1000,30,0,0,10,80,100,1100", "2013,GM1,a,1100,20,0,0,0,0,20,1120",
        "2024,GM1,a,1500,40,,,,,,1540",
    ]  # fmt: skip
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    data = read(path, 2013, 2024)
    assert data.years == (2012, 2013)
    np.testing.assert_array_equal(data.known[:, 0], [20.0, 20.0])
    assert (data.begin[0], data.start[0], data.counted[0]) == (1000.0, 1120.0, 1540.0)


@pytest.mark.parametrize(("lang", "words"), [("nl", "Alleen 2012 is bekend"), ("en", "Only 2012 is known")])
def test_command(tmp_path, capsys, lang, words) -> None:
    path = tmp_path / "homes.csv"
    path.write_text(table(range(2012, 2016), lambda code, year: 100.0 * int(code[2]) * (year - 1990)), "utf-8")
    given = ["hindcast", "housing", "--start", "2012", "--end", "2015", "--observed", str(path), "--lang", lang]
    assert main(given) == 0
    assert words in capsys.readouterr().out
    assert main([*given, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert (plain["municipalities"], plain["known_from"]) == (3, 2012)
    assert {one["coverage"] for one in plain["scores"]} == {None}
    assert plain["homes_counted"] == 100.0 * 6 * (2016 - 1990)


@pytest.mark.parametrize("empty", [2015, 2018])
def test_a_year_in_which_nothing_was_counted_is_named(tmp_path, empty) -> None:
    path = tmp_path / "homes.csv"
    path.write_text(table(range(2012, 2019), lambda code, year: 0.0 if year == empty + 1 else 1000.0 + year), "utf-8")
    with pytest.raises(InputError) as caught:
        hindcast_files.housing(path, 2015, 2018)
    assert [(one.code, one.params["year"]) for one in caught.value.problems] == [("hindcast.nothing", empty)]


def test_faults_are_named_with_their_place(tmp_path) -> None:
    path = tmp_path / "homes.csv"
    path.write_text(HEAD + "2012,GM1,a,x,,,,,,,5\n2012,GM1,a,3,-2,,,,,,5\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        hindcast_files.housing(path, 2012, 2015)
    found = [(one.line, one.code) for one in caught.value.problems]
    assert {(2, "table.number"), (3, "table.range_from"), (3, "table.duplicate")} <= set(found)
    assert "hindcast.year_missing" in {code for _, code in found}
    with pytest.raises(InputError):
        hindcast_files.housing(path, 2012, 2012)


def test_dutch_homes_of_2024_from_2015(shared_data) -> None:
    """The model beats persistence, the trend and equal growth over all municipalities, and four in five are inside."""
    found = hindcast_files.housing(shared_data("housing_stock_flows_bounds2023.csv"), 2015, 2024)
    assert (found.municipalities, found.known_from) == (342, 2012)
    added = next(one for one in found.scores if (one.outcome, one.size) == ("added", "all"))
    assert all(value is not None and value > 0.1 for value in added.skill.values())
    assert added.coverage == pytest.approx(0.8, abs=0.05)
