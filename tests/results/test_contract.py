"""What a store holds follows from the catalogue and the region."""

from __future__ import annotations

import json
import pickle

import pytest

from balanssim import catalogue
from balanssim.results import contract as contracts
from tests.results.support import COORDS, small_contract


@pytest.mark.parametrize("profile", catalogue.PROFILES)
def test_arrays_are_those_of_the_catalogue_with_draw_first(profile: str) -> None:
    contract = small_contract(profile, 100, (2026,))
    specs = contract.arrays("draws")
    assert [spec.name for spec in specs] == [variable.name for variable in catalogue.stored(profile)]  # type: ignore[arg-type]
    for spec in specs:
        assert spec.dims == ("draw", *catalogue.VARIABLES[spec.name].dims)
        assert spec.shape == (100, *[len(COORDS[dim]) for dim in spec.dims[1:]])
        assert spec.chunks[0] == 64
        assert spec.attrs["units"] == catalogue.VARIABLES[spec.name].unit


def test_flows_are_kept_for_chosen_years_only() -> None:
    assert "flow" not in [spec.name for spec in small_contract("full", 10).arrays("draws")]
    assert small_contract("standard", 10, (2026,)).flow_years == ()
    spec = small_contract("full", 10, (2026, 2024)).arrays("draws")[-1]
    assert spec.name == "flow"
    assert spec.chosen == (0, 2)
    assert spec.chunks == (10, 1, 3, 3, 3)


def test_blocks_cover_every_draw_once() -> None:
    contract = small_contract(draws=150)
    assert contract.all_blocks() == [("central", 0), ("draws", 0), ("draws", 1), ("draws", 2)]
    labels = [label for b in range(3) for label in contract.labels("draws")[contract.rows("draws", b)]]
    assert labels == list(range(1, 151))
    with pytest.raises(ValueError, match=r"blocks 0\.\.2"):
        contract.rows("draws", 3)
    assert small_contract(draws=0).all_blocks() == [("central", 0)]


def test_size_counts_every_value_once() -> None:
    coords = {**COORDS, "area": [f"a{i}" for i in range(50)], "year": list(range(2024, 2052))}
    without = contracts.make("full", 255, coords)
    with_flows = contracts.make("full", 255, coords, flow_years=[2030, 2040])
    assert with_flows.size() - without.size() == 256 * 2 * 3 * 3 * 3 * 4
    by_hand = sum(4 * 256 * _product(len(coords[dim]) for dim in v.dims) for v in catalogue.stored("standard"))
    assert contracts.make("standard", 255, coords).size() == by_hand


def _product(lengths) -> int:
    total = 1
    for length in lengths:
        total *= length
    return total


def test_it_survives_json_and_pickle() -> None:
    contract = small_contract("full", 70, (2025,))
    assert contracts.from_json(json.loads(json.dumps(contract.to_json()))) == contract
    assert pickle.loads(pickle.dumps(contract)) == contract


def test_all_faults_at_once() -> None:
    coords = {**COORDS, "area": ["x", "x"]}
    del coords["corridor"]
    with pytest.raises(ValueError, match=r"'corridor'.*repeated labels in 'area'.*1 words in 'nl'.*2099") as raised:
        contracts.make("full", -1, coords, {"area": {"nl": ["X"]}}, [2099])
    assert "found -1" in str(raised.value)
    with pytest.raises(ValueError, match="unknown profile"):
        contracts.make("big", 1, COORDS)  # type: ignore[arg-type]
