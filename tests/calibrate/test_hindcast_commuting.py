"""Commuting of a known year forecast from an earlier one: exact where it must be, and honest about the rest."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim.calibrate import hindcast_commuting as hindcasts
from balanssim.calibrate import hindcast_files, odtables
from balanssim.cli import main
from balanssim.errors import InputError
from balanssim.report.hindcasts import notes

HEAD = "year,origin_code,origin_name,dest_code,dest_name,jobs\n"
TOWNS = ("GM1", "GM2", "GM3", "GM4")
BASE = np.array([[800.0, 90, 30, 20], [150, 300, 40, 10], [40, 60, 120, 20], [10, 20, 20, 900]])
COSTS = [[4.0, 25.0, 42.0, 53.0], [25.0, 4.0, 17.0, 28.0], [42.0, 17.0, 4.0, 11.0], [53.0, 28.0, 11.0, 4.0]]


def rows(year: int, jobs: np.ndarray, codes: tuple[str, ...] = TOWNS) -> str:
    return "".join(
        f"{year},{a},{a},{b},{b},{jobs[n, m]:g}\n"
        for n, a in enumerate(codes)
        for m, b in enumerate(codes)
        if jobs[n, m] > 0.0
    )


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "base.csv").write_text(HEAD + rows(2008, BASE), encoding="utf-8")
    (tmp_path / "later.csv").write_text(HEAD + rows(2011, 1.25 * BASE), encoding="utf-8")
    costs = "".join(f"{a},{b},{COSTS[n][m]}\n" for n, a in enumerate(TOWNS) for m, b in enumerate(TOWNS))
    (tmp_path / "costs.csv").write_text("origin,destination,cost\n" + costs, encoding="utf-8")
    return tmp_path


def told(folder: Path, **more: object) -> hindcasts.Hindcast:
    return hindcast_files.commuting(folder / "base.csv", folder / "later.csv", 2008, 2011, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("costs", [False, True])
def test_what_grows_alike_is_forecast_exactly(files, costs) -> None:
    found = told(files, costs=files / "costs.csv" if costs else None)
    assert found.methods == ("persistence", "growth", "furness", "model")
    for score in found.scores:
        for method in ("growth", "furness", "model"):
            assert score.errors[method].relative == pytest.approx(0.0, abs=1e-6), (score.outcome, method)
        if score.outcome != "share_within":
            assert score.errors["persistence"].relative == pytest.approx(0.2)
            assert score.skill["persistence"] == pytest.approx(1.0)
    assert (found.slope is None) is not costs


@settings(max_examples=40)
@given(
    st.lists(st.floats(50.0, 2000.0), min_size=4, max_size=4), st.lists(st.floats(50.0, 2000.0), min_size=4, max_size=4)
)
def test_the_model_meets_both_margins_and_is_never_negative(rows_, columns_) -> None:
    residents, workplaces = np.array(rows_), np.array(columns_)
    workplaces *= residents.sum() / workplaces.sum()
    thin = BASE * (BASE > 25.0)  # so that some margins cannot be met from these pairs alone
    made = hindcasts.forecasts(thin[None], (2008,), 2011, residents, workplaces, np.array(COSTS))
    for method in ("furness", "model"):
        assert (made[method] >= 0.0).all()
        np.testing.assert_allclose(made[method].sum(axis=1), residents, rtol=1e-4)
        np.testing.assert_allclose(made[method].sum(axis=0), workplaces, rtol=1e-4)


def test_trend_follows_the_line_and_does_not_fall_below_zero() -> None:
    first = BASE.copy()
    first[0, 1], first[0, 2] = 60.0, 90.0
    made = hindcasts.forecasts(np.stack([first, BASE]), (2006, 2008), 2011, BASE.sum(1), BASE.sum(0), None)
    assert made["trend"][0, 1] == 90.0 + 15.0 * 3
    assert made["trend"][0, 2] == 0.0
    np.testing.assert_array_equal(made["trend"][1], BASE[1])


def test_bands_of_a_model_that_was_right_before_have_no_width() -> None:
    low, high = hindcasts.bands(BASE, BASE, 2.0 * BASE, 1.5, 1.0)
    np.testing.assert_array_equal(low, 2.0 * BASE)
    np.testing.assert_array_equal(high, 2.0 * BASE)


def test_bands_widen_with_time_and_hold_four_in_five() -> None:
    random = np.random.default_rng(4)
    flow = random.uniform(100.0, 3000.0, size=(80, 80))
    then, now = (flow + np.sqrt(flow) * random.normal(size=flow.shape) for _ in range(2))
    low, high = hindcasts.bands(flow, then, flow, 1.0, 1.0)
    assert ((now >= low) & (now <= high)).mean() == pytest.approx(0.8, abs=0.02)
    wider = hindcasts.bands(flow, then, flow, 1.5, 1.0)
    assert (wider[1] - wider[0] >= high - low - 1e-9).all()


def test_rounding_and_what_moved(files) -> None:
    later = BASE.copy()
    later[0, 0] += 10.0
    later[0, 1] += 20.0
    (files / "later.csv").write_text(HEAD + rows(2011, later), encoding="utf-8")
    found = told(files)
    assert (found.rounding, found.pairs) == (10.0, 16)
    assert found.moved == pytest.approx(1 / 16)
    assert found.told == pytest.approx(20.0 / 30.0)


def test_municipalities_of_one_year_alone_are_left_out_and_said(files) -> None:
    (files / "later.csv").write_text(
        HEAD + rows(2011, 1.25 * BASE) + "2011,GM9,Nieuw,GM9,Nieuw,500\n2011,GM9,Nieuw,GM1,GM1,40\n", encoding="utf-8"
    )
    found = told(files)
    assert (found.municipalities, found.left_out, found.left_jobs) == (4, ("GM9",), (0.0, 540.0))
    assert [note for note in notes(found, "en") if "1 municipality (GM9); 0 jobs" in note]
    assert [note for note in notes(found, "nl") if "1 gemeente (GM9); 0 banen" in note]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_command(files, capsys, lang) -> None:
    words = ["hindcast", "commuting", "--start", "2008", "--end", "2011", "--base", str(files / "base.csv")]
    words += ["--observed", str(files / "later.csv"), "--lang", lang]
    assert main(words) == 0
    text = capsys.readouterr().out
    assert ("20,0\N{NO-BREAK SPACE}%" if lang == "nl" else "20.0%") in text
    assert main([*words, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    pairs = next(one for one in plain["scores"] if (one["outcome"], one["size"]) == ("pairs", "all"))
    assert pairs["errors"]["persistence"]["relative"] == pytest.approx(0.2)
    assert pairs["coverage"] is None


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [(2011, 2008, "hindcast.order"), (2011, 2016, "hindcast.break"), (2009, 2011, "hindcast.year_missing")],
)
def test_years_that_cannot_be_spanned(files, start, end, code) -> None:
    with pytest.raises(InputError) as caught:
        hindcast_files.commuting(files / "base.csv", files / "later.csv", start, end)
    assert [one.code for one in caught.value.problems] == [code]


def test_faults_of_both_tables_at_once(files) -> None:
    (files / "base.csv").write_text(HEAD + "2008,GM1,a,GM1,a,-5\n2008,GM1,a,GM1,a,x\n", encoding="utf-8")
    (files / "later.csv").write_text("year,origin,dest_code,jobs\n2011,GM1,GM1,5\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        told(files)
    found = {(Path(one.file).name, one.code) for one in caught.value.problems}
    assert ("base.csv", "table.range_from") in found
    assert ("base.csv", "table.duplicate") in found
    assert ("later.csv", "table.column_missing") in found
    assert all(one.line for one in caught.value.problems)


@pytest.mark.parametrize(("empty", "year"), [("base.csv", 2008), ("later.csv", 2011)])
def test_a_year_in_which_nothing_was_counted_is_named(files, empty, year) -> None:
    (files / empty).write_text(f"{HEAD}{year},GM1,GM1,GM2,GM2,0\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        told(files)
    (one,) = caught.value.problems
    assert (Path(one.file).name, one.code, one.params["year"]) == (empty, "hindcast.nothing", year)


def test_costs_of_no_pair_that_is_forecast_are_named(files) -> None:
    (files / "costs.csv").write_text("origin,destination,cost\nA,elsewhere,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="no pair"):
        told(files, costs=files / "costs.csv")


def test_other_years_with_the_same_columns_are_forecast_alike(files) -> None:
    before = told(files)
    for name in ("base.csv", "later.csv"):
        text = (files / name).read_text("utf-8").replace("2008,", "2018,").replace("2011,", "2021,")
        (files / name).write_text(text, encoding="utf-8")
    after = hindcast_files.commuting(files / "base.csv", files / "later.csv", 2018, 2021)
    assert after.scores == before.scores


def test_codes_that_nothing_shares(files) -> None:
    (files / "costs.csv").write_text("origin,destination,cost\nA,B,3\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        told(files, costs=files / "costs.csv")
    assert [one.code for one in caught.value.problems] == ["hindcast.no_pair_shared"]
    (files / "later.csv").write_text(HEAD + rows(2011, BASE, ("GM5", "GM6", "GM7", "GM8")), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        told(files)
    assert [one.code for one in caught.value.problems] == ["hindcast.no_code_shared"]


def test_dutch_commuting_of_2011_from_2008(shared_data) -> None:
    """The model beats persistence and the trend; beside Furness it gains little, which is said."""
    base, observed = shared_data("od_commuting_2008.csv"), shared_data("od_commuting_2011.csv")
    data = odtables.read(base, observed, 2008, 2011)
    found = hindcasts.hindcast(data)
    assert (found.rounding, found.municipalities) == (100.0, 389)
    pairs = next(one for one in found.scores if (one.outcome, one.size) == ("pairs", "all"))
    assert pairs.skill["persistence"] is not None
    assert pairs.skill["persistence"] > 0.15
    assert abs(pairs.skill["furness"] or 0.0) < 0.1


def test_costs_that_say_nothing_are_refused_in_words(files) -> None:
    same = "".join(f"{a},{b},7\n" for a in TOWNS for b in TOWNS)
    (files / "costs.csv").write_text("origin,destination,cost\n" + same, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        told(files, costs=files / "costs.csv")
    assert [one.code for one in caught.value.problems] == ["hindcast.no_fit"]


def test_nothing_counted_has_no_relative_error(files, capsys) -> None:
    (files / "later.csv").write_text(HEAD + rows(2011, np.diag(np.diagonal(BASE))), encoding="utf-8")
    words = ["hindcast", "commuting", "--start", "2008", "--end", "2011", "--base", str(files / "base.csv")]
    words += ["--observed", str(files / "later.csv")]
    assert main([*words, "--json"]) == 0
    pairs = next(one for one in json.loads(capsys.readouterr().out)["scores"] if one["outcome"] == "pairs")
    assert pairs["errors"]["persistence"]["relative"] is None
    assert main(words) == 0
    assert "–" in capsys.readouterr().out
