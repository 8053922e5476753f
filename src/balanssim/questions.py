"""Questions beside a comparison: what is needed, why two scenarios differ, what a project does, when procedures end.

They stand on ``balanssim.api``; every number is that of runs that may be opened and compared as any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from balanssim import api
from balanssim.compare.table import DEFAULT_YEAR
from balanssim.dims import BLOCK

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.api import Announce, Progress, Ref
    from balanssim.report.brief.files import Written
    from balanssim.report.brief.found import Found
    from balanssim.report.effects import Effects
    from balanssim.report.explained import Explanation
    from balanssim.report.monitoring import Monitored
    from balanssim.report.needs import Needs
    from balanssim.report.rehearsal import InTime, Rehearsal
    from balanssim.scenario import Resolved
    from balanssim.texts import Lang

#: Worlds in which a difference is explained unless more are asked for: one block.
EXPLAINED_DRAWS = BLOCK

__all__ = [
    "DEFAULT_YEAR",
    "brief",
    "effects",
    "explain",
    "latest_decision",
    "monitor",
    "needed",
    "rehearse",
    "write_brief",
    "write_effects",
    "write_explanation",
]


def needed(
    scenario: Ref,
    indicator: str,
    signal: float,
    *,
    place: str = "",
    below: bool = False,
    projects: Sequence[str] = (),
    measures: Sequence[str] = (),
    homes_in: str = "",
    until: int | None = None,
    futures: int = 50,
    draws: int | None = None,
    seed: int | None = None,
    out: Ref = "results",
    workers: int | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> Needs:
    """When an outcome crosses a signal value, after how many homes, and which opening year prevents it.

    Parameters
    ----------
    scenario : path or ``balanssim:NAME``
    indicator : variable by year and area or corridor
    signal : in the unit of the variable
    place : area or corridor; by default the first headline one of the region
    below : the signal value is crossed below it
    projects : ids, of each the latest opening year is found, a few runs each
    measures : ``key=value``; the answer is given without and with all of them together
    homes_in : area in which homes are counted; by default the first headline area
    until : last reference date looked at; by default the end of the horizon
    futures : in so many of 100 futures an opening has to be in time
    others : as in ``simulate``

    Returns
    -------
    Needs: ``.plain`` and ``.measured`` with the year of crossing and homes until then, ``.openings`` per project

    Raises
    ------
    InputError, RunError
    """
    from balanssim.compare.needed import Signal
    from balanssim.report import needs

    def run(more: Sequence[str]) -> xr.Dataset:
        return api.simulate(
            scenario, draws=draws, seed=seed, out=out, workers=workers, profile="summary",
            overrides=[*overrides, *more], progress=progress,
        )  # fmt: skip

    asked = needs.Asked(
        indicator, Signal(signal, below), place, homes_in, until, futures / 100.0, tuple(projects), tuple(measures)
    )
    resolved = api.sampled(scenario, draws, seed, overrides)
    return needs.answer(asked, resolved, run, lambda more: api.check(scenario, overrides=[*overrides, *more]))


def effects(
    scenario: Ref,
    *,
    projects: Sequence[str] = (),
    year: int = DEFAULT_YEAR,
    draws: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> Effects:
    """What infrastructure projects do to travel: each with and without, in the same worlds, all else as the scenario.

    Parameters
    ----------
    scenario : path or ``balanssim:NAME``
    projects : ids; all projects of the region by default
    year : reference date, after the base date
    others : as in ``simulate``

    Returns
    -------
    Effects: ``.rows``, ``.text(lang)``, ``.to_json()``, ``.table()``

    Raises
    ------
    InputError
    """
    from balanssim.report import effects as report

    resolved = api.sampled(scenario, draws, seed, overrides)
    names = report.checked(resolved, projects, year)
    return report.answer(resolved, api.load_region(resolved.region_path), names, year, progress)


def write_effects(found: Effects, path: Ref) -> Path:
    """Write every row of ``found.table()`` as CSV. Raises ``RunError`` where the file cannot be written."""
    from balanssim.results import files

    target = Path(path)
    files.make_folder(target.parent)
    files.write_atomic(target, found.table().encode("utf-8"))
    return target


def explain(
    a: Ref | Resolved,
    b: Ref | Resolved,
    *,
    outcomes: Sequence[str] = (),
    years: Sequence[int] = (DEFAULT_YEAR,),
    draws: int | None = None,
    seed: int | None = None,
    orders: int = 2,
    exact: bool = False,
    out: Ref = "results",
    workers: int | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
    announce: Announce | None = None,
) -> Explanation:
    """Why scenario ``b`` ends elsewhere than ``a``: the difference shared out over what was changed, exactly.

    Parameters
    ----------
    a, b : paths, ``balanssim:NAME`` or loaded scenarios of one region and horizon
    outcomes : as ``homes_added@GM0034``; a few headline ones by default
    years : reference dates
    draws : by default those of ``a``, at most ``EXPLAINED_DRAWS``: a part is a mean over worlds
    orders : pairs of orders of changes to sample, beyond five changes
    exact : all sets of up to eight changes, which takes up to 256 runs
    others : as in ``compare``

    Returns
    -------
    Explanation: ``.outcomes`` with the parts of each difference; ``.text(lang)``, ``.to_json()``

    Raises
    ------
    InputError, RunError
    """
    from balanssim import execute
    from balanssim.report import explained, together

    loaded = api.load_all([a, b], overrides)
    together.one_region(loaded)
    for year in years:
        together.within_horizon(loaded, year)
    used = loaded[0].scenario.sampling
    draws = min(used.draws, EXPLAINED_DRAWS) if draws is None else draws
    seed = used.seed if seed is None else seed
    first, other = (together.resample(resolved, draws, seed) for resolved in loaded)

    def run(scenarios: Sequence[Resolved]) -> list[xr.Dataset]:
        handles = execute.run_many(
            scenarios, out=Path(out) / execute.MIXES, workers=workers, profile="summary", progress=progress,
            announce=announce, central=False,
        )  # fmt: skip
        return [api.open_results(handle.path, partial=bool(handle.failed)) for handle in handles]

    rows = explained.rows_of(first.index, outcomes)
    return explained.explain(first, other, rows, years, run, orders, exact)


def write_explanation(found: Explanation, path: Ref, *, lang: Lang = "nl", command: str = "", date: str = "") -> Path:
    """Write the page of an explanation; parameters, result and errors as of ``write_page``."""
    from balanssim.report import explained_page
    from balanssim.results import files

    target = Path(path)
    files.make_folder(target.parent)
    files.write_atomic(target, explained_page.render(found, lang, command, date).encode("utf-8"))
    return target


def rehearse(
    scenario: Ref | Resolved,
    *,
    draws: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> Rehearsal:
    """Walk projects, plans and work locations of a scenario through their procedures, without the years after them.

    Returns
    -------
    Rehearsal: ``.projects(lang)`` with opening years, shares of the worlds by the years of the goals, causes of delay
    and the funding statement of every project; ``.arrivals()`` with what plans, work locations and programmes deliver
    and why so late; ``.text(lang)`` and ``.to_json(lang)`` the same

    Raises
    ------
    InputError
    """
    from balanssim.report import rehearsal

    resolved = api.sampled(scenario, draws, seed, overrides)
    return rehearsal.rehearsal(resolved, api.load_region(resolved.region_path), progress)


def latest_decision(
    scenario: Ref | Resolved,
    project: str,
    *,
    open_by: int,
    futures: int = 50,
    draws: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> InTime:
    """By which BO MIRT the start decision on a project, or the end of its pause, must fall.

    Parameters
    ----------
    project : id of the region, ``P01_IJMEER_METRO``
    open_by : year in which it has to be open, by 1 July
    futures : in so many of 100 futures

    Returns
    -------
    InTime: ``.answer`` with the latest round, the share of the worlds per round and the cost of a missed round. The
    money is taken to be there at the decision.

    Raises
    ------
    InputError
        also for a project that has no such decision before it
    """
    from balanssim.report import rehearsal

    resolved = api.sampled(scenario, draws, seed, overrides)
    region = api.load_region(resolved.region_path)
    return rehearsal.in_time(resolved, region, project, open_by, futures / 100.0, progress)


def monitor(
    scenario: Ref,
    observed: Ref,
    *,
    out: Ref | None = None,
    draws: int | None = None,
    seed: int | None = None,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> Monitored:
    """Figures that came in, beside what a scenario forecast; and the scenario that takes them as data.

    Parameters
    ----------
    scenario : path or ``balanssim:NAME``
    observed : table with columns ``outcome,place,year,value,unit,source``; ``outcome`` a variable by year and area or
        corridor, ``net_additions`` or ``traffic``; ``year`` the 1 January of a stock, the year of a flow
    out : new scenario file, which extends ``scenario`` and holds under ``known`` what came in
    others : as in ``simulate``

    Returns
    -------
    Monitored: ``.surprises`` in the order of the file, ``.text(lang)``, ``.to_json()``

    Raises
    ------
    InputError
        with every problem in the table, and before anything is computed also what is wrong with ``out``
    RunError
        the new scenario cannot be written
    """
    from balanssim.errors import InputError
    from balanssim.monitor import forecast, rebase, surprise
    from balanssim.monitor import observed as tables
    from balanssim.report.monitoring import Monitored
    from balanssim.results import files

    target = None if out is None else Path(out)
    if target is not None and (problems := rebase.refused(target)):
        raise InputError(problems)
    resolved = api.sampled(scenario, draws, seed, overrides)
    region = api.load_region(resolved.region_path)
    figures = tables.read(observed, resolved, region)
    text = None if target is None else rebase.text(resolved, scenario, overrides, figures, target)
    made = forecast.forecast(resolved, region, figures, progress)
    found = surprise.surprises(
        made.values, [one.value for one in figures], made.factors, resolved.scenario.sampling.seed
    )
    if target is not None and text is not None:
        files.make_folder(target.parent)
        files.write_atomic(target, text.encode("utf-8"))
    written = "" if target is None else target.as_posix()
    return Monitored(resolved, figures, tuple(found), rebase.taken(figures), text, written)


def brief(
    study: Ref,
    *,
    runs: int | None = None,
    out: Ref = "results",
    workers: int | None = None,
    progress: Progress | None = None,
    announce: Announce | None = None,
) -> Found:
    """All answers of a brief on the decision of a study: options side by side, and what the study says of them.

    Parameters
    ----------
    study : path of a study file with a ``decision``, or ``balanssim:studies/NAME``; its scenarios are the options
    runs : over all options and measures, at most, as of ``sweep``; signal values take some more
    others : as in ``simulate``

    Returns
    -------
    Found, for ``write_brief``

    Raises
    ------
    InputError, RunError
        also for a study without a decision
    """
    from balanssim import briefing

    return briefing.find(study, runs=runs, out=Path(out), workers=workers, progress=progress, announce=announce)


def write_brief(found: Found, folder: Ref, *, lang: Lang = "nl", date: str = "", factsheet: bool = False) -> Written:
    """Write the brief into a folder: HTML, PDF, Excel and a zip to make it again; or the fact sheet alone.

    Parameters
    ----------
    date : day it is of, as 2026-11-01; equal answers of one day give equal bytes
    factsheet : the sheet of one A4, as HTML and PDF

    Returns
    -------
    Written: ``.paths``, and ``.without`` with why there is no PDF, where that is so

    Raises
    ------
    RunError
        a day that is none, a disk that refuses
    """
    from balanssim.report.brief import files

    return files.write(found, Path(folder), lang, date, factsheet)
