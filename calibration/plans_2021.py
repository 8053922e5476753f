"""The plans of 2021 beside the homes that came: what part of a register is there when its period ends.

Plans of hard and soft status by period, as provinces reported them in 2021 (Data Bewijst, Follow the Money), and the
stock of homes on 1 January 2021 and 31 December 2024 (CBS 81955NED). Neither is part of the repository.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calibration import pages

PLANS, STOCK = "plancapaciteit_2021.csv", "kerncijfers_gemeenten.csv"
HEAD = ("", "municipalities", "hard", "soft", "homes added 2021-2024", "of 100 hard", "of 100 hard and soft")


@dataclass(frozen=True)
class Period:
    """One municipality: homes planned for the years to 2024 by status, and homes added (net) in 2021-2024."""

    code: str
    name: str
    province: str
    in_mra: bool
    hard: float
    soft: float
    added: float


def there(shared: Path) -> bool:
    """Whether the figures are at hand."""
    return all((shared / name).exists() for name in (PLANS, STOCK))


def read(shared: Path) -> list[Period]:
    """Municipalities of which both figures are there.

    Left out: borders that changed, provinces that gave no figure, and those that gave plans without a status beside
    (South Holland), of which the sum would be too low.
    """
    plans = {row["code"]: row for row in _rows(shared / PLANS)}
    out = []
    for row in _rows(shared / STOCK):
        plan = plans.get(row["code"])
        if plan is None or plan["unspecified_2021_2024"] or not (plan["hard_2020_2024"] and plan["soft_2020_2024"]):
            continue
        if not (row["dwellings_1jan2021"] and row["dwellings_31dec2024"]):
            continue
        added = float(row["dwellings_31dec2024"]) - float(row["dwellings_1jan2021"])
        hard, soft = float(plan["hard_2020_2024"]), float(plan["soft_2020_2024"])
        out.append(Period(row["code"], row["name"], row["province"], row["in_mra"] == "1", hard, soft, added))
    return out


def table(found: Sequence[Period]) -> str:
    """Markdown table: the municipalities of Flevoland, their sum, the MRA and all."""
    flevoland = [one for one in found if one.province == "Flevoland"]
    chosen: list[tuple[str, Sequence[Period]]] = [
        *((one.name, [one]) for one in flevoland),
        ("Flevoland, those with a figure", flevoland),
        ("MRA, those with a figure", [one for one in found if one.in_mra]),
        ("all with a figure", found),
    ]
    return pages.table(HEAD, [_row(name, rows) for name, rows in chosen])


def share(found: Sequence[Period]) -> float:
    """Homes added for every home planned, hard and soft together."""
    return sum(one.added for one in found) / sum(one.hard + one.soft for one in found)


def _row(name: str, some: Sequence[Period]) -> tuple[str, ...]:
    hard, soft, added = (sum(getattr(one, part) for one in some) for part in ("hard", "soft", "added"))
    counts = [f"{value:,.0f}" for value in (len(some), hard, soft, added)]
    return (name, *counts, f"{100 * added / hard:.0f}", f"{100 * added / (hard + soft):.0f}")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
