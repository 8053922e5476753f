"""What every world of a scenario says of figures that came in: the first years of a run, no further than needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from balanssim import engine, prepare, steps
from balanssim.catalogue import VARIABLES
from balanssim.dims import AREA, BLOCK
from balanssim.model import load_ratios
from balanssim.monitor.observed import NET, TRAFFIC, Figure
from balanssim.procedures import pace, simulate

if TYPE_CHECKING:
    from balanssim.inputs import Inputs, WorldBlock
    from balanssim.procedures import ProcedureOutcome
    from balanssim.region.read import Region
    from balanssim.scenario import Resolved

Array = NDArray[np.float64]
Progress = Callable[[int, int, str], None]

#: First part of the name of a factor that is no assumption: how much the market of a year did not ask.
MARKET: Final = "luck.market."


@dataclass(frozen=True)
class Forecast:
    """``values`` (figure, world) and ``factors`` name -> (world,): assumptions that differ between worlds, and luck."""

    values: Array
    factors: dict[str, Array]


def forecast(
    resolved: Resolved, region: Region, figures: Sequence[Figure], progress: Progress | None = None
) -> Forecast:
    """Run all worlds of a scenario up to the last figure.

    ``progress``: called with blocks of worlds done, all of them, and the id of the scenario. Worlds are those of a run
    of the scenario, so that every value is the one that its results hold.
    """
    inputs, worlds = prepare.prepare(resolved, region), prepare.make_worlds(resolved, region)
    labels = list(range(1, worlds.draws + 1))
    parts = [labels[start : start + BLOCK] for start in range(0, len(labels), BLOCK)]
    values, dips = [], []
    last = max(figure.date for figure in figures)
    for number, part in enumerate(parts):
        block = prepare.world_block(worlds, part, min(BLOCK, len(labels)))
        values.append(_block(inputs, block, figures, last)[:, : len(part)])
        dips.append(pace.market_dips(inputs, block)[: last - inputs.axes.start, : len(part)])
        if progress is not None:
            progress(number + 1, len(parts), resolved.id)
    factors = prepare.acting(resolved, region)
    for year, dip in zip(inputs.axes.flow_years, np.concatenate(dips, axis=1), strict=False):
        if np.ptp(dip) > 0.0:
            factors[f"{MARKET}{year}"] = dip
    return Forecast(np.concatenate(values, axis=1), factors)


def _block(inputs: Inputs, block: WorldBlock, figures: Sequence[Figure], last: int) -> Array:
    """Values (figure, world) of a block."""
    names = {NET: ("homes",), TRAFFIC: ("load_ratio", "crowding")}
    wanted = dict.fromkeys(name for figure in figures for name in names.get(figure.outcome, (figure.outcome,)))
    outcome = simulate(inputs, block)
    made = engine.run_block(inputs, block, [VARIABLES[name] for name in wanted], stop=last, procedures=outcome).outputs
    room = _room(inputs, block, outcome, {figure.year for figure in figures if figure.outcome == TRAFFIC})
    start = inputs.axes.start

    def at(name: str, year: int, place: str) -> Array:
        entry = VARIABLES[name]
        places = inputs.axes.areas if AREA in entry.dims else inputs.axes.corridors
        return made[name][:, year - start, places.index(place)].astype(np.float64)

    out = np.empty((len(figures), block.width))
    for number, figure in enumerate(figures):
        place, year = figure.place, figure.year
        if figure.outcome == NET:
            out[number] = at("homes", year + 1, place) - at("homes", year, place)
        elif figure.outcome == TRAFFIC:
            car = figure.unit == "veh/h"
            out[number] = at("load_ratio" if car else "crowding", year, place)
            out[number] *= room[year][0 if car else 1][inputs.axes.corridors.index(place)]
        else:
            out[number] = at(figure.outcome, year, place)
    return np.nan_to_num(out)


def _room(
    inputs: Inputs, block: WorldBlock, outcome: ProcedureOutcome, years: set[int]
) -> dict[int, tuple[Array, Array]]:
    """Capacity and seats of every corridor by year, (corridor, world)."""
    if not years:
        return {}
    fixed = steps.fixed(inputs, block, outcome)
    universe = fixed.commuting.static.universe
    return {year: load_ratios.room(universe, steps.links_of(fixed, year)) for year in sorted(years)}
