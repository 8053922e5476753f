"""What has been read of a region folder so far, and the names its tables may refer to."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from balanssim.errors import Problem
from balanssim.region.schemas import SCHEMAS
from balanssim.region.tables import SHOWN, Table


@dataclass
class Draft:
    """Tables by file, the fields of ``region.yaml`` and all problems found on the way."""

    shown: str
    head: Mapping[str, Any]
    tables: dict[str, Table]
    problems: list[Problem] = field(default_factory=list)

    def clean(self, *files: str) -> bool:
        """True where ``region.yaml`` and these tables were read without a problem: rules that combine them may run."""
        dirty = {problem.file for problem in self.problems}
        if not self.head or any(name not in self.tables for name in files):
            return False
        return not any(self.tables[name].file in dirty for name in files)

    def add(self, file: str, row: int, column: str, code: str, /, **params: object) -> None:
        """Append a problem of one cell."""
        self.problems.append(self.tables[file].problem(row, column, code, **params))


def near(word: str, allowed: Iterable[str]) -> list[str]:
    """Up to three names that look like this one."""
    return difflib.get_close_matches(word, list(allowed), n=3, cutoff=0.5)


def some(words: Iterable[str], limit: int = 5) -> str:
    """The first few of a long list: 'a, b, c, ... (12)'."""
    listed = list(words)
    if len(listed) <= limit:
        return ", ".join(listed)
    return ", ".join(listed[:limit]) + f", ... ({len(listed)})"


def added_link(project: str, start: str, end: str, line: str = "") -> str:
    """Name of an added link, one way: ``<project>_<from>_<to>``, transit ``<project>_<line>_<from>_<to>``."""
    return "_".join(part for part in (project, line, start, end) if part)


def added_links(projects: Table) -> dict[str, str]:
    """All links that projects add, in both directions: name -> mode (``car`` or ``transit``), in order of the file."""
    names: dict[str, str] = {}
    for row in projects.rows():
        start, found, end = row["target"].partition(">")
        if row["action"] != "add_link" or not found:
            continue
        fields = dict(zip(row["field"].split(","), row["new_value"].split(","), strict=False))
        line = fields.get("line", "")
        for one, other in ((start, end), (end, start)):
            names[added_link(row["project"], one, other, line)] = "transit" if line else "car"
    return names


def check_references(draft: Draft) -> None:
    """Every name that a table uses stands in the table that defines it. Appends to ``draft.problems``."""
    names = _names(draft)
    for schema in SCHEMAS:
        table = draft.tables.get(schema.file)
        if table is None:
            continue
        for column in schema.columns:
            known = names.get(column.refers)
            if not column.refers or known is None:
                continue
            unknown: dict[str, list[int]] = {}
            for row, cell in enumerate(table[column.name]):
                for word in cell if isinstance(cell, tuple) else (cell,):
                    if word and word not in known:
                        unknown.setdefault(word, []).append(row)
            count = 0
            for word, rows in unknown.items():
                count += 1
                if count > SHOWN:
                    continue
                params = {"value": word, "near": near(word, known), "n": len(rows)}
                draft.add(schema.file, rows[0], column.name, f"table.unknown_{column.refers}", **params)
            if count > SHOWN:
                draft.add(schema.file, 0, column.name, "table.more", n=count - SHOWN)


def _names(draft: Draft) -> dict[str, dict[str, None]]:
    def column(file: str, name: str) -> dict[str, None] | None:
        whole = file in draft.tables and draft.tables[file].whole
        return dict.fromkeys(draft.tables[file][name]) if whole else None

    road, transit = column("network/road_links.csv", "link"), column("network/transit_links.csv", "link")
    link = {**road, **transit} if road is not None and transit is not None else None
    projects = draft.tables.get("network/projects.csv")
    added = dict.fromkeys(added_links(projects)) if projects is not None else None
    found: dict[str, dict[str, None] | None] = {
        "zone": column("zones.csv", "zone"),
        "area": column("areas.csv", "area"),
        "node": column("network/nodes.csv", "node"),
        "project": column("pipeline/infrastructure.csv", "project"),
        "plan": column("pipeline/housing.csv", "plan"),
        "link": link,
        "link_or_added": {**link, **added} if link is not None and added is not None else None,
    }
    if draft.head:
        found["location"] = dict.fromkeys(draft.head["locations"])
        found["location_or_none"] = dict.fromkeys((*draft.head["locations"], "none"))
        found["sector"] = dict.fromkeys(draft.head["sectors"])
    return {name: known for name, known in found.items() if known is not None}
