"""For tests, here and elsewhere: a tiny invented region that is complete and passes every check, and one of any size.

Two study municipalities (T1 in two sub-zones, of which T1-N is empty and follows T1-C; T2), a neighbour (T3) and an
external (EX1); a road and transit network with two projects; plans, programmes and parameters. Every number is
invented.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from balanssim.region import tiny_parameters, tiny_procedures

Cell = str | int | float | None
ZONES = ("T1-C", "T1-N", "T2", "T3", "EX1")
_SOURCE = ("invented for tests", "assumed")

#: Employee jobs from home zone (row) to work zone (column), in order of ``ZONES``.
JOBS = (
    (9000.0, 0.0, 1500.0, 6000.0, 3500.0),
    (0.0, 0.0, 0.0, 0.0, 0.0),
    (2500.0, 0.0, 5200.0, 1800.0, 500.0),
    (1200.0, 0.0, 400.0, 42000.0, 8000.0),
    (1300.0, 0.0, 300.0, 9000.0, 150000.0),
)
# km between centres, for the mode shares only
_KM = (
    (4, 4, 20, 25, 60),
    (4, 2, 24, 25, 62),
    (20, 24, 3, 45, 60),
    (25, 25, 45, 5, 40),
    (60, 62, 60, 40, 15),
)
_HOMES = {
    "T1-C": (7000, 8000, 5000),
    "T1-N": (0, 0, 0),
    "T2": (4000, 5000, 3000),
    "T3": (18000, 16000, 8000),
    "EX1": (40000, 50000, 30000),
}
_PERSONS_PER_HOME = {"T1-C": 2.4, "T1-N": 2.4, "T2": 2.5, "T3": 2.1, "EX1": 2.2}
_PACE = {"T1-C": 300, "T2": 150, "T3": 400, "EX1": 1200}
_GROWTH_SPLIT = {
    "serving/business_park": 0.2, "serving/office": 0.05, "serving/mixed": 0.5,
    "basic/business_park": 0.7, "basic/office": 0.1, "basic/mixed": 0.2,
}  # fmt: skip
_JOB_SHARES = {
    "serving/business_park": 0.05,
    "serving/office": 0.1,
    "serving/mixed": 0.25,
    "serving/none": 0.15,
    "basic/business_park": 0.2,
    "basic/office": 0.15,
    "basic/mixed": 0.05,
    "basic/none": 0.05,
}
_PROJECTS = (("P1_BRIDGE", "Brug verbreden", "Widen the bridge"), ("P2_METRO", "Metro naar Nieuw", "Metro to Nieuw"))


def tiny_region(path: str | Path, manifest: bool = False) -> Path:
    """Write the tiny region into ``path`` (made where needed) and return it. The same bytes every time.

    ``manifest``: also write ``manifest.json``; left out by default so that a test may change a file.
    """
    return _written(tiny_files(), path, manifest)


def _written(files: Mapping[str, str], path: str | Path, manifest: bool) -> Path:
    folder = Path(path)
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    if manifest:
        from balanssim.region.new import write_manifest

        write_manifest(folder)
    return folder


def invented_region(zones: int, path: str | Path, manifest: bool = False) -> Path:
    """Write a whole invented region of `zones` municipalities into ``path`` and return it, as ``tiny_region`` does.

    Towns by rank, commuting that falls with distance, a network that carries it (``balanssim.invented``). The same
    bytes every time on one version of NumPy and SciPy. Raises ``ValueError`` for fewer than six zones.
    """
    from balanssim import invented_region as made

    return _written(made.files(zones), path, manifest)


def tiny_files() -> dict[str, str]:
    """Text of every file of the tiny region by name."""
    return {
        "region.yaml": _REGION,
        "zones.csv": _zones(),
        "areas.csv": _areas(),
        "base_year.csv": base_year(
            dict(zip(ZONES, JOBS, strict=True)), _HOMES, _PERSONS_PER_HOME, _PACE, ("T1-C", "T2"), parking="T1-C"
        ),
        "commuting.csv": _commuting(),
        **_network(),
        **_pipeline(),
        "parameters.yaml": tiny_parameters.text(*_SOURCE),
        "procedures.yaml": tiny_procedures.text(*_SOURCE),
        "sources.csv": "key,title,publisher,reference_date,licence,where\ntests,Invented,,2024-01-01,EUPL-1.2,\n",
        "SOURCES.md": "All numbers of this region are invented for tests.\n",
    }


_REGION = """\
schema_version: 1
id: tiny
title: {nl: Testregio, en: Test region}
base_year: 2024
horizon: {start: 2024, end: 2030}
known_until: 2025
segments: [social_rent, mid, high]
sectors: [serving, basic]
locations: [business_park, office, mixed]
modes: [car, transit, bike]
study_area: study-area
screenline: bridge
congested_grid: polder
headline: {areas: [T1, T2], corridors: [bridge, rail]}
"""


def _csv(columns: str, rows: Sequence[Sequence[Cell]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns.split(","))
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return buffer.getvalue()


def _zones() -> str:
    rows = (
        ("T1-C", "Testad Centrum", "T1", "Testad", "study", "Flevoland", "Oost", 52.37, 5.21, 6.0, 2.0, None, 1),
        ("T1-N", "Testad Nieuw", "T1", "Testad", "study", "Flevoland", "Oost", 52.36, 5.14, 4.0, 1.5, "T1-C", 1),
        ("T2", "Bijdorp", "T2", "Bijdorp", "study", "Flevoland", "Oost", 52.5, 5.47, 6.0, 2.0, None, 1),
        ("T3", "Buurstad", "T3", "Buurstad", "neighbour", "Noord-Holland", None, 52.37, 4.9, 9.0, 2.2, None, 0),
        ("EX1", "Elders", "EX1", "Elders", "external", None, None, 52.1, 5.1, 15.0, 3.5, None, 0),
    )
    columns = "zone,name,municipality,municipality_name,role,province,deelregio,lat,lon,intrazonal_car_min"
    return _csv(
        columns + ",intrazonal_bike_km,parent_zone,space_known,source,status", [(*row, *_SOURCE) for row in rows]
    )


def _areas() -> str:
    rows = (
        ("T1-C", "Testad Centrum", "Testad Centrum", "zone", "T1-C"),
        ("T1-N", "Testad Nieuw", "Testad Nieuw", "zone", "T1-N"),
        ("T1", "Testad", "Testad", "municipality", "T1-C;T1-N"),
        ("T2", "Bijdorp", "Bijdorp", "municipality", "T2"),
        ("T3", "Buurstad", "Buurstad", "municipality", "T3"),
        ("EX1", "Elders", "Elsewhere", "zone", "EX1"),
        ("woondeal-test", "Woondeal Test", "Woondeal Test", "woondeal", "T1-C;T1-N;T2"),
        ("study-area", "Studiegebied", "Study area", "study", "T1-C;T1-N;T2"),
    )
    return _csv("area,name_nl,name_en,kind,zones", rows)


def base_year(
    jobs: Mapping[str, Sequence[float]],
    homes: Mapping[str, Sequence[int]],
    persons_per_home: Mapping[str, float],
    pace: Mapping[str, int],
    room: Collection[str],
    parking: str,
) -> str:
    """``base_year.csv``: `jobs` from each zone to all, `homes` by segment, `pace` of building, homes a year.

    ``room``: zones with space for jobs; ``parking``: the zone where it costs money.
    """
    rows: list[Sequence[Cell]] = []

    def add(
        variable: str, category: str, zone: str, value: float, unit: str, low: Cell = None, high: Cell = None
    ) -> None:
        rows.append((variable, category, zone, value, low, high, unit, "2024-01-01", "assumed", _SOURCE[0]))

    filled_by_zone = [sum(column) for column in zip(*jobs.values(), strict=True)]
    for zone, filled in zip(jobs, filled_by_zone, strict=True):
        per_home, resident_jobs = persons_per_home[zone], sum(jobs[zone])
        population = round(sum(homes[zone]) * per_home)
        employed = population * 0.72 * 0.73
        product = employed * 0.82 * 1.05
        scale = resident_jobs / product if product else 1.0
        for segment, count, occupancy in zip(("social_rent", "mid", "high"), homes[zone], (1.9, 2.2, 2.6), strict=True):
            add("homes", segment, zone, count, "homes")
            add("persons_per_new_home", segment, zone, occupancy, "persons/home")
        add("population", "", zone, population, "persons")
        add("persons_per_home", "", zone, per_home, "persons/home")
        for age, share in (("0-14", 0.18), ("15-74", 0.72), ("75+", 0.1)):
            add("age_share", age, zone, share, "share")
        add("share_15_64", "", zone, 0.62, "share")
        add("participation", "", zone, 0.73, "share")
        add("labour_force_share", "", zone, 0.76, "share")
        add("employee_share", "", zone, 0.82, "share")
        add("jobs_per_employee", "", zone, 1.05, "jobs/employee")
        add("resident_scale", "", zone, scale, "factor")
        add("resident_jobs", "", zone, resident_jobs, "employee jobs")
        for category, share in _JOB_SHARES.items():
            add("employee_jobs", category, zone, filled / 0.97 * share, "employee jobs")
        add("jobs_filled_rate", "", zone, 0.97, "factor")
        add("jobs_all_per_employee_job", "", zone, 1.04, "factor", 1.0, 1.1)
        self_employed = round(filled * 0.15)
        add("self_employed_jobs", "", zone, self_employed, "jobs", self_employed * 0.8, self_employed * 1.2)
        add("recent_pace", "", zone, pace.get(zone, 0), "homes/year")
        add("net_additions_2024", "", zone, round(pace.get(zone, 0) * 0.9), "homes")
        add("new_built_2024", "", zone, pace.get(zone, 0), "homes")
        add("parking_eur", "", zone, 2.0 if zone == parking else 0.0, "euro")
        for category, share in _GROWTH_SPLIT.items():
            add("growth_split", category, zone, share, "share")
        for location, size, unit in (("business_park", 20, "ha"), ("office", 10000, "m2"), ("mixed", 30000, "m2")):
            add("space", location, zone, size if zone in room else 0, unit)
    return _csv("variable,category,zone,value,low,high,unit,date,status,source", rows)


def _commuting() -> str:
    rows: list[Sequence[Cell]] = []
    for o, origin in enumerate(ZONES):
        for d, destination in enumerate(ZONES):
            km = _KM[o][d]
            bike = round(max(0.02, 0.6 - 0.04 * km), 4)
            transit = round(0.25 * (1 - bike), 4)
            rows.append((origin, destination, JOBS[o][d], 0, round(1 - bike - transit, 4), transit, bike))
    return _csv("origin,destination,jobs,imputed,share_car,share_transit,share_bike", rows)


_ROADS = (
    # from, to, km, lanes, capacity, minutes, volume one way, volume other way, share, type, alpha, beta
    ("T1-C", "J_C", 2.0, 4, 4000, 4.0, 2200, 1800, 0.5, "connector", 0.9, 2.0),
    ("T1-N", "J_N", 1.5, 2, 2000, 3.0, 0, 0, 0.5, "connector", 0.9, 2.0),
    ("T2", "J_B", 2.0, 3, 3000, 4.0, 1200, 1000, 0.5, "connector", 0.9, 2.0),
    ("T3", "J_3", 2.0, 6, 6000, 5.0, 3000, 3500, 0.5, "connector", 0.9, 2.0),
    ("EX1", "J_X", 10.0, 6, 6000, 12.0, 3000, 3000, 0.44, "connector", 0.9, 2.0),
    ("J_N", "J_C", 5.0, 2, 3500, 4.0, 600, 500, 0.5, "expressway", 0.6, 4.0),
    ("J_C", "J_3", 22.0, 4, 8400, 14.0, 6800, 4200, 0.6, "motorway", 0.9, 4.0),
    ("J_C", "J_B", 18.0, 2, 4200, 11.5, 2400, 3600, 0.55, "motorway", 0.9, 4.0),
    ("J_3", "J_X", 30.0, 4, 8400, 19.0, 5200, 6000, 0.5, "motorway", 0.9, 4.0),
    ("J_B", "J_X", 45.0, 2, 4200, 29.0, 2100, 1900, 0.45, "motorway", 0.9, 4.0),
)
_LINES = (
    # mode, line, name, stops, minutes between stops, frequency, seats, capacity, volume
    ("train", "IC", "Intercity", ("S_B", "S_C", "S_3", "S_X"), (15.0, 20.0, 28.0), 2.0, 1400, 2100, 900),
    ("train", "SPR", "Sprinter", ("S_C", "S_3"), (25.0,), 2.0, 900, 1400, 500),
    ("bus", "B1", "Bus Bijdorp-Elders", ("S_B", "S_X"), (70.0,), 2.0, 100, 180, 40),
)


def _network() -> dict[str, str]:
    kinds = {"T": "zone", "E": "zone", "J": "junction", "S": "station"}
    nodes = (*ZONES, "J_C", "J_N", "J_B", "J_3", "J_X", "S_C", "S_N", "S_B", "S_3", "S_X")
    node_rows = [(node, node, kinds[node[0]], 52.3 + 0.01 * n, 5.0 + 0.02 * n) for n, node in enumerate(nodes)]
    roads: list[Sequence[Cell]] = []
    for start, end, km, lanes, capacity, minutes, forth, back, share, kind, alpha, beta in _ROADS:
        for one, other, volume in ((start, end, forth), (end, start, back)):
            name = f"{one}-{other}"
            roads.append(
                (
                    f"R_{one}_{other}",
                    one,
                    other,
                    name,
                    km,
                    lanes,
                    capacity,
                    minutes,
                    volume,
                    share,
                    kind,
                    alpha,
                    beta,
                    *_SOURCE,
                )
            )
    lines: list[Sequence[Cell]] = []
    for mode, line, name, stops, minutes_between, frequency, seats, places, volume in _LINES:
        for start, end, minutes in zip(stops, stops[1:], minutes_between, strict=False):
            for one, other in ((start, end), (end, start)):
                link = f"T_{line}_{one}_{other}"
                lines.append((link, one, other, mode, line, name, minutes, frequency, seats, places, volume, *_SOURCE))
    access = (
        ("T1-C", "S_C", 6),
        ("T1-N", "S_C", 18),
        ("T1-N", "S_N", 5),
        ("T2", "S_B", 6),
        ("T3", "S_3", 6),
        ("EX1", "S_X", 12),
    )
    metro = ("mode,line,in_vehicle_min,frequency_h,seats_pass_h,capacity_pass_h", "-,-,min,per h,pass/h,pass/h")
    projects = (
        ("P1_BRIDGE", "change_link", "R_J_C_J_3;R_J_3_J_C", "lanes", "5", "lanes per direction"),
        ("P1_BRIDGE", "change_link", "R_J_C_J_3;R_J_3_J_C", "capacity_veh_h", "10500", "veh/h"),
        ("P2_METRO", "add_link", "S_C>S_N", metro[0], "metro,M1,6,8,1400,7200", metro[1]),
        ("P2_METRO", "add_link", "S_N>S_3", metro[0], "metro,M1,14,8,1400,7200", metro[1]),
        ("P2_METRO", "change_link", "line:SPR", "frequency_h", "1", "per h"),
    )
    rail = "T_IC_S_C_S_3;T_SPR_S_C_S_3;P2_METRO_M1_S_N_S_3"
    corridors = (
        ("bridge", "Brug (naar Buurstad)", "Bridge (to Buurstad)", "car", "R_J_C_J_3", "veh/h", 0, *_SOURCE),
        ("rail", "Spoor (naar Buurstad)", "Railway (to Buurstad)", "transit", rail, "pass/h", 0, *_SOURCE),
    )
    return {
        "network/nodes.csv": _csv("node,name,kind,lat,lon", node_rows),
        "network/road_links.csv": _csv(
            "link,from_node,to_node,name,length_km,lanes,capacity_veh_h,free_flow_min,base_volume_veh_h,"
            "commuter_share,road_type,bpr_alpha,bpr_beta,source,status",
            roads,
        ),
        "network/transit_links.csv": _csv(
            "link,from_node,to_node,mode,line,name,in_vehicle_min,frequency_h,seats_pass_h,capacity_pass_h,"
            "base_volume_pass_h,source,status",
            lines,
        ),
        "network/transit_access.csv": _csv(
            "zone,node,access_min,egress_min,source,status", [(*row, row[2], *_SOURCE) for row in access]
        ),
        "network/projects.csv": _csv(
            "project,action,target,field,new_value,unit,source,status", [(*row, *_SOURCE) for row in projects]
        ),
        "network/variants.csv": _csv(
            "variant,link,field,value,source,status", [("bridge_lanes", "R_J_C_J_3", "capacity_veh_h", 12600, *_SOURCE)]
        ),
        "network/corridors.csv": _csv(
            "corridor,name_nl,name_en,mode,links,unit,load_ratio_settled,source,status", corridors
        ),
    }


def _pipeline() -> dict[str, str]:
    housing = (
        ("centrum", "Centrum", "T1-C", "hard", 900, 1000, 1100, 2024, 200, 0, None, None, "zuid"),
        ("nieuw-1", "Nieuw 1", "T1-N", "soft", 1500, 2000, 2500, 2027, 400, 0, "decision:P2_METRO", "state", "zuid"),
        ("nieuw-rest", "Nieuw, de rest", "T1-N", "unknown", None, 3000, None, 2030, 400, 0, "never", "state", "zuid"),
        ("bijdorp", "Bijdorp", "T2", "soft", None, 800, None, 2025, 150, 0, None, None, "noord"),
        ("vrij", "Vrij bouwen", "T2", "hard", None, 200, None, 2024, 30, 1, "2025", None, "noord"),
    )  # fmt: skip
    locations = (
        ("park-nu", "Bedrijventerrein", "T1-C", "business_park", 20, "ha", None, 1),
        ("park-nieuw", "Nieuw terrein", "T1-N", "business_park", 1, "share", 2027, 0),
        ("kantoor", "Kantoren", "T1-C", "office", 1, "share", 2026, 0),
        ("gemengd", "Gemengd", "T1-N", "mixed", 1, "share", 2027, 0),
    )
    by = "invented"
    infrastructure = (
        (*_PROJECTS[0], "road", "elaboration", None, 1, None, 1, 3, None, None, None, None, None, by,
         50, 100, 150, 60, 20, 0, "2024", "planuitwerking", "2024-01-01", 2027, 2029, 2035, 4),
        (*_PROJECTS[1], "metro", "start_decision", 2025, 0, None, None, None, None, "nieuw-1;nieuw-rest", 1, 2, 4, by,
         900, 1200, 2000, 300, 100, 50, "2024", "verkenning", "2024-01-01", 2029, 2032, 9999, 8),
    )  # fmt: skip
    known = (
        ("homes", "T1", "2025-01-01", 20270, "homes", "stock"),
        ("homes", "T2", "2025-01-01", 12135, "homes", "stock"),
        ("population", "T1", "2025-01-01", 48650, "persons", None),
    )
    texts = ("Woningen", "Homes", "20.000 en 20.100", "20,000 and 20,100", "20.000 gebruikt", "20,000 used", _SOURCE[0])
    return {
        "pipeline/housing.csv": _csv(
            "plan,name,zone,plan_status,homes_low,homes,homes_high,earliest_year,max_pace,organic,release,land,"
            "grid_area,remainder_of,source,status",
            [(*row, "nieuw-1" if row[0] == "nieuw-rest" else None, *_SOURCE) for row in housing],
        ),
        "pipeline/locations.csv": _csv(
            "plan,name,zone,location,size,unit,earliest_year,now_available,source,status",
            [(*row, *_SOURCE) for row in locations],
        ),
        "pipeline/programmes.csv": _csv(
            "programme,name_nl,name_en,zone,sector,location,jobs_low,jobs,jobs_high,years_to_full,default_start,"
            "source,status",
            [("campus", "Campus", "Campus", "T1-C", "basic", "office", 300, 500, 900, 5, "never", *_SOURCE)],
        ),
        "pipeline/infrastructure.csv": _csv(
            "project,name_nl,name_en,template,entry_stage,route_decision,paused,release_from,restart_low,restart_high,"
            "requires,serves,works_low,works,works_high,stage_source,"
            "cost_low,cost,cost_high,covered_state,covered_region,covered_area,price_level,status_text,status_date,earliest_year,central_year,late_year,decision_lead_years,default_opening,source,"
            "status",
            [(*row, "procedures", *_SOURCE) for row in infrastructure],
        ),
        "known.csv": _csv("variable,area,date,value,unit,note,source,status", [(*row, *_SOURCE) for row in known]),
        "woondeal.csv": _csv(
            "deal,area,year,cumulative_target,source,status",
            [("woondeal-test", "T1", year, 350 * (year - 2021), *_SOURCE) for year in range(2022, 2031)],
        ),
        "bomirt.csv": _csv(
            "meeting,date,status,source",
            [("BO MIRT 2023", "2023-11-15", "past", _SOURCE[0]), ("BO MIRT 2024", "2024-11", "expected", _SOURCE[0])],
        ),
        "inconsistencies.csv": _csv(
            "id,subject_nl,subject_en,found_nl,found_en,choice_nl,choice_en,source", [("X1", *texts)]
        ),
    }
