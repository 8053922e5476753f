"""Rules that combine zones, areas, base year and commuting: what must add up before anything can be computed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from balanssim.errors import Problem
from balanssim.region.draft import Draft, near, some
from balanssim.region.schemas import AGES
from balanssim.region.tables import out_of_range

Array = NDArray[np.float64]

#: Largest relative difference between the commuting margins and the base year, and of shares from one.
TOLERANCE = 1e-6

# variable -> (lowest, highest) where the schema's 'zero or more' says too little
_RANGES = {
    "net_additions_2024": (-1e6, 1e6),
    "age_share": (0.0, 1.0),
    "share_15_64": (0.0, 1.0),
    "participation": (0.0, 1.0),
    "labour_force_share": (0.0, 1.0),
    "employee_share": (0.0, 1.0),
    "jobs_per_employee": (0.5, 3.0),
    "persons_per_home": (0.0, 6.0),
    "persons_per_new_home": (0.0, 6.0),
    "jobs_all_per_employee_job": (0.5, 5.0),
    "jobs_filled_rate": (0.0, 2.0),
}
_SINGLE = (
    "population",
    "persons_per_home",
    "share_15_64",
    "participation",
    "employee_share",
    "jobs_per_employee",
    "resident_scale",
    "resident_jobs",
    "jobs_filled_rate",
    "jobs_all_per_employee_job",
    "self_employed_jobs",
    "recent_pace",
    "net_additions_2024",
    "new_built_2024",
    "labour_force_share",
    "parking_eur",
)


def variables(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Variables of ``base_year.csv`` and their categories ('' where there is none) in this region."""
    head = draft.head
    jobs = tuple(f"{sector}/{location}" for sector in head["sectors"] for location in (*head["locations"], "none"))
    return {
        "homes": head["segments"],
        "persons_per_new_home": head["segments"],
        "age_share": AGES,
        "employee_jobs": jobs,
        "space": head["locations"],
        "growth_split": tuple(f"{sector}/{location}" for sector in head["sectors"] for location in head["locations"]),
        **dict.fromkeys(_SINGLE, ("",)),
    }


def check(draft: Draft) -> None:
    """All rules of this module; each runs only where the tables it combines are sound by themselves."""
    if draft.clean("zones.csv"):
        _check_zones(draft)
    if draft.clean("zones.csv", "areas.csv"):
        _check_areas(draft)
    if draft.clean("zones.csv", "base_year.csv"):
        _check_complete(draft)
    if draft.clean("zones.csv", "base_year.csv"):
        _check_base_values(draft)
    if draft.clean("zones.csv", "commuting.csv"):
        _check_pairs(draft)
    if draft.clean("zones.csv", "base_year.csv", "commuting.csv"):
        _check_margins(draft)


def _check_zones(draft: Draft) -> None:
    zones = draft.tables["zones.csv"]
    names: dict[str, str] = {}
    parents = dict(zip(zones["zone"], zones["parent_zone"], strict=True))
    for row, zone in enumerate(zones["zone"]):
        parent, municipality, name = (
            zones["parent_zone"][row],
            zones["municipality"][row],
            zones["municipality_name"][row],
        )
        if parent == zone or parents.get(parent):
            draft.add("zones.csv", row, "parent_zone", "region.parent", zone=zone, parent=parent)
        if names.setdefault(municipality, name) != name:
            params = {"municipality": municipality, "name": name, "other": names[municipality]}
            draft.add("zones.csv", row, "municipality_name", "region.municipality_name", **params)
    if len(zones) and "external" not in zones["role"]:  # what the nation has and the region has not goes there
        draft.add("zones.csv", len(zones) - 1, "role", "region.external_missing")


def _check_areas(draft: Draft) -> None:
    zones, areas = draft.tables["zones.csv"], draft.tables["areas.csv"]
    members = dict(zip(areas["area"], areas["zones"], strict=True))
    kinds = dict(zip(areas["area"], areas["kind"], strict=True))
    for row, listed in enumerate(areas["zones"]):
        twice = [zone for position, zone in enumerate(listed) if zone in listed[:position]]
        if twice:
            draft.add("areas.csv", row, "zones", "region.area_zone_twice", area=areas["area"][row], zones=some(twice))
    for row, zone in enumerate(zones["zone"]):
        if members.get(zone) != (zone,) or kinds[zone] not in ("zone", "municipality"):
            draft.add("zones.csv", row, "zone", "region.area_of_zone", zone=zone)
    parts: dict[str, list[int]] = {}
    for row, municipality in enumerate(zones["municipality"]):
        parts.setdefault(municipality, []).append(row)
    for municipality, rows in parts.items():
        wanted = [zones["zone"][row] for row in rows]
        if len(rows) > 1 and set(members.get(municipality, ())) != set(wanted):
            params = {"municipality": municipality, "zones": some(wanted)}
            draft.add("zones.csv", rows[0], "municipality", "region.area_of_municipality", **params)
    for key in ("study_area", "headline_areas"):
        named = draft.head[key]
        for area in (named,) if isinstance(named, str) else named:
            if area not in members:
                _head(draft, key, "region.head_area", area, members)


def _head(draft: Draft, key: str, code: str, value: str, known: dict[str, tuple[str, ...]]) -> None:
    line, column = draft.head["places"][key]
    params = {"value": value, "near": near(value, known)}
    shown = draft.head["file"]
    draft.problems.append(Problem(shown, line, column, key.replace("headline_", "headline."), code, params))


def _check_complete(draft: Draft) -> None:
    table, zones = draft.tables["base_year.csv"], draft.tables["zones.csv"]["zone"]
    wanted = variables(draft)
    present: dict[tuple[str, str], dict[str, int]] = {}
    units: dict[tuple[str, str], tuple[str, int]] = {}
    unknown: set[tuple[str, str]] = set()
    for row, (variable, category, zone) in enumerate(
        zip(table["variable"], table["category"], table["zone"], strict=True)
    ):
        pair = (variable, category)
        if pair in unknown:
            continue
        if variable not in wanted:
            unknown.add(pair)
            params = {"value": variable, "near": near(variable, wanted)}
            draft.add("base_year.csv", row, "variable", "region.variable_unknown", **params)
        elif category not in wanted[variable]:
            unknown.add(pair)
            allowed = [name or "-" for name in wanted[variable]]
            params = {"value": category or "-", "variable": variable, "allowed": allowed}
            draft.add("base_year.csv", row, "category", "region.category_unknown", **params)
        else:
            present.setdefault(pair, {})[zone] = row
            unit, first = units.setdefault(pair, (table["unit"][row], row))
            if unit != table["unit"][row]:
                params = {"value": table["unit"][row], "unit": unit, "line": str(table.lines[first])}
                draft.add("base_year.csv", row, "unit", "region.unit_differs", **params)
    for variable, categories in wanted.items():
        for category in categories:
            held = present.get((variable, category), {})
            missing = [zone for zone in zones if zone not in held]
            if missing:
                last = max(held.values(), default=len(table) - 1)
                name = f"{variable} ({category})" if category else variable
                params = {"variable": name, "zones": some(missing)}
                draft.add("base_year.csv", last, "variable", "region.rows_missing", **params)


def base_arrays(draft: Draft) -> dict[tuple[str, str], Array]:
    """(variable, category) -> (3, zone): low, central, high; low and high equal central where not given."""
    table = draft.tables["base_year.csv"]
    position = {zone: index for index, zone in enumerate(draft.tables["zones.csv"]["zone"])}
    made: dict[tuple[str, str], Array] = {}
    values, lows, highs = table["value"], table["low"], table["high"]
    lows = np.where(np.isnan(lows), values, lows)
    highs = np.where(np.isnan(highs), values, highs)
    for row, pair in enumerate(zip(table["variable"], table["category"], strict=True)):
        if pair not in made:
            made[pair] = np.zeros((3, len(position)))
        made[pair][:, position[table["zone"][row]]] = lows[row], values[row], highs[row]
    return made


def _check_base_values(draft: Draft) -> None:
    table, zones = draft.tables["base_year.csv"], draft.tables["zones.csv"]["zone"]
    for row, variable in enumerate(table["variable"]):
        low, value, high = table["low"][row], table["value"][row], table["high"][row]
        if low > value or value > high:
            params: dict[str, object] = {"low": float(low), "value": float(value), "high": float(high)}
            draft.add("base_year.csv", row, "value", "region.band", **params)
        floor, ceiling = _RANGES.get(variable, (0.0, np.inf))
        if not floor <= value <= ceiling:
            code, limits = out_of_range(floor, ceiling)
            draft.add("base_year.csv", row, "value", code, value=float(value), **limits)
    base = base_arrays(draft)
    rows = {key: row for row, key in enumerate(zip(table["variable"], table["category"], table["zone"], strict=True))}
    ages = sum(base["age_share", age][1] for age in AGES)
    for index in np.flatnonzero(np.abs(ages - 1) > TOLERANCE):
        row = rows["age_share", AGES[0], zones[index]]
        params = {"what": "age_share", "zone": zones[index], "total": float(np.asarray(ages)[index])}
        draft.add("base_year.csv", row, "value", "region.shares", **params)
    single = {name: base[name, ""][1] for name in _SINGLE}
    employed = single["population"] * base["age_share", "15-74"][1] * single["participation"]
    jobs = employed * single["employee_share"] * single["jobs_per_employee"] * single["resident_scale"]
    wrong = np.abs(jobs - single["resident_jobs"]) > TOLERANCE * np.maximum(1.0, single["resident_jobs"])
    for index in np.flatnonzero(wrong):
        row = rows["resident_jobs", "", zones[index]]
        params = {"zone": zones[index], "value": float(single["resident_jobs"][index]), "product": float(jobs[index])}
        draft.add("base_year.csv", row, "value", "region.resident_jobs", **params)


def _check_pairs(draft: Draft) -> None:
    table, zones = draft.tables["commuting.csv"], draft.tables["zones.csv"]["zone"]
    held = set(zip(table["origin"], table["destination"], strict=True))
    missing = [f"{o} > {d}" for o in zones for d in zones if (o, d) not in held]
    if missing:
        draft.add(
            "commuting.csv", len(table) - 1, "origin", "region.pairs_missing", n=len(missing), pairs=some(missing)
        )
    total = table["share_car"] + table["share_transit"] + table["share_bike"]
    wrong = np.flatnonzero(np.abs(total - 1) > TOLERANCE)
    for row in wrong[:20]:
        pair = f"{table['origin'][row]} > {table['destination'][row]}"
        draft.add(
            "commuting.csv", row, "share_car", "region.shares", what="share_*", zone=pair, total=float(total[row])
        )
    if len(wrong) > 20:
        draft.add("commuting.csv", int(wrong[-1]), "share_car", "table.more", n=len(wrong) - 20)


def matrix(draft: Draft, column: str) -> Array:
    """A column of ``commuting.csv`` as (origin, destination), in zone order."""
    table, zones = draft.tables["commuting.csv"], draft.tables["zones.csv"]["zone"]
    position = {zone: index for index, zone in enumerate(zones)}
    made = np.zeros((len(zones), len(zones)))
    origins = np.array([position[zone] for zone in table["origin"]])
    destinations = np.array([position[zone] for zone in table["destination"]])
    made[origins, destinations] = table[column]
    return made


def _check_margins(draft: Draft) -> None:
    zones = draft.tables["zones.csv"]
    base, jobs = base_arrays(draft), matrix(draft, "jobs")
    filled = sum(base["employee_jobs", name][1] for name in variables(draft)["employee_jobs"])
    filled = filled * base["jobs_filled_rate", ""][1]
    commuting = draft.tables["commuting.csv"]
    for axis, column, wanted, code in (
        (1, "origin", base["resident_jobs", ""][1], "region.margin_rows"),
        (0, "destination", np.asarray(filled), "region.margin_columns"),
    ):
        found = jobs.sum(axis=axis)
        for index in np.flatnonzero(np.abs(found - wanted) > TOLERANCE * np.maximum(1.0, wanted)):
            zone = zones["zone"][index]
            row = commuting[column].index(zone)
            params = {"zone": zone, "found": float(found[index]), "wanted": float(wanted[index])}
            draft.add("commuting.csv", row, "jobs", code, **params)
    empty = (jobs.sum(axis=1) == 0) & (jobs.sum(axis=0) == 0)
    for row in np.flatnonzero(empty):
        if not zones["parent_zone"][row]:
            draft.add("zones.csv", int(row), "parent_zone", "region.parent_missing", zone=zones["zone"][row])
    for row, parent in enumerate(zones["parent_zone"]):
        if parent and empty[zones["zone"].index(parent)]:
            draft.add("zones.csv", row, "parent_zone", "region.parent_empty", zone=zones["zone"][row], parent=parent)
