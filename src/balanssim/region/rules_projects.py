"""Rules of infrastructure projects: stage, money, what they wait for, and names that plans may not have too."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import numpy as np

from balanssim.region.draft import Draft, near

FILE = "pipeline/infrastructure.csv"
_COVER = ("covered_state", "covered_region", "covered_area")
#: Tables whose ids walk through procedures beside the projects.
_PLANS = {"pipeline/housing.csv": "plan", "pipeline/locations.csv": "plan", "pipeline/programmes.csv": "programme"}


def check(draft: Draft) -> None:
    """All rules of this module, each on sound tables only."""
    if not draft.clean(FILE):
        return
    _check_pause(draft)
    _check_money(draft)
    _check_requires(draft)
    projects = dict.fromkeys(draft.tables[FILE]["project"])
    for file, column in _PLANS.items():
        for row, name in enumerate(draft.tables[file][column]) if draft.clean(file) else ():
            if name in projects:
                draft.add(file, row, column, "region.id_taken", value=name)


def _check_pause(draft: Draft) -> None:
    """A paused project has a place in the queue, or a band of places; no other project has one."""
    for row, entry in enumerate(draft.tables[FILE].rows()):
        low, high = entry["restart_low"], entry["restart_high"]
        if entry["paused"] != (not np.isnan(low)) or np.isnan(low) != np.isnan(high):
            code = "region.restart_missing" if entry["paused"] else "region.restart_extra"
            draft.add(FILE, row, "restart_low", code)


def _check_money(draft: Draft) -> None:
    """What is covered is no more than the highest estimate."""
    for row, entry in enumerate(draft.tables[FILE].rows()):
        covered = float(np.nansum([entry[name] for name in _COVER]))
        highest = entry["cost"] if np.isnan(entry["cost_high"]) else entry["cost_high"]
        if covered > highest:
            draft.add(FILE, row, "covered_state", "region.funding_above_cost", covered=covered, cost=float(highest))


def _check_requires(draft: Draft) -> None:
    table = draft.tables[FILE]
    rows = {project: row for row, project in enumerate(table["project"])}
    waits = {}
    for row, (project, required) in enumerate(zip(table["project"], table["requires"], strict=True)):
        other = required.partition(":")[0]
        if other and other not in rows:
            draft.add(FILE, row, "requires", "table.unknown_project", value=other, near=near(other, rows), n=1)
        elif other:
            waits[project] = [other]
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        path = error.args[1][::-1]  # the sorter names who is waited for first
        draft.add(FILE, rows[path[0]], "requires", "region.requires_cycle", path=" > ".join(path))
