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
from balanssim.procedures import luck, pace, simulate

if TYPE_CHECKING:
    from balanssim.inputs import Inputs, WorldBlock
    from balanssim.procedures import ProcedureOutcome
    from balanssim.region.read import Region
    from balanssim.scenario import Resolved

Array = NDArray[np.float64]
Progress = Callable[[int, int, str], None]

#: First parts of names of factors that are no assumption: how much the market of a year did not ask,
#: ``luck.market.2024``, and good and bad years of a municipality where they are drawn, ``luck.homes.2024.GM0034``.
LUCK: Final = "luck."
MARKET, HOMES = f"{LUCK}market.", f"{LUCK}homes."


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
    values, chances = [], []
    last = max(figure.date for figure in figures)
    for number, part in enumerate(parts):
        block = prepare.world_block(worlds, part, min(BLOCK, len(labels)))
        values.append(_block(inputs, block, figures, last)[:, : len(part)])
        chances.append({name: row[: len(part)] for name, row in _chance(inputs, block, figures, last).items()})
        if progress is not None:
            progress(number + 1, len(parts), resolved.id)
    factors = prepare.acting(resolved, region)
    for name in chances[0]:
        row = np.concatenate([chance[name] for chance in chances])
        if np.ptp(row) > 0.0:
            factors[name] = row
    return Forecast(np.concatenate(values, axis=1), factors)


def _chance(inputs: Inputs, block: WorldBlock, figures: Sequence[Figure], last: int) -> dict[str, Array]:
    """What chance brings to homes in each year up to ``last``, in the municipalities that the figures are about."""
    years = list(inputs.axes.flow_years)[: last - inputs.axes.start]
    dips = pace.market_dips(inputs, block)
    found = {f"{MARKET}{year}": dips[number] for number, year in enumerate(years)}
    drawn = luck.factors(inputs, block)
    if drawn is not None:
        areas = [inputs.axes.areas.index(one.place) for one in figures if one.place in inputs.axes.areas]
        members = np.asarray(inputs.membership[areas].sum(axis=0)).ravel() > 0.0
        for place, name in enumerate(dict.fromkeys(inputs.procedures.municipality)):
            if (inputs.housing.municipality[members] == place).any():
                found |= {f"{HOMES}{year}.{name}": drawn[number, place] for number, year in enumerate(years)}
    return found


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
