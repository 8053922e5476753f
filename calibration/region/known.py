"""`known.csv`: outcomes after the base date and published references. Nothing is calibrated on these."""

from __future__ import annotations

from pathlib import Path

from calibration.region import csvtext, tables
from calibration.region.tables import FLEVOLAND, LELYSTAD, Figures

COLUMNS = ("variable", "area", "date", "value", "unit", "note", "source", "status")
Row = tuple[str, str, str, float, str, str, str, str]

#: Homes in Flevoland on 1 January 2024 and 2025 as published: the municipalities must add up to them.
FLEVOLAND_HOMES = {"2024-01-01": 184_425, "2025-01-01": 187_199}

_TO_DECEMBER = "during 2024; the 2,399 of the progress report run to 1 December"
_BACKLOG_2023 = "F023: agreed 7,751, net additions 6,425 in 2022 and 2023"
_BACKLOG_2024 = "F043, F044: agreed 13,456, net additions 8,824; provisional, counts to 1 December 2024"
_NO_SERIES = "all jobs on 1 April; not of one series with the sectors of 2017 and 2018"

PUBLISHED: tuple[Row, ...] = (
    ("woondeal_backlog", "flevoland", "2024-01-01", 1326, "homes", _BACKLOG_2023, "seeds", "measured"),
    ("woondeal_backlog", "woondeal-mra", "2024-01-01", 1205, "homes", "F029", "seeds", "measured"),
    ("woondeal_backlog", "woondeal-zund", "2024-01-01", 121, "homes", "F033", "seeds", "measured"),
    ("woondeal_backlog", "flevoland", "2025-01-01", 4632, "homes", _BACKLOG_2024, "seeds", "estimated"),
)


def build(shared: Path) -> dict[str, str]:
    """Text of `known.csv`. Raises `ValueError` where municipalities do not add up to `FLEVOLAND_HOMES`."""
    figures = tables.read(shared)
    rows = [*_homes(figures), *_population(figures), *PUBLISHED, *_jobs(figures)]
    made: list[dict[str, str | int | float | None]] = [
        {**dict(zip(COLUMNS, row, strict=True)), "value": tables.fixed(row[3], 0), "note": row[5] or None}
        for row in rows
    ]
    return {"known.csv": csvtext.text(COLUMNS, made)}


def _homes(figures: Figures) -> list[Row]:
    start = {code: figures.number(code, "dwellings_1jan2024") for code in FLEVOLAND}
    end = {code: figures.number(code, "dwellings_31dec2024") for code in FLEVOLAND}
    found = {"2024-01-01": sum(start.values()), "2025-01-01": sum(end.values())}
    if found != FLEVOLAND_HOMES:
        raise ValueError(f"homes in Flevoland: found {found}, expected {FLEVOLAND_HOMES}")
    source = ("cbs-81955ned", "measured")
    rows: list[Row] = [
        ("homes", "flevoland", "2024-01-01", found["2024-01-01"], "homes", "F035; the base date", *source)
    ]
    rows += [("homes", code, "2025-01-01", end[code], "homes", "stock on 31 December 2024", *source) for code in end]
    rows.append(
        ("homes", "flevoland", "2025-01-01", found["2025-01-01"], "homes", "sum of the municipalities", *source)
    )
    net = {code: end[code] - start[code] for code in FLEVOLAND}
    rows += [("net_additions", code, "2025-01-01", net[code], "homes", "during 2024", *source) for code in net]
    rows.append(("net_additions", "flevoland", "2025-01-01", sum(net.values()), "homes", _TO_DECEMBER, *source))
    return rows


def _population(figures: Figures) -> list[Row]:
    people = {code: figures.number(code, "population_2025") for code in FLEVOLAND}
    source = ("cbs-37230ned", "measured")
    rows: list[Row] = [("population", code, "2025-01-01", people[code], "persons", "", *source) for code in people]
    total, note = sum(people.values()), "sum of the municipalities"
    return [*rows, ("population", "flevoland", "2025-01-01", total, "persons", note, *source)]


def _jobs(figures: Figures) -> list[Row]:
    amsterdam = figures.control[2020, "Nederland", "Amsterdam"]
    schiphol = figures.control[2022, "Nederland", "Haarlemmermeer"]
    all_2022 = {code: row["totaal aantal banen"] for code, row in figures.sector[2022].items()}
    held = "held by residents of the Netherlands"
    without = f"{held}; Amsterdam without Weesp"
    employee, survey = "employee_jobs", ("flevoland-survey", "measured")
    return [
        (employee, "GM0363", "2021-01-01", amsterdam, "employee jobs", without, "cbs-83628ned", "measured"),
        (employee, "GM0394", "2023-01-01", schiphol, "employee jobs", held, "cbs-85481ned", "measured"),
        ("jobs_all", "flevoland", "2022-04-01", all_2022["PV24"], "jobs", _NO_SERIES, *survey),
        ("jobs_all", LELYSTAD, "2022-04-01", all_2022[LELYSTAD], "jobs", _NO_SERIES, *survey),
    ]
