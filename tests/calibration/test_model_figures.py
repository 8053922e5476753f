"""Figures of docs/model.md that come from runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balanssim.scenario import load
from calibration import model_figures, pages

PAGE = model_figures.PAGE.read_text(encoding="utf-8")


def test_the_page_holds_every_lever_once_and_the_scenario_knows_them_all() -> None:
    shown = [cell.split("`")[1] for cell in pages.first_column(PAGE, "levers") if "`" in cell]
    assert shown == [name for name, _, _ in model_figures.LEVERS]
    load(
        model_figures.SCENARIO, overrides=[f"levers.mobility.{name}={value}" for name, value, _ in model_figures.LEVERS]
    )


def test_differences_are_rounded_to_what_an_equilibrium_tells() -> None:
    assert [model_figures.whole(value) for value in (1.9, -7.6, 48.0, -283.0, 1_234.0)] == [
        "0", "-10", "+50", "-280", "+1,230",
    ]  # fmt: skip
    assert [model_figures.points(value) for value in (0.0004, -0.0042)] == ["0", "-0.4 point"]


def test_what_accessibility_does_is_told_by_world() -> None:
    def on(name: str, place: str) -> np.ndarray:
        return np.array([1_000.0, 2_000.0, 3_000.0])

    def off(name: str, place: str) -> np.ndarray:
        return on(name, place) - np.array([100.0, 300.0, 200.0])

    assert "| jobs added, Almere | 2,000 | +200 [+120 to +280] |" in model_figures.feedback(on, off)


@pytest.mark.long
def test_the_figures_of_the_page_come_back(tmp_path: Path) -> None:
    model_figures.main(["--page", str(tmp_path / "model.md")])
    assert (tmp_path / "model.md").read_text(encoding="utf-8") == PAGE
