"""The page on performance holds what its commands made of the measurements that are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import before, national, page, paper, result, scaling, slider, sweep10000

#: What makes each block, of all measurements that are kept.
MADE: dict[str, Callable[[dict[str, Any]], str]] = {
    "before": lambda kept: before.text(kept["before"]),
    "national": lambda kept: national.text(kept["national"]),
    "paper": paper.text,
    "result": result.text,
    "scaling": lambda kept: scaling.text(kept["scaling"]),
    "slider": lambda kept: slider.text(kept["slider"]),
    "sweep10000": lambda kept: sweep10000.text(kept["sweep10000"]),
}
#: Measurements of those that are made of others.
NEEDS = {"paper": {"scaling", "sweep10000"}, "result": {"before", "national", "scaling", "sweep10000"}}


@pytest.mark.parametrize("name", MADE)
def test_the_page_holds_what_was_measured(name: str) -> None:
    """Nothing where nothing was measured yet."""
    held = page.block(page.PAGE.read_text(encoding="utf-8"), name)[1]
    assert held == (MADE[name](page.kept()) if NEEDS.get(name, {name}) <= set(page.kept()) else "")


def test_filling_a_block_keeps_all_around_it(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("a\n<!-- python -m benchmarks.one -->\nold\n<!-- end of one -->\nb\n", encoding="utf-8")
    page.fill("one", "| new |", path)
    assert path.read_text(encoding="utf-8") == (
        "a\n<!-- python -m benchmarks.one -->\n\n| new |\n\n<!-- end of one -->\nb\n"
    )
    with pytest.raises(ValueError, match="no block of two"):
        page.fill("two", "", path)


def test_growth_is_told_by_its_power(monkeypatch: pytest.MonkeyPatch) -> None:
    def rows(power: float) -> list[dict[str, Any]]:
        return [
            {"zones": zones, "draws": draws, "years": years, "kernel": kernel, "evaluations": zones**0.1,
             "draw_year_ms": 0.01 * zones**power}
            for zones, draws, years in scaling.SIZES for kernel in scaling.KERNELS
        ]  # fmt: skip

    assert scaling.slope(rows(1.9), "numba") == pytest.approx(1.9)
    assert scaling.slope(rows(1.9), "numba", evaluation=True) == pytest.approx(1.8)
    monkeypatch.setattr("sys.argv", ["national", "--try"])
    for power, code in ((1.9, 0), (2.1, 1)):
        spent = {zones: (1.0, 1.0 + (many - few) * zones**power) for zones, few, many in national.SIZES}
        monkeypatch.setattr(
            national, "measured",
            lambda zones, few, many, spent=spent: {
                "zones": zones, "few": few, "many": many, "seconds": spent[zones],
                "run_s": (spent[zones][1] - spent[zones][0]) / (many - few),
            },
        )  # fmt: skip
        assert national.main() == code


def test_what_is_worked_out_follows_the_measurements() -> None:
    swept = page.kept()["sweep10000"]
    sizes = [
        {"zones": zones, "draws": draws, "years": years, "kernel": "numba", "draw_year_ms": 1e-4 * zones**2,
         "peak_mb": 180.0 + 3e-4 * zones**2 * draws}
        for zones, draws, years in scaling.SIZES
    ]  # fmt: skip
    slower = [{**row, "draw_year_ms": 2 * row["draw_year_ms"]} for row in sizes]
    assert paper.zones(slower)["near_run_min"] == pytest.approx(2 * paper.zones(sizes)["near_run_min"])
    assert paper.zones(sizes)["near_pairs"] < paper.zones(sizes)["all_pairs"]
    twice = {**swept, "processor_s": 2 * swept["processor_s"], "bytes": 2 * swept["bytes"]}
    for key in ("core_hours", "tb"):
        assert paper.runs(twice)[key] == pytest.approx(2 * paper.runs(swept)[key])
