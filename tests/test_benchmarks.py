"""The registry of benchmarks: unique names, ratios that are ratios, and records of cases that exist."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks import registry
from benchmarks.registry import Case, Measured, Run


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> dict[str, Case]:
    alone: dict[str, Case] = {}
    monkeypatch.setattr(registry, "CASES", alone)
    return alone


def spin(times: int) -> Run:
    return lambda: sum(range(times))


def test_a_name_belongs_to_one_case(cases: dict[str, Case]) -> None:
    registry.case("twice", reference="itself", at_most=2)(lambda: (spin(1), spin(1)))
    with pytest.raises(ValueError, match="twice"):
        registry.case("twice", reference="itself", at_most=2)(lambda: (spin(1), spin(1)))


def test_ratio_is_ours_over_the_reference(cases: dict[str, Case]) -> None:
    registry.case("more", reference="a tenth of the work", at_most=3)(lambda: (spin(200_000), spin(20_000)))
    measured = registry.measure(cases["more"])
    assert measured.ratio > 3
    assert not measured.kept


def test_recording_one_case_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "ratios.json"
    one, two = (Case(name, "bare start", 4, 1, lambda: (spin(1), spin(1))) for name in ("one", "two"))
    registry.record([Measured(one, 2.0, 1.0)], path)
    registry.record([Measured(two, 3.0, 1.0)], path)
    recorded = json.loads(path.read_text(encoding="utf-8"))["cases"]
    assert {name: entry["ratio"] for name, entry in recorded.items()} == {"one": 2.0, "two": 3.0}
    assert recorded["two"]["measured_with"]["cpu_count"]


def test_recorded_ratios_belong_to_registered_cases_and_keep_their_bounds() -> None:
    known = registry.discover()
    recorded = json.loads(registry.RATIOS.read_text(encoding="utf-8"))["cases"] if registry.RATIOS.exists() else {}
    assert sorted(set(recorded) - set(known)) == []
    assert [name for name, entry in recorded.items() if entry["ratio"] > known[name].at_most] == []


def test_a_ratio_that_grew_by_a_third_fails_and_notes_are_recorded(
    cases: dict[str, Case], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.case("noted", reference="itself", at_most=9, repeats=1)(lambda: (spin(10), spin(10), {"steps": [1, 2]}))
    measured = registry.measure(cases["noted"])
    path = tmp_path / "ratios.json"
    registry.record([Measured(cases["noted"], 2.0, 1.0, measured.notes)], path)
    assert json.loads(path.read_text(encoding="utf-8"))["cases"]["noted"]["notes"] == {"steps": [1, 2]}
    recorded = registry.ratios(path)["noted"]
    slower = [Measured(cases["noted"], seconds, 1.0).change(recorded) > registry.WORSE for seconds in (2.5, 2.7)]
    assert slower == [False, True]
    assert Measured(cases["noted"], 5.0, 1.0).change(None) == 0.0


def test_a_case_is_left_out_with_the_extra_that_it_needs(
    cases: dict[str, Case], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @registry.case("peer", reference="a peer", at_most=2)
    def peer() -> tuple[Run, Run]:
        registry.require("no_such_package", extra="peers")
        return spin(1), spin(1)

    registry.require("json", extra="peers")
    monkeypatch.setattr(benchmarks, "discover", lambda: cases)
    monkeypatch.setattr("sys.argv", ["benchmarks"])
    assert benchmarks.main() == 0
    assert "left out: needs no_such_package (extra peers)" in capsys.readouterr().out


def test_the_short_form_measures_few_cases_and_holds_them_to_their_bound_alone(
    cases: dict[str, Case], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[str] = []

    def add(name: str, at_most: float, short: bool) -> None:
        def ours() -> None:
            calls.append(name)
            sum(range(200_000))

        registry.case(name, reference="a tenth of it", at_most=at_most, repeats=2, short=short)(
            lambda: (ours, spin(20_000))
        )

    add("quick", 1000, True)
    add("slow", 1000, False)
    monkeypatch.setattr(benchmarks, "discover", lambda: cases)
    monkeypatch.setattr(benchmarks, "ratios", lambda: {"quick": 0.01})  # far worse than recorded, under its bound
    monkeypatch.setattr("sys.argv", ["benchmarks", "--short"])
    assert benchmarks.main() == 0
    assert calls == ["quick"] * 2  # once for what is lazy, once with the clock
    monkeypatch.setattr("sys.argv", ["benchmarks"])
    assert benchmarks.main() == 1
    capsys.readouterr()
    add("bound", 0.1, True)
    monkeypatch.setattr("sys.argv", ["benchmarks", "--short"])
    assert benchmarks.main() == 1
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines() if "TOO SLOW" in line] == ["bound"]


def test_the_short_form_has_cases_of_start_equilibrium_and_procedures() -> None:
    quick = {name for name, item in registry.discover().items() if item.short}
    assert {"cli-help", "scenario-check", "equilibrium-compiled", "procedures-1000-draws"} <= quick
