"""Rules of the network tables: zones are leaves, every pair can travel by car and by transit, projects have targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from balanssim.errors import Problem
from balanssim.region.draft import Draft, added_link, added_links, near, some
from balanssim.region.schemas import ROAD_LINKS, TRANSIT_LINKS, TRANSIT_MODES
from balanssim.region.tables import Schema

_NODES, _ROAD, _TRANSIT = "network/nodes.csv", "network/road_links.csv", "network/transit_links.csv"
_ACCESS, _PROJECTS, _VARIANTS = "network/transit_access.csv", "network/projects.csv", "network/variants.csv"
_CORRIDORS = "network/corridors.csv"

# Columns of a link that a project may not change: names and papers.
_FIXED = ("link", "from_node", "to_node", "name", "source", "status")
_WORDS = ("mode", "line", "road_type")
_NEEDED = {
    "car": ("length_km", "lanes", "capacity_veh_h", "free_flow_min", "bpr_alpha", "bpr_beta"),
    "transit": ("mode", "line", "in_vehicle_min", "frequency_h", "seats_pass_h", "capacity_pass_h"),
}


def check(draft: Draft) -> None:
    """All rules of this module; each runs only where the tables it combines are sound by themselves."""
    if draft.clean("zones.csv", _NODES):
        _check_nodes(draft)
    if draft.clean("zones.csv", _NODES, _ROAD):
        _check_links(draft, _ROAD)
    if draft.clean("zones.csv", _NODES, _TRANSIT):
        _check_links(draft, _TRANSIT)
    if draft.clean(_ROAD, _TRANSIT):
        _check_names(draft)
    if draft.clean("zones.csv", _NODES, _ROAD):
        _check_car(draft)
    if draft.clean("zones.csv", _NODES, _TRANSIT, _ACCESS):
        _check_transit(draft)
    if draft.clean(_NODES, _ROAD, _TRANSIT, _PROJECTS):
        _Projects(draft).check()
    if draft.clean(_ROAD, _TRANSIT, _VARIANTS):
        _check_variants(draft)
    if draft.clean(_ROAD, _TRANSIT, _PROJECTS, _CORRIDORS):
        _check_corridors(draft)


def _check_nodes(draft: Draft) -> None:
    zones, nodes = draft.tables["zones.csv"], draft.tables[_NODES]
    kinds = dict(zip(nodes["node"], nodes["kind"], strict=True))
    for row, zone in enumerate(zones["zone"]):
        if kinds.get(zone) != "zone":
            draft.add("zones.csv", row, "zone", "region.zone_node", zone=zone)
    known = dict.fromkeys(zones["zone"])
    for row, (node, kind) in enumerate(kinds.items()):
        if kind == "zone" and node not in known:
            draft.add(_NODES, row, "kind", "region.node_no_zone", node=node)


def _check_links(draft: Draft, file: str) -> None:
    table = draft.tables[file]
    stations = _kind(draft, "station")
    for row, (start, end) in enumerate(zip(table["from_node"], table["to_node"], strict=True)):
        if start == end:
            draft.add(file, row, "to_node", "region.link_loop", link=table["link"][row], node=start)
        if file == _TRANSIT:
            for column, node in (("from_node", start), ("to_node", end)):
                if node not in stations:
                    draft.add(file, row, column, "region.not_a_station", node=node)
    if file == _TRANSIT:
        for row, (seats, capacity) in enumerate(zip(table["seats_pass_h"], table["capacity_pass_h"], strict=True)):
            if seats > capacity:
                params = {"seats": float(seats), "capacity": float(capacity)}
                draft.add(file, row, "seats_pass_h", "region.seats", **params)


def _check_names(draft: Draft) -> None:
    """Projects, corridors and results name a link without its table."""
    roads = dict.fromkeys(draft.tables[_ROAD]["link"])
    for row, link in enumerate(draft.tables[_TRANSIT]["link"]):
        if link in roads:
            draft.add(_TRANSIT, row, "link", "region.project_twice", link=link)


def _kind(draft: Draft, kind: str) -> dict[str, None]:
    nodes = draft.tables[_NODES]
    return dict.fromkeys(node for node, found in zip(nodes["node"], nodes["kind"], strict=True) if found == kind)


def _check_car(draft: Draft) -> None:
    zones = draft.tables["zones.csv"]["zone"]
    road = draft.tables[_ROAD]
    leave: dict[str, list[str]] = {zone: [] for zone in zones}
    arrive: dict[str, list[str]] = {zone: [] for zone in zones}
    inner: dict[str, list[str]] = {}
    for start, end in zip(road["from_node"], road["to_node"], strict=True):
        if start in leave:
            leave[start].append(end)
        elif end in arrive:
            arrive[end].append(start)
        else:
            inner.setdefault(start, []).append(end)
    direct = {(zone, end) for zone, ends in leave.items() for end in ends if end in arrive}
    _report_cuts(draft, _cut(zones, leave, arrive, inner, direct), "region.cut_off_car")


def _check_transit(draft: Draft) -> None:
    zones, access, lines = draft.tables["zones.csv"]["zone"], draft.tables[_ACCESS], draft.tables[_TRANSIT]
    stations = _kind(draft, "station")
    stops: dict[str, list[str]] = {zone: [] for zone in zones}
    for row, (zone, node) in enumerate(zip(access["zone"], access["node"], strict=True)):
        stops[zone].append(node)
        if node not in stations:
            draft.add(_ACCESS, row, "node", "region.not_a_station", node=node)
    inner: dict[str, list[str]] = {}
    for start, end in zip(lines["from_node"], lines["to_node"], strict=True):
        inner.setdefault(start, []).append(end)
    _report_cuts(draft, _cut(zones, stops, stops, inner, set()), "region.cut_off_transit")


def _cut(
    zones: Sequence[str],
    leave: Mapping[str, Sequence[str]],
    arrive: Mapping[str, Sequence[str]],
    inner: Mapping[str, Sequence[str]],
    direct: set[tuple[str, str]],
) -> list[tuple[str, str]]:
    """Pairs of zones without a path that passes through no other zone."""
    cut: list[tuple[str, str]] = []
    for origin in zones:
        reached = _reach(leave[origin], inner)
        cut += [
            (origin, zone)
            for zone in zones
            if zone != origin and (origin, zone) not in direct and not any(node in reached for node in arrive[zone])
        ]
    return cut


def _reach(starts: Iterable[str], inner: Mapping[str, Sequence[str]]) -> set[str]:
    reached, waiting = set(starts), list(starts)
    while waiting:
        for node in inner.get(waiting.pop(), ()):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return reached


def _report_cuts(draft: Draft, cut: list[tuple[str, str]], code: str) -> None:
    """One problem for each zone that explains most pairs, until all are explained: not one per pair."""
    zones = draft.tables["zones.csv"]["zone"]
    while cut:
        counts = Counter((side, pair[side]) for pair in cut for side in (0, 1))
        (side, zone), _ = max(counts.items(), key=lambda item: (item[1], -item[0][0], -zones.index(item[0][1])))
        others = [pair[1 - side] for pair in cut if pair[side] == zone]
        params = {"zone": zone, "zones": some(others)}
        draft.add("zones.csv", zones.index(zone), "zone", f"{code}_{'from' if side == 0 else 'to'}", **params)
        cut = [pair for pair in cut if pair[side] != zone]


@dataclass
class _Projects:
    """Rules of ``network/projects.csv``."""

    draft: Draft

    def check(self) -> None:
        table = self.draft.tables[_PROJECTS]
        self.road = dict.fromkeys(self.draft.tables[_ROAD]["link"])
        self.transit = dict.fromkeys(self.draft.tables[_TRANSIT]["link"])
        self.lines = dict.fromkeys(self.draft.tables[_TRANSIT]["line"])
        self.nodes = dict.fromkeys(self.draft.tables[_NODES]["node"])
        self.made: dict[str, int] = {}
        for number, row in enumerate(table.rows()):
            if row["action"] == "change_link":
                self._change(number, row["target"], row["field"], row["new_value"])
            else:
                self._add(number, row["project"], row["target"], row["field"], row["new_value"])

    def _wrong(self, row: int, column: str, code: str, /, **params: object) -> None:
        self.draft.add(_PROJECTS, row, column, code, **params)

    def _change(self, row: int, target: str, field: str, value: str) -> None:
        if target.startswith("line:"):
            line = target.removeprefix("line:")
            if line not in self.lines:
                self._wrong(row, "target", "region.project_line", line=line, near=near(line, self.lines))
            modes = {"transit"}
        else:
            links = target.split(";")
            known = {**self.road, **self.transit}
            for link in links:
                if link not in known:
                    self._wrong(row, "target", "region.project_link", link=link, near=near(link, known))
            modes = {"car" if link in self.road else "transit" for link in links if link in known}
        if len(modes) > 1:
            self._wrong(row, "target", "region.project_mixed", target=target)
        elif modes:
            self._value(row, modes.pop(), field, value, changing=True)

    def _add(self, row: int, project: str, target: str, fields: str, values: str) -> None:
        nodes = target.split(">")
        if len(nodes) != 2 or nodes[0] == nodes[1]:
            self._wrong(row, "target", "region.project_target", target=target)
            return
        for node in nodes:
            if node not in self.nodes:
                self._wrong(row, "target", "region.project_node", node=node, near=near(node, self.nodes))
        names, texts = fields.split(","), values.split(",")
        if len(names) != len(texts) or len(set(names)) != len(names):
            self._wrong(row, "new_value", "region.project_fields", fields=len(names), values=len(texts))
            return
        mode = "transit" if "line" in names or "in_vehicle_min" in names else "car"
        missing = [name for name in _NEEDED[mode] if name not in names]
        if missing:
            self._wrong(row, "field", "region.project_field_missing", missing=missing)
        for name, text in zip(names, texts, strict=True):
            self._value(row, mode, name, text, changing=False)
        line = dict(zip(names, texts, strict=True)).get("line", "")
        for start, end in (nodes, nodes[::-1]):
            link = added_link(project, start, end, line)
            if link in self.made or link in self.road or link in self.transit:
                self._wrong(row, "target", "region.project_twice", link=link)
            self.made[link] = row

    def _value(self, row: int, mode: str, field: str, value: str, changing: bool) -> None:
        column = "field" if field not in _fields(mode) or (changing and field in _WORDS) else "new_value"
        if column == "field":
            params = {"field": field, "allowed": [n for n in _fields(mode) if not (changing and n in _WORDS)]}
            self._wrong(row, column, "region.project_field", **params)
        elif field in _WORDS:
            if field == "mode" and value not in TRANSIT_MODES:
                self._wrong(row, column, "table.choice", value=value, choices=list(TRANSIT_MODES))
        elif not _fits(mode, field, value, changing):
            self._wrong(row, column, "region.project_value", field=field, value=value)


def _fields(mode: str) -> list[str]:
    return [column.name for column in _schema(mode).columns if column.name not in _FIXED]


def _schema(mode: str) -> Schema:
    return ROAD_LINKS if mode == "car" else TRANSIT_LINKS


def _fits(mode: str, field: str, value: str, changing: bool = False) -> bool:
    column = next(column for column in _schema(mode).columns if column.name == field)
    try:
        number = float(value)
    except ValueError:
        return False
    if changing and field == "frequency_h" and number == 0:
        return True  # frequency 0 withdraws a line
    return column.above < number < float("inf") and column.low <= number <= column.high


def _check_variants(draft: Draft) -> None:
    table, road = draft.tables[_VARIANTS], dict.fromkeys(draft.tables[_ROAD]["link"])
    for row, (link, field, value) in enumerate(zip(table["link"], table["field"], table["value"], strict=True)):
        mode = "car" if link in road else "transit"
        allowed = [name for name in _fields(mode) if name not in _WORDS]
        if field not in allowed:
            draft.add(_VARIANTS, row, "field", "region.project_field", field=field, allowed=allowed)
        elif not _fits(mode, field, str(value)):
            draft.add(_VARIANTS, row, "value", "region.project_value", field=field, value=float(value))


def _check_corridors(draft: Draft) -> None:
    table = draft.tables[_CORRIDORS]
    modes = dict.fromkeys(draft.tables[_ROAD]["link"], "car")
    modes.update(dict.fromkeys(draft.tables[_TRANSIT]["link"], "transit"))
    modes.update(added_links(draft.tables[_PROJECTS]))
    for row, (mode, links, unit) in enumerate(zip(table["mode"], table["links"], table["unit"], strict=True)):
        other = [link for link in links if modes[link] != mode]
        if other:
            draft.add(_CORRIDORS, row, "links", "region.corridor_mode", mode=mode, links=some(other))
        wanted = "veh/h" if mode == "car" else "pass/h"
        if unit != wanted:
            draft.add(_CORRIDORS, row, "unit", "region.corridor_unit", unit=unit, wanted=wanted)
    known = dict.fromkeys(table["corridor"])
    named = [("headline_corridors", corridor) for corridor in draft.head["headline_corridors"]]
    for key, corridor in (*named, ("screenline", draft.head["screenline"])):
        if corridor not in known:
            line, column = draft.head["places"][key]
            params = {"value": corridor, "near": near(corridor, known)}
            shown = key.replace("headline_", "headline.")
            draft.problems.append(Problem(draft.head["file"], line, column, shown, "region.head_corridor", params))
