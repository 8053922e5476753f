"""A whole region folder of an invented country of any number of zones: what ``testing.invented_region`` writes.

Every third municipality is studied: it has plans, room for jobs and paces; of the others half are external. People,
jobs, commuting and network are those of ``invented`` and ``invented_network``. Every number is invented.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np

from balanssim import testing
from balanssim.invented import Country, country
from balanssim.invented_network import Table, shares, tables
from balanssim.region import tiny_parameters, tiny_procedures
from balanssim.region.schemas import SCHEMAS

Rows = Iterable[Sequence[object]]
_PAPERS = ("invented for tests", "assumed")
_COLUMNS = {schema.file: tuple(column.name for column in schema.columns) for schema in SCHEMAS}
#: Roles in turn; zones of which one is studied; persons of a home and resident jobs of one, as `testing.base_year` has.
ROLES = ("study", "neighbour", "external")
STUDIED, PERSONS, JOBS_PER_HOME = len(ROLES), 2.2, 2.2 * 0.72 * 0.73 * 0.82 * 1.05
#: Parts of the homes by segment; part of the stock that is built each year, and that is planned.
SEGMENTS, PACE, PLANNED = (0.3, 0.45, 0.25), 0.01, 0.08

_REGION = """\
schema_version: 1
id: invented-{zones}
title: {{nl: Verzonnen land van {zones} zones, en: Invented country of {zones} zones}}
base_year: 2024
horizon: {{start: 2024, end: 2051}}
known_until: 2025
segments: [social_rent, mid, high]
sectors: [serving, basic]
locations: [business_park, office, mixed]
modes: [car, transit, bike]
study_area: study-area
screenline: bridge
congested_grid: polder
headline: {{areas: [{first}, {second}], corridors: [bridge]}}
"""


def files(zones: int, seed: int = 1) -> dict[str, str]:
    """Text of every file by name. Raises ``ValueError`` for fewer than six zones: two are studied."""
    if zones < 2 * STUDIED:
        raise ValueError(f"an invented region has at least {2 * STUDIED} zones")
    made = country(zones, seed)
    names = [f"Z{number}" for number in range(zones)]
    studied = names[::STUDIED]
    flows = np.round(made.flows, 6)
    jobs = dict(zip(names, flows.tolist(), strict=True))
    stock = np.maximum(made.rows / JOBS_PER_HOME, 10.0)
    homes = {name: [round(share * count) for share in SEGMENTS] for name, count in zip(names, stock, strict=True)}
    pace = {name: max(round(PACE * sum(held)), 1) for name, held in homes.items()}
    found = {
        "zones.csv": _zones(made, names, studied),
        "areas.csv": [
            *((name, f"Plaats {name}", f"Town {name}", "municipality", name) for name in names),
            ("study-area", "Studiegebied", "Study area", "study", ";".join(studied)),
            ("woondeal-test", "Woondeal Test", "Woondeal Test", "woondeal", ";".join(studied)),
        ],
        "commuting.csv": _commuting(made, names, flows),
        **_network(made, names),
        **_pipeline(studied, homes, pace),
        "known.csv": [
            ("homes", name, "2025-01-01", sum(homes[name]) + pace[name], "homes", None, *_PAPERS) for name in studied
        ],
        "woondeal.csv": [
            ("woondeal-test", studied[0], year, pace[studied[0]] * (year - 2021), *_PAPERS)
            for year in range(2022, 2031)
        ],
    }  # fmt: skip
    tiny = testing.tiny_files()
    return {
        "region.yaml": _REGION.format(zones=zones, first=studied[0], second=studied[1]),
        **{name: _csv(name, rows) for name, rows in found.items()},
        "base_year.csv": testing.base_year(jobs, homes, dict.fromkeys(names, PERSONS), pace, studied, parking=names[0]),
        "parameters.yaml": tiny_parameters.text(*_PAPERS),
        "procedures.yaml": tiny_procedures.text(*_PAPERS, municipality=studied[0]),
        **{name: tiny[name] for name in ("bomirt.csv", "inconsistencies.csv", "sources.csv", "SOURCES.md")},
    }


def _csv(file: str, rows: Rows) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_COLUMNS[file])
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return buffer.getvalue()


def _zones(made: Country, names: list[str], studied: list[str]) -> Rows:
    place = tables(made)[0]["nodes"]
    for number, name in enumerate(names):
        role = ROLES[number % STUDIED]
        yield (
            name, f"Plaats {name}", name, f"Plaats {name}", role, None, None, place["lat"][number],
            place["lon"][number], 6.0, made.km[number, number], None, int(name in studied), *_PAPERS,
        )  # fmt: skip


def _commuting(made: Country, names: list[str], flows: np.ndarray) -> Rows:
    _, transit, bike = np.round(shares(made), 6)
    for o, origin in enumerate(names):
        for d, destination in enumerate(names):
            rest = round(1.0 - transit[o, d] - bike[o, d], 6)
            yield origin, destination, flows[o, d], 0, rest, transit[o, d], bike[o, d]


def _network(made: Country, names: list[str]) -> dict[str, Rows]:
    found, _ = tables(made)
    node, road, transit, access = (found[name] for name in ("nodes", "road_links", "transit_links", "transit_access"))
    kinds = {"Z": "zone", "J": "junction", "S": "station"}
    link = [f"R{name}" for name in road["link"]]
    between = next(number for number, start in enumerate(road["from_node"]) if start.startswith("J"))
    first = link[between]
    wider = float(road["capacity_veh_h"][between]) * 1.5
    lines = _columns(transit, "link", "from_node", "to_node", "line", "in_vehicle_min", "frequency_h", "seats_pass_h")
    return {
        "network/nodes.csv": [
            (name, name, kinds[name[0]], lat, lon) for name, lat, lon in _columns(node, "node", "lat", "lon")
        ],
        "network/road_links.csv": [
            (
                name, start, end, f"{start}-{end}", km, lanes, capacity, minutes, volume, share, kind, alpha, beta,
                *_PAPERS,
            )
            for name, (start, end, km, lanes, capacity, minutes, volume, share, kind, alpha, beta) in zip(
                link,
                _columns(
                    road, "from_node", "to_node", "length_km", "lanes", "capacity_veh_h", "free_flow_min",
                    "base_volume_veh_h", "commuter_share", "road_type", "bpr_alpha", "bpr_beta",
                ),
                strict=True,
            )
        ],
        "network/transit_links.csv": [
            (name, start, end, "train", line, line, minutes, frequency, seats, capacity, volume, *_PAPERS)
            for (name, start, end, line, minutes, frequency, seats), capacity, volume in zip(
                lines, transit["capacity_pass_h"], transit["base_volume_pass_h"], strict=True
            )
        ],
        "network/transit_access.csv": [
            (*row, *_PAPERS) for row in _columns(access, "zone", "node", "access_min", "egress_min")
        ],
        "network/projects.csv": [
            ("P1_ROAD", "change_link", first, "capacity_veh_h", str(wider), "veh/h", *_PAPERS),
            ("P2_LINE", "change_link", f"line:{transit['line'][0]}", "frequency_h", "8", "per h", *_PAPERS),
        ],
        "network/variants.csv": [("wider", first, "capacity_veh_h", wider, *_PAPERS)],
        "network/corridors.csv": [("bridge", "Brug", "Bridge", "car", first, "veh/h", 0, *_PAPERS)],
    }  # fmt: skip


def _columns(table: Table, *names: str) -> Iterable[tuple[str, ...]]:
    return zip(*(table[name].tolist() for name in names), strict=True)


def _pipeline(studied: list[str], homes: dict[str, list[int]], pace: dict[str, int]) -> dict[str, Rows]:
    """A plan in every studied municipality, hard and soft in turn; one place for jobs of each kind, and a programme."""

    def plans() -> Rows:
        for number, name in enumerate(studied):
            count = max(round(PLANNED * sum(homes[name])), 10)
            release = "decision:P2_LINE" if number == 1 else None
            yield (
                f"plan-{name}", f"Plan {name}", name, ("hard", "soft")[number % 2], 0.8 * count, count, 1.2 * count,
                2024 + number % 4, max(pace[name], 5), 0, release, None, "polder" if number % 3 else None, None,
                *_PAPERS,
            )  # fmt: skip

    place = studied[0]
    by = ("invented", 50, 100, 150, 60, 20, 0, "2024")
    return {
        "pipeline/housing.csv": plans(),
        "pipeline/locations.csv": [
            ("park", "Bedrijventerrein", place, "business_park", 20, "ha", None, 1, *_PAPERS),
            ("kantoor", "Kantoren", place, "office", 1, "share", 2026, 0, *_PAPERS),
            ("gemengd", "Gemengd", studied[1], "mixed", 1, "share", 2027, 0, *_PAPERS),
        ],
        "pipeline/programmes.csv": [
            ("campus", "Campus", "Campus", place, "basic", "office", 300, 500, 900, 5, "never", *_PAPERS)
        ],
        "pipeline/infrastructure.csv": [
            (
                "P1_ROAD", "Weg verbreden", "Widen the road", "road", "elaboration", None, 0, *(None,) * 8, *by,
                "planuitwerking", "2024-01-01", 2027, 2029, 2035, 4, "procedures", *_PAPERS,
            ),
            (
                "P2_LINE", "Vaker een trein", "More trains", "metro", "start_decision", 2025, 0, *(None,) * 4,
                f"plan-{studied[1]}", 1, 2, 4, *by, "verkenning", "2024-01-01", 2029, 2032, 9999, 8, "procedures",
                *_PAPERS,
            ),
        ],
    }  # fmt: skip
