"""The public interface: what the command line does, from Python. ``import balanssim as bs``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from balanssim.compare.table import DEFAULT_YEAR
from balanssim.scenario import Resolved, Scenario

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.catalogue import Profile
    from balanssim.errors import Problem
    from balanssim.region.read import Region
    from balanssim.report.together import Together
    from balanssim.results.runs import RunInfo
    from balanssim.sweep.swept import Swept
    from balanssim.texts import Lang

__all__ = [
    "Resolved",
    "Scenario",
    "check",
    "compare",
    "compare_together",
    "export",
    "list_runs",
    "load_region",
    "load_scenario",
    "open_results",
    "simulate",
    "sweep",
    "write_page",
]

Ref = str | Path
Progress = Callable[[int, int, str], None]
Announce = Callable[[int, int], None]


def load_scenario(scenario: Ref, *, overrides: Sequence[str] = ()) -> Resolved:
    """Load and check a scenario file.

    Parameters
    ----------
    scenario : path, or ``balanssim:NAME`` for a ready-made one
    overrides : ``key=value`` with dotted keys, as after ``--set``

    Returns
    -------
    Resolved, with ``.scenario`` (the values), ``.origin`` and ``.papers`` by dotted key

    Raises
    ------
    InputError
        with every problem in every file
    """
    from balanssim import scenario as scenarios

    return scenarios.load(scenario, overrides=overrides)


def load_region(region: Ref) -> Region:
    """Read and check a region folder.

    Parameters
    ----------
    region : path, or ``balanssim:NAME`` for a region that comes with the package

    Returns
    -------
    Region; ``.dataset()`` gives the base year as a labelled dataset with units

    Raises
    ------
    InputError
        with every problem in every file
    """
    from balanssim.region.read import load_region as read

    return read(region)


def check(scenario: Ref, *, overrides: Sequence[str] = ()) -> list[Problem]:
    """All problems of a scenario by file and line; an empty list for one that can be run."""
    from balanssim import scenario as scenarios

    return scenarios.check(scenario, overrides=overrides)


def simulate(
    scenario: Ref | Resolved,
    *,
    draws: int | None = None,
    seed: int | None = None,
    out: Ref = "results",
    workers: int | None = None,
    profile: Profile | None = None,
    overrides: Sequence[str] = (),
    fresh: bool = False,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Run a scenario, or find the run that is already there, and open its results.

    Parameters
    ----------
    scenario : path, ``balanssim:NAME`` or a loaded scenario
    draws, seed : number of uncertain worlds and root of their random numbers; by default those of the scenario
    out : folder for results
    workers : processes; never changes a number
    profile : ``summary``, ``standard`` or ``full``: which variables are stored; by the number of draws when None
    overrides : ``key=value``, only where ``scenario`` is not loaded yet
    fresh : compute again what is already there
    progress : called with blocks done, blocks in all and the id of the scenario

    Returns
    -------
    dataset with dims draw (1..N), year, area, corridor, ...; units and Dutch and English names in attrs

    Raises
    ------
    InputError, RunError
    """
    from balanssim import execute

    resolved = sampled(scenario, draws, seed, overrides)
    handle = execute.run(resolved, out=Path(out), workers=workers, profile=profile, progress=progress, fresh=fresh)
    return open_results(handle.path, partial=bool(handle.failed))


def step_seconds(scenario: Ref | Resolved) -> dict[str, float]:
    """Seconds per step of a year over the whole horizon, for one block of worlds of a scenario.

    Raises ``InputError``. Times are of this machine and this moment; shares are what to look at.
    """
    from balanssim import execute

    resolved = scenario if isinstance(scenario, Resolved) else load_scenario(scenario)
    return execute.step_seconds(resolved)


def sampled(scenario: Ref | Resolved, draws: int | None, seed: int | None, overrides: Sequence[str]) -> Resolved:
    """A scenario with this number of draws and seed, by default its own."""
    from balanssim.report import together

    resolved = scenario if isinstance(scenario, Resolved) else load_scenario(scenario, overrides=overrides)
    own = resolved.scenario.sampling
    return together.resample(resolved, own.draws if draws is None else draws, own.seed if seed is None else seed)


def compare(
    scenarios: Sequence[Ref | Resolved],
    *,
    year: int = DEFAULT_YEAR,
    draws: int | None = None,
    seed: int | None = None,
    out: Ref = "results",
    workers: int | None = None,
    profile: Profile | None = None,
    overrides: Sequence[str] = (),
    fresh: bool = False,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Run scenarios in the same uncertain worlds and put them side by side; the first is the reference.

    Parameters
    ----------
    scenarios : two or more paths, ``balanssim:NAME`` or loaded scenarios
    year : reference date 1 January of the headline rows
    draws, seed : for all scenarios; by default those of the first
    others : as in ``simulate``

    Returns
    -------
    dataset with dims scenario, statistic, row, goal, project: ``value``, ``difference`` (per world, to the first),
    ``indistinguishable``, ``goal_futures``, ``goal_margin``, ``opening_year`` and a band of every outcome; units in
    attrs and in ``row_unit``

    Raises
    ------
    InputError, RunError
    """
    return compare_together(
        scenarios, year=year, draws=draws, seed=seed, out=out, workers=workers, profile=profile, overrides=overrides,
        fresh=fresh, progress=progress,
    ).dataset  # fmt: skip


def compare_together(
    scenarios: Sequence[Ref | Resolved],
    *,
    year: int = DEFAULT_YEAR,
    draws: int | None = None,
    seed: int | None = None,
    out: Ref = "results",
    workers: int | None = None,
    profile: Profile | None = None,
    overrides: Sequence[str] = (),
    fresh: bool = False,
    progress: Progress | None = None,
    announce: Announce | None = None,
) -> Together:
    """As ``compare``, with all that the page shows beside the numbers: scenarios, runs, region."""
    from balanssim import execute, prepare
    from balanssim.report import together

    loaded = load_all(scenarios, overrides)
    together.one_region(loaded)
    together.within_horizon(loaded, year)
    first = loaded[0].scenario.sampling
    used = (first.draws if draws is None else draws, first.seed if seed is None else seed)
    silent = draws is None and seed is None
    others = [resolved.id for resolved in loaded if resolved.scenario.sampling != first]
    words: dict[str, object] = {"draws": used[0], "seed": used[1], "other": others}
    notes = [("compare.note.sampling", words)] if silent and others else []
    loaded = [together.resample(resolved, *used) for resolved in loaded]
    # a scenario named twice is one run: two would wait for each other's lock
    distinct = {resolved.canonical_json(): resolved for resolved in loaded}
    handles = execute.run_many(
        list(distinct.values()),
        out=Path(out),
        workers=workers,
        profile=profile,
        progress=progress,
        announce=announce,
        fresh=fresh,
    )
    by_text = dict(zip(distinct, handles, strict=True))
    chosen = [by_text[resolved.canonical_json()] for resolved in loaded]
    region = load_region(loaded[0].region_path)
    acting = {text: prepare.acting(resolved, region) for text, resolved in distinct.items()}
    return together.put_together(
        loaded,
        [together.Run(handle.run_id, handle.path, len(handle.failed)) for handle in chosen],
        [open_results(handle.path, partial=bool(handle.failed)) for handle in chosen],
        region,
        year=year,
        notes=notes,
        worlds=[acting[resolved.canonical_json()] for resolved in loaded],
    )


def load_all(scenarios: Sequence[Ref | Resolved], overrides: Sequence[str]) -> list[Resolved]:
    """All scenarios, or the problems of all of them at once."""
    from balanssim.errors import InputError

    loaded: list[Resolved] = []
    problems: list[Problem] = []
    for item in scenarios:
        try:
            loaded.append(item if isinstance(item, Resolved) else load_scenario(item, overrides=overrides))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return loaded


def sweep(
    study: Ref,
    *,
    runs: int | None = None,
    out: Ref = "results",
    workers: int | None = None,
    scheduler: str | None = None,
    fresh: bool = False,
    retry: bool = False,
    progress: Progress | None = None,
    announce: Announce | None = None,
) -> Swept:
    """Compute a study, or what is missing of it.

    Parameters
    ----------
    study : path of a study file, or ``balanssim:studies/NAME``
    runs : over all policies, at most; the design takes the largest size that fits
    scheduler : address of a Dask scheduler, as ``tcp://host:8786``, in place of processes of this machine
    retry : only blocks that failed before
    others : as in ``simulate``

    Returns
    -------
    Swept: ``.path``, ``.runs``, ``.failed``, ``.failures`` with the world that fails and why, ``.to_json()``; the runs
    of its policies are folders below ``path/runs`` for ``open_results``

    Raises
    ------
    InputError, RunError
    """
    from balanssim.sweep import load
    from balanssim.sweep import run as room

    return room.run(
        load.load(study), out=Path(out), workers=workers, runs=runs, fresh=fresh, retry=retry, scheduler=scheduler,
        progress=progress, announce=announce,
    )  # fmt: skip


def write_page(together: Together, path: Ref, *, lang: Lang = "nl", command: str = "", date: str = "") -> Path:
    """Write the page of a comparison: one self-contained HTML file.

    Parameters
    ----------
    together : from ``compare_together``
    path : file to write
    lang : ``nl`` or ``en``
    command : shown as the way to repeat it
    date : shown as the day it was made

    Returns
    -------
    the path

    Raises
    ------
    RunError
        a disk that refuses
    """
    from balanssim.report import page
    from balanssim.report import together as together_
    from balanssim.results import files

    target = Path(path)
    text = page.render(together.dataset, together_.context(together, lang, command=command, date=date), lang)
    files.make_folder(target.parent)
    files.write_atomic(target, text.encode("utf-8"))
    return target


def open_results(run: Ref, *, partial: bool = False) -> xr.Dataset:
    """The worlds of a run (draw 1..N) as a labelled dataset that reads only what is asked for.

    Parameters
    ----------
    run : run folder, ``results/<study>/<run-id>``
    partial : open an unfinished run too; what is not there reads as NaN

    Raises
    ------
    RunError
        no run there, or an unfinished one
    """
    from balanssim.results import record, store

    folder = Path(run)
    dataset = store.open_run(folder, partial=partial)
    sampling = record.read(folder)["question"]["sampling"]
    return dataset.assign_attrs(seed=int(sampling["seed"]))


def export(
    run: Ref, variable: str, *, out: Ref, format: str = "csv", year: int | None = None, lang: Lang = "nl"
) -> Path:
    """Write one variable of a run as ``csv``, ``xlsx`` or ``netcdf``; draw 0 is the central run.

    Raises
    ------
    RunError
        unfinished run, unknown variable or year, too many rows for Excel
    """
    from balanssim.results import export as exports

    return exports.export(Path(run), variable, out=Path(out), format=format, year=year, lang=lang)  # type: ignore[arg-type]


def list_runs(out: Ref = "results") -> list[RunInfo]:
    """Every run in a results folder, with its state."""
    from balanssim.results.runs import list_runs as listed

    return listed(Path(out))
