"""`known.csv`: outcomes after the base date and published references. Nothing is calibrated on these."""

from __future__ import annotations

from pathlib import Path

from calibration.region import csvtext, tables
from calibration.region.tables import FLEVOLAND

COLUMNS = ("variable", "area", "date", "value", "unit", "note", "source", "status")


def build(shared: Path) -> dict[str, str]:
    """Text of `known.csv`. Raises `ValueError` where the municipalities do not add up to the published stock of Flevoland."""
    figures = tables.read(shared)
    rows: list[tuple[str, ...]] = []

    def add(variable: str, area: str, date: str, value: float, unit: str, note: str, source: str, status: str) -> None:
        rows.append((variable, area, date, tables.fixed(value, 0), unit, note, source, status))

    homes = {code: figures.number(code, "dwellings_31dec2024") for code in FLEVOLAND}
    start = {code: figures.number(code, "dwellings_1jan2024") for code in FLEVOLAND}
    if (sum(start.values()), sum(homes.values())) != (184_425, 187_199):
        raise ValueError(f"homes in Flevoland {sum(start.values())}, {sum(homes.values())}; expected 184425, 187199")
    add("homes", "flevoland", "2024-01-01", sum(start.values()), "homes", "F035; the base date", "cbs-81955ned", "measured")
    for code in FLEVOLAND:
        add("homes", code, "2025-01-01", homes[code], "homes", "stock on 31 December 2024", "cbs-81955ned", "measured")
    add("homes", "flevoland", "2025-01-01", sum(homes.values()), "homes", "sum of the municipalities", "cbs-81955ned", "measured")
    for code in FLEVOLAND:
        add("net_additions", code, "2025-01-01", homes[code] - start[code], "homes", "during 2024", "cbs-81955ned", "measured")
    total = sum(homes.values()) - sum(start.values())
    add("net_additions", "flevoland", "2025-01-01", total, "homes", "during 2024; the 2,399 of the progress report run to 1 December",
        "cbs-81955ned", "measured")  # fmt: skip
    for code in FLEVOLAND:
        add("population", code, "2025-01-01", figures.number(code, "population_2025"), "persons", "", "cbs-37230ned", "measured")
    people = sum(figures.number(code, "population_2025") for code in FLEVOLAND)
    add("population", "flevoland", "2025-01-01", people, "persons", "sum of the municipalities", "cbs-37230ned", "measured")
    add("woondeal_backlog", "flevoland", "2024-01-01", 1326, "homes", "F023: agreed 7,751, net additions 6,425 in 2022 and 2023",
        "seeds", "measured")  # fmt: skip
    add("woondeal_backlog", "woondeal-mra", "2024-01-01", 1205, "homes", "F029", "seeds", "measured")
    add("woondeal_backlog", "woondeal-zund", "2024-01-01", 121, "homes", "F033", "seeds", "measured")
    add("woondeal_backlog", "flevoland", "2025-01-01", 4632, "homes",
        "F043, F044: agreed 13,456, net additions 8,824; provisional, counts to 1 December 2024", "seeds", "estimated")  # fmt: skip
    for code, december, value in (("GM0363", "2021-01-01", 616_700), ("GM0394", "2023-01-01", 170_800)):
        note = "held by residents of the Netherlands; Amsterdam without Weesp" if code == "GM0363" else "held by residents of the Netherlands"
        source = "cbs-83628ned" if code == "GM0363" else "cbs-85481ned"
        add("employee_jobs", code, december, value, "employee jobs", note, source, "measured")
    add("jobs_all", "flevoland", "2022-04-01", figures.sector[2022]["PV24"]["totaal aantal banen"], "jobs",
        "1 April 2022, all jobs; not of one series with the sectors of 2017 and 2018", "flevoland-survey", "measured")  # fmt: skip
    add("jobs_all", "GM0995", "2022-04-01", figures.sector[2022]["GM0995"]["totaal aantal banen"], "jobs",
        "1 April 2022, all jobs", "flevoland-survey", "measured")  # fmt: skip
    return {"known.csv": csvtext.text(COLUMNS, [dict(zip(COLUMNS, (v or None for v in row), strict=True)) for row in rows])}
