"""The answers of a brief, computed: a study with a decision, put to every question that a brief needs.

Options are compared in the futures of the study; all else is asked of the same study, or of runs of its second option.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from balanssim import api, prepare, questions
from balanssim.compare import bands
from balanssim.errors import InputError, Problem, RunError
from balanssim.report import together
from balanssim.report.brief.found import ENOUGH, Found
from balanssim.report.together import Run, resample
from balanssim.scenario.sources import SHIPPED
from balanssim.sweep import discover, load, reading, regret, years
from balanssim.sweep import run as sweep
from balanssim.sweep.rules import outcome_of

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.report.needs import Needs
    from balanssim.report.rehearsal import InTime
    from balanssim.report.together import Together
    from balanssim.scenario import Resolved
    from balanssim.sweep.decision import Decision, Signal
    from balanssim.sweep.load import Loaded

T = TypeVar("T")

#: Fewer futures of an option hold no band, no regret and no 'in N of 100': no brief is made of them.
FEWEST: Final = regret.FEWEST


def find(
    study: api.Ref, *, runs: int | None, out: Path, workers: int | None, progress: api.Progress | None,
    announce: api.Announce | None,
) -> Found:  # fmt: skip
    """All answers; see ``questions.brief``."""
    loaded = load.load(study)
    decision = loaded.study.decision
    if decision is None:
        raise RunError("brief.no_decision", study=loaded.source.shown)
    enough(loaded, runs)
    swept = sweep.run(loaded, out=out, runs=runs, workers=workers, progress=progress, announce=announce)
    if swept.failures:
        raise RunError("brief.failed", n=swept.failed, study=loaded.source.shown)
    runs_of, beside = _options(loaded, decision, swept.path)
    options = beside.together
    draws = options.scenarios[0].scenario.sampling.draws
    missing: dict[str, RunError] = {}

    def part(name: str, ask: Callable[[], Sequence[T]]) -> tuple[T, ...]:
        """A part of the answers, or why it is not there: too few futures, nothing asked."""
        try:
            return tuple(ask())
        except RunError as error:
            missing[name] = error
            return ()

    compared = part("regrets", lambda: [regret.compare(swept.path, plain=True)])
    if "regrets" in missing and loaded.study.measures:
        missing["measured"] = missing["regrets"]
    second = options.scenarios[1]
    pairs = [runs_of([other, 1]) for other in range(2, len(options.scenarios))]
    return Found(
        loaded=loaded,
        together=options,
        areas=beside.areas,
        pairs=tuple(one.together for one in pairs),
        pair_areas=tuple(one.areas for one in pairs),
        rehearsals=tuple(
            questions.rehearse(option, draws=draws, seed=loaded.study.seed) for option in options.scenarios
        ),
        rounds=part("rounds", lambda: _rounds(decision, second, draws, loaded.study.seed)),
        needs=part("needs", lambda: _needs(loaded, decision, draws, out, workers, progress)),
        regrets=tuple(one for regrets, _ in compared for one in regrets),
        measured=tuple(one for _, measured in compared for one in measured),
        discoveries=part("discoveries", lambda: discover.discover(loaded, out, runs=runs, unmeasured=True)),
        years=part("years", lambda: [one for one in years.thresholds(swept.path) if not one.measure]),
        missing=missing,
    )


def enough(loaded: Loaded, runs: int | None) -> None:
    """Raise ``InputError``, before anything is computed, where an option gets fewer than ``FEWEST`` futures."""
    options = len(loaded.policies)
    size = (loaded.study.design.size or 1) if runs is None else runs // options
    if size < FEWEST:
        place = (loaded.source.shown, "design.size") if runs is None else ("--runs", "")
        words = {"n": size, "least": FEWEST, "enough": ENOUGH, "runs": FEWEST * options, "all": ENOUGH * options}
        raise InputError([Problem(place[0], 0, 0, place[1], "sweep.brief_too_few", words)])


class _Beside(NamedTuple):
    """Options side by side, and their differences to the first by area."""

    together: Together
    areas: xr.Dataset


def _options(loaded: Loaded, decision: Decision, folder: Path) -> tuple[Callable[[Sequence[int]], _Beside], _Beside]:
    """What puts chosen options side by side by number, and all of them so, from the runs of the study.

    Its worlds are those of an ordinary run.
    """
    kept = reading.read(folder)
    region = api.load_region(loaded.index.path)
    scenarios, runs, datasets = [], [], []
    for policy, held in zip(loaded.policies, kept.policies, strict=True):
        if policy.measure:
            continue
        path = folder / sweep.RUNS / held["scenario"] / held["run"]
        scenarios.append(resample(policy.resolved, len(kept.base), kept.seed))
        runs.append(Run(held["run"], path))
        datasets.append(api.open_results(path))
    together.within_horizon(scenarios, decision.year)
    worlds = [prepare.acting(option, region) for option in scenarios]

    tolerance = max(together.solved_to(one) for one in scenarios)

    def beside(chosen: Sequence[int]) -> _Beside:
        held = together.put_together(
            [scenarios[at] for at in chosen], [runs[at] for at in chosen], [datasets[at] for at in chosen], region,
            year=decision.year, worlds=[worlds[at] for at in chosen],
        )  # fmt: skip
        named = {held.names[place]: datasets[at] for place, at in enumerate(chosen)}
        return _Beside(held, bands.of_places(named, decision.year, tolerance))

    return beside, beside(range(len(scenarios)))


def _rounds(decision: Decision, option: Resolved, draws: int, seed: int) -> list[InTime]:
    """Of every year asked: by which round the start decision must fall."""
    if decision.project is None:
        return []
    return [
        questions.latest_decision(
            option, decision.project, open_by=year, futures=decision.futures, draws=draws, seed=seed
        )
        for year in decision.open_by
    ]


def _needs(
    loaded: Loaded, decision: Decision, draws: int, out: Path, workers: int | None, progress: api.Progress | None
) -> list[Needs]:
    """Of every signal value: when the second option crosses it, after how many homes, and the latest openings."""
    found = []
    for signal in decision.signals:
        variable, place, _ = outcome_of(signal.outcome)
        found.append(
            questions.needed(
                _second(loaded), variable, signal.value, place=place, below=signal.below, projects=signal.projects,
                measures=_measures(loaded, signal), futures=decision.futures, draws=draws, seed=loaded.study.seed,
                out=out, workers=workers, overrides=_overrides(loaded), progress=progress,
            )
        )  # fmt: skip
    return found


def _second(loaded: Loaded) -> str:
    """The file of the second option, as it can be named from here."""
    ref = loaded.study.scenarios[1]
    return ref if ref.startswith(SHIPPED) else (loaded.source.folder / ref).as_posix()


def _overrides(loaded: Loaded) -> list[str]:
    """What the study sets for every scenario, as after ``--set``; JSON is YAML."""
    study = loaded.study
    held = [*study.set.items(), *((f"uncertainties.{name}", value) for name, value in study.uncertainties.items())]
    return [f"{key}={json.dumps(value)}" for key, value in held]


def _measures(loaded: Loaded, signal: Signal) -> list[str]:
    settings = [setting for name in signal.measures for setting in loaded.study.measures[name].set.items()]
    return [f"{key}={json.dumps(value)}" for key, value in settings]
