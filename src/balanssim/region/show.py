"""A region as one page of text: totals, reference dates, what is measured, where sources disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from textwrap import wrap

import numpy as np
from numpy.typing import NDArray

from balanssim import texts
from balanssim.region.read import Region
from balanssim.region.schemas import ROLES, STATUSES
from balanssim.region.tables import Table
from balanssim.texts import Lang

Array = NDArray[np.float64]
_WIDTH = 120


def show(region: Region, lang: Lang) -> str:
    """An overview to read before using a region, in ``nl`` or ``en``."""
    blocks = [
        _head(region, lang),
        _totals(region, lang),
        _dates(region, lang),
        _statuses(region, lang),
        _known(region, lang),
        _inconsistencies(region, lang),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def totals(region: Region, zones: Array) -> dict[str, float]:
    """Figures of the base date for a set of zones, (zone,) of 0 and 1.

    ``share_outside``: employee jobs of residents at a workplace outside these zones / all of them (NaN where none).
    ``jobs_all``: employee jobs x ``jobs_all_per_employee_job`` + self-employed, with its band.
    """
    index = region.index
    employee_jobs = sum(
        region.base("employee_jobs", f"{sector}/{place}")
        for sector in index.sectors
        for place in (*index.locations, "none")
    )
    ratio = region.base_band("jobs_all_per_employee_job")
    alone = region.base_band("self_employed_jobs")
    low, central, high = (zones @ (employee_jobs * q + s) for q, s in zip(ratio, alone, strict=True))
    leaving = zones @ region.commuting.jobs
    resident = float(leaving.sum())
    return {
        "homes": float(zones @ sum(region.base("homes", segment) for segment in index.segments)),
        "population": float(zones @ region.base("population")),
        "resident_jobs": resident,
        "employee_jobs": float(zones @ employee_jobs),
        "jobs_all": float(central),
        "jobs_all_low": float(low),
        "jobs_all_high": float(high),
        "share_outside": float(leaving @ (1 - zones)) / resident if resident else float("nan"),
    }


def _head(region: Region, lang: Lang) -> str:
    index = region.index
    roles = Counter(region.zones["role"])
    counts = ", ".join(f"{roles[role]} {texts.message(f'region.role.{role}', lang)}" for role in ROLES)
    study = {zone for zone, role in zip(region.zones["zone"], region.zones["role"], strict=True) if role == "study"}
    planned = [
        homes
        for zone, homes in zip(region.housing_plans["zone"], region.housing_plans["homes"], strict=True)
        if zone in study
    ]
    params = {
        "title": index.title[lang],
        "id": index.id,
        "date": f"1-1-{index.base_year}",
        "start": index.horizon[0],
        "end": index.horizon[1],
        "hash": region.content_hash[:12],
        "zones": len(region.zones),
        "roles": counts,
        "areas": len(region.areas.ids),
        "roads": len(region.network["road_links"]),
        "transit": len(region.network["transit_links"]),
        "projects": len(region.infrastructure),
        "plans": len(planned),
        "homes": texts.number(sum(planned), lang),
        "parameters": len(region.parameters),
    }
    return texts.message("region.show.head", lang, params)


def _totals(region: Region, lang: Lang) -> str:
    zones = region.zones
    parts: dict[str, Array] = {}
    for place, (municipality, name, role) in enumerate(
        zip(zones["municipality"], zones["municipality_name"], zones["role"], strict=True)
    ):
        # Neighbours and externals are there to close the matrix: one line each is enough.
        label = name if role == "study" else texts.message(f"region.show.all_{role}", lang)
        key = municipality if role == "study" else role
        parts.setdefault(f"{key}\n{label}", np.zeros(len(zones)))[place] = 1.0
    area = region.areas
    study = area.membership[area.ids.index(region.index.study_area)]
    name = (area.name_nl if lang == "nl" else area.name_en)[area.ids.index(region.index.study_area)]
    parts[f"study\n{name}"] = study
    columns = ("homes", "population", "resident_jobs", "employee_jobs", "jobs_all", "jobs_all_band", "share_outside")
    header = ["", *(texts.message(f"region.show.{column}", lang) for column in columns)]
    rows = [[key.split("\n")[1], *_figures(totals(region, mask), columns, lang)] for key, mask in parts.items()]
    title = texts.message("region.show.totals", lang, {"date": f"1-1-{region.index.base_year}"})
    return title + "\n" + _grid([header, *rows]) + "\n" + texts.message("region.show.jobs_note", lang)


def _figures(figure: dict[str, float], columns: Sequence[str], lang: Lang) -> list[str]:
    made = []
    for column in columns:
        if column == "jobs_all_band":
            made.append("–".join(texts.number(figure[f"jobs_all_{end}"], lang) for end in ("low", "high")))
        elif column == "share_outside":
            share = figure[column]
            made.append("–" if np.isnan(share) else texts.number(100 * share, lang) + " %")
        else:
            made.append(texts.number(figure[column], lang))
    return made


def _dates(region: Region, lang: Lang) -> str:
    table = region.base_year
    counts = Counter(zip(table["date"], table["variable"], strict=True))
    by_date: dict[str, dict[str, int]] = {}
    for (date, variable), count in counts.items():
        by_date.setdefault(date or "–", {})[variable] = count
    lines = [texts.message("region.show.dates", lang)]
    for date in sorted(by_date):
        values = sum(by_date[date].values())
        lines += _hang(f"  {date}  ", f"{texts.number(values, lang)}: {', '.join(by_date[date])}")
    return "\n".join(lines)


def _statuses(region: Region, lang: Lang) -> str:
    tables: dict[str, Table] = {
        "base_year.csv": region.base_year,
        **{f"network/{name}.csv": table for name, table in region.network.items() if name != "nodes"},
        "network/projects.csv": region.projects,
        "pipeline/housing.csv": region.housing_plans,
        "pipeline/locations.csv": region.location_plans,
        "pipeline/programmes.csv": region.programmes,
        "pipeline/infrastructure.csv": region.infrastructure,
        "known.csv": region.known,
        "woondeal.csv": region.woondeal,
    }
    rows = [["", *(texts.message(f"region.status.{status}", lang) for status in STATUSES)]]
    for name, table in tables.items():
        rows.append([name, *_counts(table["status"], lang)])
    rows.append(["parameters.yaml", *_counts([entry.status for entry in region.parameters.values()], lang)])
    rows.append(["procedures.yaml", *_counts([entry.status for entry in region.procedures.papers.values()], lang)])
    imputed = region.commuting.imputed
    share = float(region.commuting.jobs[imputed].sum() / max(region.commuting.jobs.sum(), 1.0))
    params = {"n": int(imputed.sum()), "total": imputed.size, "share": texts.number(100 * share, lang, 1)}
    note = texts.message("region.show.imputed", lang, params)
    return texts.message("region.show.statuses", lang) + "\n" + _grid(rows) + "\n" + note


def _counts(statuses: Sequence[str], lang: Lang) -> list[str]:
    counts = Counter(statuses)
    return [texts.number(counts[status], lang) if counts[status] else "–" for status in STATUSES]


def _known(region: Region, lang: Lang) -> str:
    if not len(region.known):
        return ""
    header = [
        texts.message(f"region.show.known_{column}", lang) for column in ("variable", "area", "date", "value", "base")
    ]
    rows = [header]
    for row in region.known.rows():
        figure = totals(region, region.areas.membership[region.areas.ids.index(row["area"])])
        base = texts.number(figure[row["variable"]], lang) if row["variable"] in figure else "–"
        digits = 0 if float(row["value"]).is_integer() else 3
        rows.append([row["variable"], row["area"], row["date"], texts.number(row["value"], lang, digits), base])
    params = {"date": f"1-1-{region.index.base_year}"}
    return texts.message("region.show.known", lang, params) + "\n" + _grid(rows, left=3)


def _inconsistencies(region: Region, lang: Lang) -> str:
    if not len(region.inconsistencies):
        return ""
    lines = [texts.message("region.show.inconsistencies", lang)]
    for row in region.inconsistencies.rows():
        lines += _hang(f"  {row['id']}  ", row[f"subject_{lang}"])
        for part in ("found", "choice"):
            lines += _hang(f"    {texts.message(f'region.show.{part}', lang)} ", row[f"{part}_{lang}"])
    return "\n".join(lines)


def _hang(lead: str, body: str) -> list[str]:
    return wrap(body, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead)) or [lead.rstrip()]


def _grid(rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Columns as wide as needed; the first ``left`` flush left, figures flush right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if number < left else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return "\n".join(lines)
