"""The steps from the 2015 matrix to the base date, on small cases and on the sources where they are at hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.region import base_year, csvtext, matrix, tables
from calibration.region.margins import Margins

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
needs_figures = pytest.mark.skipif(not SHARED.is_dir(), reason="the figures of the sources are not at hand")


def margins_of(rows, columns, block):
    size = len(rows)
    return Margins(np.array(rows, float), np.array(columns, float), np.arange(size) < 1, np.arange(size) < 1, block)


def test_balance_meets_rows_columns_and_block():
    seed = np.array([[8.0, 4, 6], [3, 6, 5], [9, 11, 3]])
    wanted = margins_of([20, 18, 22], [18, 16, 26], 9.0)
    flows, rounds, error = matrix.balance(seed, wanted)
    assert rounds > 1
    assert error < 1e-12
    assert np.allclose(flows.sum(axis=1), wanted.rows, rtol=1e-12)
    assert np.allclose(flows.sum(axis=0), wanted.columns, rtol=1e-12)
    assert flows[0, 0] == pytest.approx(9.0, rel=1e-12)
    # Cells outside the block keep their odds: balancing changes no more than it must.
    odds = (flows[1, 1] * flows[2, 2]) / (flows[1, 2] * flows[2, 1])
    assert odds == pytest.approx((6 * 3) / (5 * 11))


def test_published_balance_without_a_block_in_its_way():
    # P6 of the published cases; the block is set to what plain fitting gives, so it must not change anything.
    seed = np.array([[8.0, 4, 6, 7], [3, 6, 5, 2], [9, 11, 3, 1]])
    padded = np.vstack([seed, np.zeros(4)])
    wanted = margins_of([20, 18, 22, 0], [18, 16, 12, 14], 5.57936139)
    wanted = Margins(wanted.rows, wanted.columns, wanted.block_rows, wanted.block_columns, 5.579361390)
    flows, _, _ = matrix.balance(padded, wanted, tolerance=1e-10)
    assert np.allclose(flows[0], [5.57936139, 2.16246694, 3.89187372, 8.36629795], atol=1e-7)


def test_balance_says_no_to_contradicting_targets():
    seed = np.array([[1.0, 1, 0], [1, 1, 1], [1, 1, 1]])
    with pytest.raises(ValueError, match="same total"):
        matrix.balance(seed, margins_of([1, 1, 1], [1, 1, 2], 0.1))
    with pytest.raises(ValueError, match="no balance"):
        matrix.balance(seed, margins_of([1, 1, 1], [1, 1, 1], 1.5), rounds=50)


def test_expectation_keeps_rows_columns_and_bands():
    rng = np.random.default_rng(5)
    flows = rng.uniform(1, 100, (12, 12))
    band = rng.integers(0, 4, (12, 12))
    model = matrix.expectation(flows, band)
    assert np.allclose(model.sum(axis=0), flows.sum(axis=0))
    assert np.allclose(model.sum(axis=1), flows.sum(axis=1), rtol=1e-4)
    for number in range(4):
        assert model[band == number].sum() == pytest.approx(flows[band == number].sum(), rel=1e-4)


@given(st.integers(0, 10**9), st.lists(st.floats(0, 1e6), min_size=1, max_size=8))
def test_whole_parts_add_up_and_stay_near(total, weights):
    values = np.array(weights)
    if values.sum() <= 1e-6:
        return
    parts = tables.whole_parts(total, values)
    assert parts.sum() == total
    assert (parts >= 0).all()
    assert np.abs(parts - total * values / values.sum()).max() <= 1 + 1e-6 * total


def test_numbers_are_written_in_one_way():
    assert tables.micro(80_000_000_001) == "80000.000001"
    assert tables.fixed(-0.0001, 2) == "0.00"
    assert tables.fixed(2.5, 3) == "2.500"


@needs_figures
def test_seed_agrees_with_the_matrix_of_municipalities():
    """Zones summed to municipalities equal the matrix on the borders of 2023 to a job, for cells of 200 and more."""
    figures = tables.read(SHARED)
    codes, flows = matrix.municipal_flows(SHARED)
    place = {code: i for i, code in enumerate(codes)}
    own = list(dict.fromkeys(zone.municipality for zone in figures.zones if zone.role != "external"))
    compared = 0
    for home in own:
        for work in own:
            jobs = figures.flows_2015[np.ix_(figures.where(municipality=home), figures.where(municipality=work))].sum()
            expected = flows[place[home], place[work]]
            if expected >= 200:
                compared += 1
                assert abs(jobs - expected) <= 1, (home, work)
    assert compared > 400
    origin = {row["origin_code"]: 0.0 for row in csvtext.read(SHARED / "od_commuting_2015_bounds2023.csv")}
    for row in csvtext.read(SHARED / "od_commuting_2015_bounds2023.csv"):
        origin[row["origin_code"]] += float(row["jobs"])
    assert figures.flows_2015.sum() == pytest.approx(sum(origin.values()), abs=5)


@needs_figures
def test_cuts_touch_long_pairs_only_and_move_no_job_home():
    b = base_year.base(SHARED.parent)
    assert b.seed.damped[0][:2] == ("GM0034", "GM0202")
    for _, _, km, jobs, expected, kept in b.seed.damped:
        assert km >= matrix.LONG_KM
        assert jobs > kept >= matrix.AT_LEAST
        assert kept == pytest.approx(max(matrix.MULTIPLE * expected, matrix.AT_LEAST))
    cut = sum(row[3] - row[5] for row in b.seed.damped)
    assert cut / b.figures.flows_2015.sum() < 0.012
    almere = b.figures.where(municipality="GM0034")
    for flows in (b.figures.flows_2015, b.seed.flows):
        inside = flows[np.ix_(almere, almere)].sum() / flows[almere].sum()
        assert inside == pytest.approx(0.362, abs=0.002)


@needs_figures
def test_running_again_gives_the_same_bytes():
    command = [sys.executable, str(ROOT / "calibration" / "compile_region.py"), "--shared", str(SHARED), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_missing_figures_end_with_two(tmp_path):
    command = [sys.executable, str(ROOT / "calibration" / "compile_region.py"), "--shared", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--shared" in done.stderr
