"""The part of ``prepare`` for commuting: network tables to route universe, base matrix to static arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from balanssim.inputs import Array, Axes, Inputs, WorldBlock
from balanssim.model import commuting, link_loads, network, routes
from balanssim.model.network_parts import Bools
from balanssim.prepare.kept import once

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.region.tables import Table
    from balanssim.scenario.numerics import Numerics


def parameters(
    values: Mapping[str, Array],
    numerics: Mapping[str, float | str] | Numerics | None = None,
    central: Bools | None = None,
) -> commuting.CommutingParameters:
    """Parameters of the commuting model for a block of worlds; `central (draw,)` bool, none by default."""
    settings = {} if numerics is None else dict(numerics)
    tight = np.zeros(values["commuting.beta"].size, dtype=bool) if central is None else central
    return commuting.CommutingParameters(
        beta=values["commuting.beta"],
        beta_transit=values["commuting.beta_transit"],
        beta_bike=values["commuting.beta_bike"],
        transit_odds=values["commuting.transit_odds"],
        lambda_ratio=values["commuting.lambda_ratio"],
        value_of_time=values["commuting.value_of_time"],
        fuel_cost_km=values["commuting.fuel_cost"],
        fare_base=values["commuting.fare_base"],
        fare_km=values["commuting.fare_km"],
        days_per_week=values["commuting.days_per_week"],
        present=values["commuting.present"],
        wfh=values["commuting.wfh"],
        peak_share=values["commuting.peak_share"],
        occupancy=values["commuting.occupancy"],
        tolerance=float(settings.get("furness_tolerance", 1e-10)),
        iterations=int(settings.get("furness_iterations", 400)),
        peak_spreading=values["commuting.peak_spreading"],
        crowding_max=values["commuting.crowding_max"],
        congestion=str(settings.get("congestion", "fixed")),
        kernel=str(settings.get("kernel", "numpy")),
        gap_tolerance=np.where(
            tight, float(settings.get("gap_tolerance_central", 1e-5)), float(settings.get("gap_tolerance", 1e-3))
        ),
        gap_iterations=int(settings.get("gap_iterations", 100)),
    )


def base_date(inputs: Inputs, worlds: WorldBlock) -> commuting.CommutingBase:
    """Commuting of a block of worlds on the base date: no lever moves it."""
    values = worlds.values
    settings = parameters(values, inputs.numerics, worlds.labels == 0)
    return commuting.prepare(inputs.commuting, settings, (values["network.variant"] > 0.5)[None])


def _words(table: Table) -> dict[str, Any]:
    """Columns of a table with lists of ids joined again by ``;``, as the network reads them."""
    return {
        name: [";".join(cell) for cell in column] if len(column) and isinstance(column[0], tuple) else column
        for name, column in table.columns.items()
    }


def _network(region: Region) -> network.Network:
    return once(region, "network", (), lambda: _compiled(region))


def _compiled(region: Region) -> network.Network:
    tables = {name: _words(table) for name, table in region.network.items()}
    tables |= {"zones": _words(region.zones), "variants": _words(region.variants)}
    return network.compile_network(tables, _words(region.projects))


def link_labels(region: Region) -> dict[str, tuple[str, ...]]:
    """Links in the order of ``model.link_loads.order``: ``ids``, and their names in ``nl`` and ``en``.

    A link of the tables has one name for both languages, a link of a project the name of the project.
    """
    return once(region, "links", (), lambda: _link_labels(region))


def _link_labels(region: Region) -> dict[str, tuple[str, ...]]:
    built = _network(region)
    at = link_loads.order(built).tolist()
    added = np.concatenate([built.roads.added_by, built.lines.added_by])[at].tolist()
    ids = (*built.roads.ids, *built.lines.ids)
    own: dict[str, str] = {}
    for table in (region.network["road_links"], region.network["transit_links"]):
        own |= zip(table["link"], table["name"], strict=True)
    labels = {"ids": tuple(ids[link] for link in at)}
    for lang in ("nl", "en"):
        projects = dict(zip(region.infrastructure["project"], region.infrastructure[f"name_{lang}"], strict=True))
        labels[lang] = tuple(
            own[link] if project < 0 else projects[built.projects[project]]
            for link, project in zip(labels["ids"], added, strict=True)
        )
    return labels


def shared_static(
    region: Region, axes: Axes, numerics: Numerics, central: Mapping[str, Array]
) -> commuting.CommutingStatic:
    """``commuting_static``, one for all scenarios of a region that agree on what it follows from."""
    basis = parameters(central, numerics)
    values = tuple(
        (field.name, value.tobytes() if isinstance(value := getattr(basis, field.name), np.ndarray) else value)
        for field in fields(basis)
    )
    labels = (axes.zones, axes.sectors, axes.locations, axes.corridors)
    key = (*labels, tuple(numerics.model_dump().items()), values)
    return once(region, "static", key, lambda: commuting_static(region, axes, numerics, central))


def commuting_static(
    region: Region, axes: Axes, numerics: Numerics, central: Mapping[str, Array]
) -> commuting.CommutingStatic:
    """Route universe, base matrix and fitted deterrence of a scenario; ``central`` expected values of width 1."""
    universe = routes.enumerate_routes(_network(region), _words(region.corridors))
    roles = np.array(region.zones["role"])
    zone_ids = axes.zones
    parents = [zone_ids.index(parent) if parent else -1 for parent in region.zones["parent_zone"]]
    columns = sum(
        region.base("employee_jobs", f"{sector}/{place}")
        for sector in axes.sectors
        for place in (*axes.locations, "none")
    )
    return commuting.make_static(
        commuting.transport(universe, region.base("parking_eur"), roles == "external"),
        flows=region.commuting.jobs,
        rows=region.base("resident_jobs"),
        columns=columns * region.base("jobs_filled_rate"),
        p0=region.commuting.mode_share,
        parent=np.array(parents, dtype=np.int64),
        study=roles == "study",
        screenline=np.array([corridor == region.index.screenline for corridor in axes.corridors]),
        central=parameters(central, numerics),
    )
