"""Labelled results made from the catalogue, to test what reads them: plausible sizes, invented numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from balanssim.catalogue import VARIABLES
from balanssim.dims import (
    AREA,
    CORRIDOR,
    DELAY,
    DELAYS,
    DRAW,
    FLOW_YEAR,
    LINK,
    MAP_YEAR,
    MAP_YEARS,
    MILESTONE,
    MILESTONES,
    PLAN,
    PROJECT,
    YEAR,
)
from balanssim.execute import RunHandle
from balanssim.region.index import RegionIndex
from balanssim.results import contract, record, store
from balanssim.scenario import Resolved

YEARS = np.arange(2024, 2052)
AREAS = ("GM0034", "GM0995", "flevoland")
CORRIDORS = ("hollandse-brug", "stichtse-brug", "a6-almere-lelystad", "flevolijn", "ijmeerverbinding")
PLANS = ("pampus-fase-1", "zuiderhage-fase-1")
PROJECTS = ("P01_IJMEER_METRO", "P03_A6_LLS")
LABELS = {
    "GM0034": ("Almere", "Almere"),
    "GM0995": ("Lelystad", "Lelystad"),
    "flevoland": ("Flevoland", "Flevoland"),
    "hollandse-brug": ("Hollandse Brug", "Hollandse Brug"),
    "stichtse-brug": ("Stichtse Brug", "Stichtse Brug"),
    "a6-almere-lelystad": ("A6 Almere-Lelystad", "A6 Almere-Lelystad"),
    "flevolijn": ("Flevolijn", "Flevolijn"),
    "ijmeerverbinding": ("IJmeerverbinding", "IJmeer link"),
    "P01_IJMEER_METRO": ("IJmeerverbinding (metro)", "IJmeer link (metro)"),
    "P03_A6_LLS": ("A6 Almere-Lelystad", "A6 Almere-Lelystad"),
}
#: End value in 2051 and spread between worlds, by variable; others get a generic count.
SIZES = {
    "homes_added": (45_000.0, 0.2),
    "jobs_all_added": (50_000.0, 0.3),
    "jobs_displaced": (4_000.0, 0.5),
    "commute_load_extra": (1_600.0, 0.4),
    "jobs_elsewhere": (2_500.0, 0.5),
    "households_elsewhere": (3_000.0, 0.6),
    "out_commuters": (70_000.0, 0.1),
    "jobs_within_45min_car": (410_000.0, 0.1),
    "jobs_within_45min_transit": (160_000.0, 0.1),
    "link_load_extra": (1_200.0, 0.4),
    "link_crowding": (1.3, 0.1),
}
SHARES = {"share": 0.6, "ratio": 0.7}


def results(
    draws: int = 64,
    seed: int = 1,
    scale: float = 1.0,
    shift: float = 0.0,
    openings: dict[str, float] | None = None,
    areas: tuple[str, ...] = AREAS,
    corridors: tuple[str, ...] = CORRIDORS,
    projects: tuple[str, ...] = PROJECTS,
    links: tuple[str, ...] = (),
) -> xr.Dataset:
    """One scenario's results: draw 0..N, the same worlds for the same seed; ``scale`` and ``shift`` move outcomes.

    Without ``links`` it is what the summary profile keeps: no loads on links. A link whose id begins with R is a road.
    """
    luck = np.random.default_rng(seed).standard_normal(draws + 1)
    luck[0] = 0.0
    coords = {
        DRAW: np.arange(draws + 1), YEAR: YEARS, FLOW_YEAR: YEARS[:-1],
        AREA: np.array(areas, dtype=object), CORRIDOR: np.array(corridors, dtype=object),
        PROJECT: np.array(projects, dtype=object), MILESTONE: np.array(MILESTONES, dtype=object),
        DELAY: np.array(DELAYS, dtype=object),
        PLAN: np.array(PLANS, dtype=object),
    }  # fmt: skip
    if links:
        coords |= {MAP_YEAR: np.array(MAP_YEARS), LINK: np.array(links, dtype=object)}
    data = {}
    for name, variable in VARIABLES.items():
        if variable.profile == "full" or not set(variable.dims) <= set(coords):
            continue
        shape = (draws + 1, *(len(coords[dim]) for dim in variable.dims))
        if name == "opening_year":
            values = np.empty(shape)
            for column, project in enumerate(projects):
                central = (openings or {}).get(project, 2041.0)
                years = central if central == 9999 else np.round(central + 3 * luck)
                values[:, column] = np.where(np.asarray(years) > 2051, 9999, years)
        elif name in ("milestone_year", "project_delay"):
            values = np.broadcast_to(np.arange(shape[-1]) + (2026.0 if name == "milestone_year" else 0.0), shape)
        elif variable.dims in ((PLAN,), (LINK,)):
            end = 2032.0 if variable.unit == "year" else 7_500.0 * scale
            values = np.repeat(end * (1 + 0.001 * luck)[:, None], shape[1], axis=1)
        else:
            end, spread = SIZES.get(name, (SHARES.get(variable.unit, 20_000.0), 0.1))
            world = 1 + spread * luck / 2
            time = coords[variable.dims[0]] if variable.dims[0] in (YEAR, FLOW_YEAR, MAP_YEAR) else YEARS
            growth = np.ones(len(time)) if variable.unit in SHARES else (time - 2024) / 27
            values = end * scale * world[:, None] * growth[None, :] + shift
            if len(shape) == 3:
                values = values[:, :, None] * (1 + np.arange(shape[2]) / 4)[None, None, :]
            else:
                values = values.reshape(shape)
        if name == "link_crowding":
            values[..., [link.startswith("R") for link in links]] = np.nan
        data[name] = ((DRAW, *variable.dims), values.astype(np.float32))
    return xr.Dataset(data, coords=coords, attrs={"seed": seed})


GOALS = (
    {"id": "banen-almere", "title": {"nl": "+55.000 banen 2040", "en": "+55,000 jobs 2040"}, "kind": "ambitie",
     "variable": "jobs_all_added", "area": "GM0034", "year": 2041, "at_least": 55000, "source": "visie 3c"},
    {"id": "woondeal-2030", "title": {"nl": "Woondeal 2030", "en": "Housing deal 2030"}, "kind": "afspraak",
     "variable": "homes_added", "area": "flevoland", "year": 2031, "at_least": 14000, "source": "Woondeal"},
    {"id": "brug", "title": {"nl": "Extra auto's brug", "en": "Extra cars bridge"}, "kind": "signaalwaarde",
     "variable": "commute_load_extra", "corridor": "hollandse-brug", "year": 2041, "at_most": 1000, "source": "test"},
    {"id": "balans", "title": {"nl": "Balans NL", "en": "Balance NL"}, "kind": "rekenwaarde",
     "variable": "jobs_per_resident_1564", "area": "GM0034", "year": 2041, "at_least": 0.79, "source": "LISA 2019"},
)  # fmt: skip


def results_of(index: RegionIndex, **options: Any) -> xr.Dataset:
    """The same with the areas, corridors and projects of a region."""
    return results(
        areas=tuple(index.areas), corridors=tuple(index.corridors), projects=tuple(index.projects), **options
    )


def write_run(resolved: Resolved, dataset: xr.Dataset, out: Path) -> RunHandle:
    """Keep invented results as a finished run, so that what reads runs can be tested without the model."""
    names = {
        AREA: {lang: [getattr(one, f"name_{lang}") for one in resolved.index.areas.values()] for lang in ("nl", "en")}
    }
    sampling = resolved.scenario.sampling
    question = record.Question(resolved.canonical_json(), "0" * 64, sampling.model_dump(), {}, "summary", [], "0" * 64)
    folder = record.run_dir(out, resolved.id, question.run_id())
    coords = {str(dim): list(dataset[dim].values) for dim in dataset.dims}
    made = contract.make("summary", sampling.draws, coords, names)
    record.write(
        folder, record.record(question, study=resolved.id, scenario_files=resolved.files, overrides=resolved.overrides)
    )
    store.create(folder, made)
    for group, block in made.all_blocks():
        labels = list(made.labels(group)[made.rows(group, block)])
        part = dataset.sel({DRAW: labels})
        arrays = {one.name: part[one.name].transpose(DRAW, ...).values for one in made.variables()}
        store.write_block(folder, group, block, arrays)
    return RunHandle(run_id=folder.name, path=folder, resolved=resolved)


#: What ``run_many`` below makes of a scenario, by id: options of ``results``.
MOVES: dict[str, dict[str, Any]] = {"omgevingsvisie": {"scale": 1.3, "openings": {"P03_A6_LLS": 2036.0}}}


def run_many(scenarios: Sequence[Resolved], *, out: Path, progress: Any = None, **_: Any) -> list[RunHandle]:
    """Stands in for ``execute.run_many``: invented results, the same worlds for the same seed."""
    handles = []
    for number, resolved in enumerate(scenarios):
        sampling = resolved.scenario.sampling
        moves = {"openings": dict.fromkeys(resolved.index.projects, 9999.0), **MOVES.get(resolved.id, {})}
        data = results_of(resolved.index, draws=sampling.draws, seed=sampling.seed, **moves)
        handles.append(write_run(resolved, data, out))
        if progress is not None:
            progress(number + 1, len(scenarios), resolved.id)
    return handles
