# ruff: noqa: E501 - tables are kept at one row a line
"""Network changes of the 24 infrastructure projects of region `flevoland-mra`.

Two actions, as in the shared set. `change_link`: `target` is one or more links separated by `;`, or `line:<id>` for every
segment of a line; `field` gets `new_value`. `add_link`: `target` is `from>to`, added in both directions; `field` and
`new_value` are comma lists of equal length. Field names are those of `road_links.csv` and `transit_links.csv`:

- a speed becomes `free_flow_min` (60 x length / speed), seats per vehicle become `seats_pass_h` (seats x frequency);
- a changed `frequency_h` scales `seats_pass_h` and `capacity_pass_h` by new/old frequency (readers do that);
  frequency 0 withdraws the line;
- an added segment of an existing `line` extends that line: riders stay on board.

Added links are named with full node ids: `<project>_<from>_<to>` (road), `<project>_<line>_<from>_<to>` (transit).
"""

from __future__ import annotations

from collections.abc import Sequence

COLUMNS = ("project", "action", "target", "field", "new_value", "unit", "source", "status")

FIELDS = {
    "line_id": "line",
    "frequency_per_h_am_peak": "frequency_h",
    "capacity_total_pass_h": "capacity_pass_h",
}

# Words for the sources of the shared project set. Costs and years have their own papers in pipeline/infrastructure.csv.
SOURCES = {
    "P01_IJMEER_METRO": ("IJM03, IJM05, IJM08-IJM10 (parool.nl 2020; m55.nl); Almere Centrum-Pampus and half of the trains to Zuid, half to Bijlmer: own estimate", "assumed"),
    "P02_IJMEERWEG": ("Own estimate of length, lanes and landing points; the road is only an option (F162)", "assumed"),
    "P03_A6_LLS": ("A6L01-A6L02: 2 to 3 lanes each way (rijkswaterstaat.nl); 2100 veh/h a lane (CAP03)", "estimated"),
    "P04_A27_ZWE": ("A27L01-A27L02: widening between N305 and Eemnes, read as 2 to 3 lanes; 2100 veh/h a lane (CAP03)", "estimated"),
    "P05_LELYLIJN": ("LEL03: Groningen-Amsterdam Zuid 68-87 minutes; split over sections, frequency and seats own estimate", "assumed"),
    "P06_STICHTSE_LIJN": ("Own estimate: bus rapid transit Almere-Hilversum and Almere-Utrecht, 4 an hour each", "assumed"),
    "P07_FLEVO_FREQ": ("Direction of change: nhnieuws.nl November 2020; frequencies own estimate", "assumed"),
    "P08_ZUIDASDOK": ("4 main and 2 parallel lanes each way: wegenwiki.nl and mirtoverzicht.nl", "estimated"),
    "P09_NZLIJN_SHL": ("Extension of metro 52 (parool.nl 2022; welingelichtekringen.nl 2026); minutes and frequency own estimate", "estimated"),
    "P10_RINGLIJN": ("Closing of the ring: samenbouwenaanbereikbaarheid.nl 2023; station Haven-Stad, minutes and frequency own estimate", "assumed"),
    "P11_A9_BAHO": ("Four lanes each way: nu.nl March 2021, amstelveeninzicht.nl", "estimated"),
    "P12_A7A8": ("Own estimate of scope: third lane between Purmerend-Noord and Purmerend-Zuid", "assumed"),
    "P13_HOEVELAKEN": ("Own estimate of lanes after the rebuilding", "assumed"),
    "P14_ROTTEPOLDER": ("Own estimate of scope", "assumed"),
    "P15_RING_UTRECHT": ("Own estimate of lanes after the rebuilding", "assumed"),
    "P16_A8A9": ("Own estimate of length, lanes and speed", "assumed"),
    "P17_A4_BURGERVEEN": ("Own estimate of scope", "assumed"),
    "P18_N50": ("Wish for 2x2: rtvoost.nl September 2021; capacity of an expressway own estimate", "assumed"),
    "P19_HOUTRIBDIJK": ("Discussion of a widening: nhnieuws.nl November 2023; lanes and speed own estimate", "assumed"),
    "P20_PHS_GOOI": ("Service pattern decided 2020: nhnieuws.nl November 2020, ad.nl June 2022; local trains own estimate", "estimated"),
    "P21_HOV_GOOI": ("Design time Huizen-Hilversum 20 minutes: annashoeve.nl; split over sections own estimate", "estimated"),
    "P22_A1A30": ("Own estimate of scope", "assumed"),
}  # fmt: skip

_P23 = "P23_HOV_A6_A1"
_P24 = "P24_PAMPUS_BUSWAY"
_BUS_FIELDS = "mode,line,in_vehicle_min,frequency_h,seats_pass_h,capacity_pass_h"
_BUS_UNITS = "-,-,min,per h,pass/h,pass/h"
_LONG_BUS = "8 an hour with 60 seats and 110 places: own estimate, articulated bus as for P06"
_SHORT_BUS = "8 an hour with 40 seats and 90 places: own estimate, as the present Almere busway"

# (project, target, new values, reasoning): the buses that the shared set lacks. Every number is an assumption.
_ADDED_BUSES = (
    (_P23, "S_ALM>S_ALMP", "bus,HOV-AS,12,8,480,880", f"16 minutes on the present busway with all stops, 12 with one stop. {_LONG_BUS}"),
    (_P23, "S_ALMP>S_ASA", "bus,HOV-AS,20,8,480,880", f"20 km over A6, A1 and S113 on own lanes at 60 km/h. {_LONG_BUS}"),
    (_P23, "S_ALM>S_ALMP", "bus,HOV-ASB,12,8,480,880", f"As HOV-AS between Almere Centrum and Poort. {_LONG_BUS}"),
    (_P23, "S_ALMP>S_ASB", "bus,HOV-ASB,19,8,480,880", f"19 km over A6, A1 and A9 on own lanes at 60 km/h. {_LONG_BUS}"),
    (_P24, "S_PAM>S_ALMP", "bus,PAM-P,8,8,320,720", f"3.5 km of busway at 26 km/h with stops. {_SHORT_BUS}"),
    (_P24, "S_PAM>S_ALMM", "bus,PAM-C,8,8,320,720", f"3.5 km of busway at 26 km/h with stops. {_SHORT_BUS}"),
    (_P24, "S_ALMM>S_ALM", "bus,PAM-C,7,8,320,720", f"As the present busway between Muziekwijk and Centrum. {_SHORT_BUS}"),
)  # fmt: skip

# Present lines that use the new bus lanes: 26 to 22 and 22 to 19 minutes, the peak delay on A6 and A1 avoided.
_FASTER_BUSES = (
    (_P23, "T_B322_B_ALH_S_ASA;T_B322_S_ASA_B_ALH", "in_vehicle_min", "22", "Line 322 on bus lanes: 26 to 22 minutes, own estimate of the delay avoided"),
    (_P23, "T_B327_B_ALH_S_ASB;T_B327_S_ASB_B_ALH", "in_vehicle_min", "19", "Lines 327/328 on bus lanes: 22 to 19 minutes, own estimate of the delay avoided"),
)  # fmt: skip


def rows(shared: Sequence[dict[str, str]], roads: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of `network/projects.csv`: the 22 projects of the shared set, then P23 and P24.

    `shared` are the rows of its `projects.csv`, `roads` our own road links (their length turns a speed into minutes).
    """
    lengths = {row["link"]: float(row["length_km"]) for row in roads}
    made = [_row(row, lengths) for row in shared]
    buses = [
        _as_row(project, "add_link", target, _BUS_FIELDS, values, _BUS_UNITS, source, "assumed")
        for project, target, values, source in _ADDED_BUSES
    ]
    buses += [
        _as_row(project, "change_link", target, field, value, "min", source, "assumed")
        for project, target, field, value, source in _FASTER_BUSES
    ]
    return made + sorted(buses, key=lambda row: row["project"])


def added_links(projects: Sequence[dict[str, str]]) -> list[str]:
    """Names of the links that the projects add, both directions, in file order."""
    names: list[str] = []
    for row in projects:
        if row["action"] != "add_link":
            continue
        start, end = row["target"].split(">")
        values = dict(zip(row["field"].split(","), row["new_value"].split(","), strict=True))
        prefix = f"{row['project']}_{values['line']}" if "line" in values else row["project"]
        names += [f"{prefix}_{start}_{end}", f"{prefix}_{end}_{start}"]
    return names


def check_targets(
    projects: Sequence[dict[str, str]],
    nodes: Sequence[dict[str, str]],
    roads: Sequence[dict[str, str]],
    lines: Sequence[dict[str, str]],
) -> None:
    """Raise `ValueError` with every target, field list or link name that does not resolve."""
    links = {row["link"] for row in [*roads, *lines]}
    known_nodes = {row["node"] for row in nodes}
    known_lines = {row["line"] for row in lines}
    wrong: list[str] = []
    for row in projects:
        target = row["target"]
        if row["action"] == "add_link":
            wrong += [f"{row['project']}: node {node}" for node in target.split(">") if node not in known_nodes]
            if len(row["field"].split(",")) != len(row["new_value"].split(",")):
                wrong.append(f"{row['project']}: {target}: fields and values differ in number")
        elif target.startswith("line:"):
            if target.removeprefix("line:") not in known_lines:
                wrong.append(f"{row['project']}: {target}")
        else:
            wrong += [f"{row['project']}: link {link}" for link in target.split(";") if link not in links]
    names = added_links(projects)
    wrong += [f"link {name} added twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    if wrong:
        raise ValueError("; ".join(wrong))


def _row(shared: dict[str, str], lengths: dict[str, float]) -> dict[str, str]:
    source, status = SOURCES[shared["project_id"]]
    pairs = list(
        zip(shared["field"].split(","), shared["new_value"].split(","), shared["unit"].split(","), strict=False)
    )
    if shared["action"] == "change_link":
        # The unit of a withdrawn line is a sentence in the shared set; the meaning of 0 stands in the module text.
        field, value, unit = shared["field"], shared["new_value"], shared["unit"].split(" (")[0]
        if field == "free_speed_kmh":
            length = lengths[shared["target"].split(";")[0]]
            field, value, unit = "free_flow_min", _minutes(length, float(value)), "min"
    else:
        made = _road_fields(pairs) if pairs[0][0] == "length_km" else _transit_fields(pairs)
        if shared["target"].startswith(("GM", "EX")):
            # A link to a zone is local access: it takes the delay function of the other connectors.
            made = [
                (f, {"road_type": "connector", "bpr_alpha": "0.9", "bpr_beta": "2.0"}.get(f, v), u) for f, v, u in made
            ]
        field, value, unit = (",".join(part) for part in zip(*made, strict=True))
    return _as_row(
        shared["project_id"], shared["action"], shared["target"], FIELDS.get(field, field), value, unit, source, status
    )


def _road_fields(pairs: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    values = {name: value for name, value, _ in pairs}
    return [
        ("length_km", values["length_km"], "km"),
        ("lanes", values["lanes"], "lanes per direction"),
        ("capacity_veh_h", values["capacity_veh_h"], "veh/h"),
        ("free_flow_min", _minutes(float(values["length_km"]), float(values["free_speed_kmh"])), "min"),
        # New roads have no base volume; their delay function is that of the other expressways of the set.
        ("base_volume_veh_h", "0", "veh/h"),
        ("road_type", "expressway", "-"),
        ("bpr_alpha", "0.6", "-"),
        ("bpr_beta", "4.0", "-"),
    ]


def _transit_fields(pairs: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    made = []
    frequency = float({name: value for name, value, _ in pairs}["frequency_per_h_am_peak"])
    for name, value, unit in pairs:
        if name == "seats_per_vehicle":
            made.append(("seats_pass_h", f"{float(value) * frequency:g}", "pass/h"))
        else:
            made.append((FIELDS.get(name, name), value, unit))
    return made


def _minutes(length_km: float, speed_kmh: float) -> str:
    return f"{60.0 * length_km / speed_kmh:.2f}"


def _as_row(
    project: str, action: str, target: str, field: str, value: str, unit: str, source: str, status: str
) -> dict[str, str]:
    return dict(zip(COLUMNS, (project, action, target, field, value, unit, source, status), strict=True))
