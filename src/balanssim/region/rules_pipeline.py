"""Rules of plans, projects, agreements, and of the distributions in ``parameters.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from balanssim import releases
from balanssim.distributions import Distribution, faults
from balanssim.parameters import ParameterSpec
from balanssim.positions import shown
from balanssim.region.draft import Draft, near
from balanssim.region.schemas import STATUSES
from balanssim.region.yamltext import YamlText

_HOUSING, _LOCATIONS = "pipeline/housing.csv", "pipeline/locations.csv"
_PROGRAMMES, _INFRASTRUCTURE = "pipeline/programmes.csv", "pipeline/infrastructure.csv"
_LISTS = ("allowed", "values", "weights", "low", "high")
_PAPERS = ("unit", "source", "date", "status", "note", "dimension", "dist")


@dataclass(frozen=True)
class ParameterEntry:
    """The distribution a region gives a parameter, its Sobol dimension and its papers."""

    name: str
    spec: ParameterSpec
    distribution: Distribution
    dimension: int
    unit: str
    source: str
    status: str
    date: str = ""
    note: str = ""


def check(draft: Draft) -> None:
    """All rules of this module but those of the parameters; each runs only on sound tables."""
    for file, columns in (
        (_HOUSING, ("homes_low", "homes", "homes_high")),
        (_PROGRAMMES, ("jobs_low", "jobs", "jobs_high")),
        (_INFRASTRUCTURE, ("cost_low", "cost", "cost_high")),
        (_INFRASTRUCTURE, ("earliest_year", "central_year", "late_year")),
        (_INFRASTRUCTURE, ("works_low", "works", "works_high")),
        (_INFRASTRUCTURE, ("restart_low", "restart_low", "restart_high")),
    ):
        if draft.clean(file):
            _check_band(draft, file, columns)
    if draft.clean(_HOUSING, _INFRASTRUCTURE):
        _check_release(draft)
    if draft.clean(_HOUSING):
        _check_remainder(draft)
    if draft.clean(_LOCATIONS):
        _check_locations(draft)
    if draft.clean("woondeal.csv"):
        _check_woondeal(draft)


def _check_band(draft: Draft, file: str, columns: tuple[str, str, str]) -> None:
    table = draft.tables[file]
    for row, given in enumerate(zip(*(table[name] for name in columns), strict=True)):
        ladder = [float(value) for value in given if not np.isnan(value)]
        if ladder != sorted(ladder):
            params = dict(zip(("low", "value", "high"), (float(value) for value in given), strict=True))
            draft.add(file, row, columns[1], "region.band", **params)


def _check_release(draft: Draft) -> None:
    projects = dict.fromkeys(draft.tables[_INFRASTRUCTURE]["project"])
    for row, release in enumerate(draft.tables[_HOUSING]["release"]):
        milestone = releases.split(release)
        if milestone and milestone[1] not in projects:
            params = {"value": milestone[1], "near": near(milestone[1], projects), "n": 1}
            draft.add(_HOUSING, row, "release", "table.unknown_project", **params)


def _check_remainder(draft: Draft) -> None:
    plans = dict.fromkeys(draft.tables[_HOUSING]["plan"])
    for row, (plan, first) in enumerate(zip(plans, draft.tables[_HOUSING]["remainder_of"], strict=True)):
        if first and (first == plan or first not in plans):
            others = [other for other in plans if other != plan]
            params = {"value": first, "near": near(first, others), "n": 1}
            draft.add(_HOUSING, row, "remainder_of", "table.unknown_remainder", **params)


def _check_locations(draft: Draft) -> None:
    table = draft.tables[_LOCATIONS]
    totals: dict[str, list[tuple[int, float]]] = {}
    for row, entry in enumerate(table.rows()):
        wanted = "ha" if entry["location"] == "business_park" else "m2"
        if entry["unit"] not in (wanted, "share"):
            params = {"location": entry["location"], "unit": entry["unit"], "wanted": wanted}
            draft.add(_LOCATIONS, row, "unit", "region.location_unit", **params)
        if entry["unit"] == "share":
            if entry["now_available"]:
                draft.add(_LOCATIONS, row, "unit", "region.location_share_now")
            totals.setdefault(entry["location"], []).append((row, entry["size"]))
    for location, parts in totals.items():
        total = sum(size for _, size in parts)
        if abs(total - 1) > 1e-6:
            params = {"what": "size", "zone": location, "total": total}
            draft.add(_LOCATIONS, parts[0][0], "size", "region.shares", **params)


def _check_woondeal(draft: Draft) -> None:
    table = draft.tables["woondeal.csv"]
    before: dict[tuple[str, str], tuple[int, float]] = {}
    order = sorted(range(len(table)), key=lambda row: (table["deal"][row], table["area"][row], int(table["year"][row])))
    for row in order:
        pair, target = (table["deal"][row], table["area"][row]), float(table["cumulative_target"][row])
        held = before.get(pair)
        if held and target < held[1]:
            params = {"value": target, "before": held[1], "line": str(table.lines[held[0]])}
            draft.add("woondeal.csv", row, "cumulative_target", "region.cumulative", **params)
        before[pair] = (row, target)


def parameters(text: YamlText, specs: Mapping[str, ParameterSpec], draft: Draft) -> Mapping[str, ParameterEntry]:
    """Entries of ``parameters.yaml`` in order of the declarations; appends what is wrong to ``draft.problems``."""
    given = text.value if isinstance(text.value, dict) else {}
    if not given and not text.problems:
        draft.problems.append(text.problem("region.yaml_empty", ()))
    for name in given:
        if name not in specs:
            params = {"value": name, "near": near(name, specs)}
            draft.problems.append(text.problem("region.parameter_unknown", (name,), **params))
    made: dict[str, ParameterEntry] = {}
    owners: dict[int, str] = {}
    for name, spec in specs.items():
        if name not in given and not text.whole:
            continue
        if name not in given:
            draft.problems.append(text.problem("region.parameter_missing", (), name=name, unit=spec.unit))
            continue
        entry = _entry(text, name, given[name], spec, owners, draft)
        if entry is not None:
            made[name] = entry
    return MappingProxyType(made)


def _plain(value: object) -> object:
    return value if isinstance(value, (int, float)) and np.isfinite(value) else shown(value)


def _entry(
    text: YamlText, name: str, given: Any, spec: ParameterSpec, owners: dict[int, str], draft: Draft
) -> ParameterEntry | None:
    before = len(draft.problems)

    def wrong(code: str, key: str, /, **params: object) -> None:
        path = (name, key) if key else (name,)
        draft.problems.append(text.problem(code, path, **{"name": name, **params}))

    if not isinstance(given, dict):
        wrong("region.key_mapping", "", value=shown(given), wanted="{dist, ..., unit, source, status, dimension}")
        return None
    for key in ("dist", "unit", "source", "status", "dimension"):
        if key not in given:
            wrong("region.parameter_key_missing", "", key=key)
    for key in ("source", "date", "note"):
        if key in given and (not isinstance(given[key], str) or not given[key].strip()):
            wrong("region.key_text", key, value=shown(given[key]))
    if given.get("status", STATUSES[0]) not in STATUSES:
        wrong("table.choice", "status", value=shown(given["status"]), choices=list(STATUSES))
    if given.get("unit", spec.unit) != spec.unit:
        wrong("region.parameter_unit", "unit", unit=shown(given["unit"]), wanted=spec.unit)
    dimension = given.get("dimension", 0)
    if isinstance(dimension, bool) or not isinstance(dimension, int) or dimension < 0:
        wrong("region.key_integer", "dimension", value=shown(dimension))
    elif "dimension" in given and owners.setdefault(dimension, name) != name:
        wrong("region.dimension_twice", "dimension", dimension=dimension, other=owners[dimension])
    shape = {key: value for key, value in given.items() if key not in _PAPERS}
    if "dist" in given:
        for fault in faults(str(given["dist"]), shape):
            words = {key: value if key in _LISTS else _plain(value) for key, value in fault.params.items()}
            wrong("region." + fault.code.replace(".", "_"), fault.parameter, parameter=fault.parameter, **words)
    if len(draft.problems) > before:
        return None
    distribution = Distribution(str(given["dist"]), shape)
    low, high = distribution.bounds()
    if low < spec.low or high > spec.high:
        wrong("region.parameter_bounds", "", low=float(low), high=float(high), least=spec.low, most=spec.high)
    papers = {key: given.get(key, "") for key in ("source", "status", "date", "note")}
    return ParameterEntry(name, spec, distribution, dimension, spec.unit, **papers)
