"""Tables of a region's network to indexed arrays: links of the base, links and changes of projects, variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from balanssim.model.network_parts import (
    INERT_FIELDS,
    NEW_ROAD_ALPHA,
    NEW_ROAD_BETA,
    ROAD_FIELDS,
    TRACK_DETOUR,
    TRANSIT_FIELDS,
    Change,
    Floats,
    Ints,
    Lines,
    Network,
    Roads,
    Table,
)


def compile_network(tables: Mapping[str, Table], projects: Table) -> Network:
    """Index the tables of a region's network.

    Parameters
    ----------
    tables : columns by table: `zones` (zone, intrazonal_car_min, intrazonal_bike_km), `nodes`, `road_links`,
        `transit_links`, `transit_access` and optionally `variants`, with the columns of the region folder
    projects : columns `project, action, target, field, new_value`; a later row overrules an earlier one

    Raises `ValueError` with every unknown node, link, line or field at once. Source: model.md 6.3.
    """
    problems: list[str] = []
    zones = _texts(tables["zones"], "zone")
    others = [node for node in _texts(tables["nodes"], "node") if node not in set(zones)]
    nodes = (*zones, *others)
    place = {node: index for index, node in enumerate(nodes)}
    names = tuple(dict.fromkeys(_texts(projects, "project")))
    added_roads, added_lines = _added(projects, names, problems)
    roads = _roads(tables["road_links"], added_roads, place, problems)
    lines, line_ids = _lines(tables["transit_links"], added_lines, place, tables["nodes"], problems)
    road_changes, line_changes = _changes(projects, names, roads, lines, line_ids, problems)
    variants: tuple[str, ...] = ()
    road_variants: tuple[Change, ...] = ()
    line_variants: tuple[Change, ...] = ()
    if "variants" in tables:
        table = tables["variants"]
        variants = tuple(dict.fromkeys(_texts(table, "variant")))
        rows = {
            "project": _texts(table, "variant"),
            "action": ["change_link"] * len(_texts(table, "variant")),
            "target": _texts(table, "link"),
            "field": _texts(table, "field"),
            "new_value": _texts(table, "value"),
        }
        road_variants, line_variants = _changes(rows, variants, roads, lines, line_ids, problems)
    access = tables["transit_access"]
    for node in (*_texts(access, "zone"), *_texts(access, "node")):
        if node not in place:
            problems.append(f"transit_access: unknown node {node!r}")
    if problems:
        raise ValueError("\n".join(problems))
    return Network(
        zones=tuple(zones),
        nodes=nodes,
        projects=names,
        variants=variants,
        roads=roads,
        lines=lines,
        access_zone=np.array([place[node] for node in _texts(access, "zone")], dtype=np.int64),
        access_node=np.array([place[node] for node in _texts(access, "node")], dtype=np.int64),
        access_min=_floats(access, "access_min"),
        egress_min=_floats(access, "egress_min"),
        intrazonal_car_min=_floats(tables["zones"], "intrazonal_car_min"),
        intrazonal_km=_floats(tables["zones"], "intrazonal_bike_km"),
        road_changes=road_changes,
        line_changes=line_changes,
        road_variants=road_variants,
        line_variants=line_variants,
    )


def _texts(table: Table, column: str) -> list[str]:
    return [str(value) for value in np.asarray(table[column]).tolist()]


def _floats(table: Table, column: str) -> Floats:
    return np.asarray(table[column], dtype=np.float64).copy()


def _added(
    projects: Table, names: tuple[str, ...], problems: list[str]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Rows `add_link` as one dict per direction: (roads, transit)."""
    roads: list[dict[str, str]] = []
    lines: list[dict[str, str]] = []
    columns = [_texts(projects, name) for name in ("project", "action", "target", "field", "new_value")]
    for project, action, target, field, value in zip(*columns, strict=True):
        if action != "add_link":
            continue
        keys, values = field.split(","), value.split(",")
        ends = target.split(">")
        if len(ends) != 2 or len(keys) != len(values):
            problems.append(
                f"projects: {project}: add_link {target!r} needs 'from>to' and equally many fields and values"
            )
            continue
        row = dict(zip(keys, values, strict=True)) | {"project": project, "added_by": str(names.index(project))}
        for start, end in (ends, ends[::-1]):
            (lines if "line" in row else roads).append(row | {"from_node": start, "to_node": end})
    return roads, lines


def _index(place: Mapping[str, int], values: Sequence[str], where: str, problems: list[str]) -> Ints:
    problems.extend(f"{where}: unknown node {value!r}" for value in values if value not in place)
    return np.array([place.get(value, 0) for value in values], dtype=np.int64)


def _column(table: Table, added: Sequence[Mapping[str, str]], column: str, default: float) -> Floats:
    return np.concatenate([_floats(table, column), [float(row.get(column, default)) for row in added]])


def _added_by(base: int, added: Sequence[Mapping[str, str]]) -> Ints:
    return np.array([-1] * base + [int(row["added_by"]) for row in added], dtype=np.int64)


def _roads(table: Table, added: list[dict[str, str]], place: Mapping[str, int], problems: list[str]) -> Roads:
    for row in added:
        if "free_flow_min" not in row:
            row["free_flow_min"] = repr(60.0 * float(row["length_km"]) / float(row["free_speed_kmh"]))
    base = len(_texts(table, "link"))
    start = _texts(table, "from_node") + [row["from_node"] for row in added]
    end = _texts(table, "to_node") + [row["to_node"] for row in added]
    made = [f"{row['project']}_{row['from_node']}_{row['to_node']}" for row in added]
    return Roads(
        ids=(*_texts(table, "link"), *made),
        start=_index(place, start, "road_links", problems),
        end=_index(place, end, "road_links", problems),
        length_km=_column(table, added, "length_km", 0.0),
        free_min=_column(table, added, "free_flow_min", 0.0),
        capacity=_column(table, added, "capacity_veh_h", 0.0),
        volume=_column(table, added, "base_volume_veh_h", 0.0),
        commuter_share=_column(table, added, "commuter_share", 0.0),
        alpha=_column(table, added, "bpr_alpha", NEW_ROAD_ALPHA),
        beta=_column(table, added, "bpr_beta", NEW_ROAD_BETA),
        added_by=_added_by(base, added),
    )


def _lines(
    table: Table, added: Sequence[Mapping[str, str]], place: Mapping[str, int], nodes: Table, problems: list[str]
) -> tuple[Lines, dict[str, int]]:
    base = len(_texts(table, "link"))
    names = _texts(table, "line") + [row["line"] for row in added]
    index = {name: number for number, name in enumerate(dict.fromkeys(names))}
    start_names = _texts(table, "from_node") + [row["from_node"] for row in added]
    end_names = _texts(table, "to_node") + [row["to_node"] for row in added]
    where = {
        node: (lat, lon)
        for node, lat, lon in zip(_texts(nodes, "node"), _floats(nodes, "lat"), _floats(nodes, "lon"), strict=True)
    }
    ends = [
        np.array([where.get(node, (0.0, 0.0)) for node in column], dtype=np.float64)
        for column in (start_names, end_names)
    ]
    lines = Lines(
        ids=(
            *_texts(table, "link"),
            *(f"{row['project']}_{row['line']}_{row['from_node']}_{row['to_node']}" for row in added),
        ),
        start=_index(place, start_names, "transit_links", problems),
        end=_index(place, end_names, "transit_links", problems),
        line=np.array([index[name] for name in names], dtype=np.int64),
        ride_min=_column(table, added, "in_vehicle_min", 0.0),
        frequency=_column(table, added, "frequency_h", 0.0),
        seats=_column(table, added, "seats_pass_h", 0.0),
        capacity=_column(table, added, "capacity_pass_h", 0.0),
        volume=_column(table, added, "base_volume_pass_h", 0.0),
        km=TRACK_DETOUR * straight_km(ends[0][:, 0], ends[0][:, 1], ends[1][:, 0], ends[1][:, 1]),
        added_by=_added_by(base, added),
    )
    return lines, index


def straight_km(lat0: Floats, lon0: Floats, lat1: Floats, lon1: Floats) -> Floats:
    """Great-circle kilometres between points in degrees (haversine, mean radius 6371 km)."""
    a, b = np.radians(lat0), np.radians(lat1)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lon1 - lon0) / 2) ** 2
    km: Floats = 2 * 6371.0 * np.arcsin(np.sqrt(h))
    return km


def _changes(
    projects: Table, names: tuple[str, ...], roads: Roads, lines: Lines, line_ids: dict[str, int], problems: list[str]
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    road_at = {link: number for number, link in enumerate(roads.ids)}
    line_at = {link: number for number, link in enumerate(lines.ids)}
    on_roads: list[Change] = []
    on_lines: list[Change] = []
    columns = [_texts(projects, name) for name in ("project", "action", "target", "field", "new_value")]
    for project, action, target, field, value in zip(*columns, strict=True):
        if action == "add_link":
            continue
        if action != "change_link":
            problems.append(f"projects: {project}: unknown action {action!r}")
            continue
        if field in INERT_FIELDS:
            continue
        switch = names.index(project)
        if target.startswith("line:"):
            number = line_ids.get(target.removeprefix("line:"), -1)
            edges = np.flatnonzero(lines.line == number).tolist()
            known, ours, store = bool(edges), TRANSIT_FIELDS, on_lines
        else:
            links = target.split(";")
            by_road = all(link in road_at for link in links)
            place, ours, store = (road_at, ROAD_FIELDS, on_roads) if by_road else (line_at, TRANSIT_FIELDS, on_lines)
            known = all(link in place for link in links)
            edges = [place[link] for link in links if link in place]
        if not known:
            problems.append(f"projects: {project}: unknown target {target!r}")
        elif field not in ours:
            problems.append(f"projects: {project}: field {field!r} cannot change; known: {', '.join(ours)}")
        else:
            store.append(Change(switch, ours[field], np.array(edges, dtype=np.int64), float(value)))
    return tuple(on_roads), tuple(on_lines)
