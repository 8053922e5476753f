"""Procedures of a scenario in all its worlds, without commuting after them: what pages on procedures are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import balanssim as bs
from balanssim import execute, prepare
from balanssim.dims import BLOCK
from balanssim.inputs import Inputs, WorldBlock
from balanssim.model import housing
from balanssim.prepare.housing import grid as prepare_grid
from balanssim.prepare.housing import housing as prepare_housing
from balanssim.prepare.procedures import procedures as prepare_procedures
from balanssim.prepare.projects import infrastructure as prepare_infrastructure
from balanssim.procedures import ProcedureOutcome, simulate
from balanssim.region.read import Region
from balanssim.scenario import Resolved, Scenario

Array = NDArray[np.float64]
Take = Callable[[Inputs, WorldBlock, ProcedureOutcome], Mapping[str, Array]]
REFERENCE = "balanssim:referentie"


@dataclass(frozen=True)
class Ensemble:
    """A scenario with its arrays, and its worlds in blocks."""

    scenario: Scenario
    region: Region
    inputs: Inputs
    blocks: tuple[WorldBlock, ...]

    @property
    def draws(self) -> int:
        """Number of worlds."""
        return sum(block.width for block in self.blocks)

    def inside(self, area: str) -> NDArray[np.bool_]:
        """Zones of an area, (zone,)."""
        return np.asarray(self.inputs.membership[[self.inputs.axes.areas.index(area)]].toarray()[0] > 0.0)

    def each(self, make: Callable[[Inputs, WorldBlock], Mapping[str, Array]]) -> dict[str, Array]:
        """What ``make`` gives of all worlds, name -> (..., draw)."""
        parts = [make(self.inputs, block) for block in self.blocks]
        return {name: np.concatenate([part[name] for part in parts], axis=-1) for name in parts[0]}

    def procedures(self, take: Take, out: Path) -> dict[str, Array]:
        """What ``take`` keeps of the procedures; walks are kept below the results folder ``out``."""
        return self.each(lambda inputs, block: take(inputs, block, simulate(inputs, block, out / execute.WALKS)))


#: Keys that reach procedures alone: nothing else of the arrays changes with them.
REACH = (
    *(f"levers.{part}." for part in ("housing", "grid", "infrastructure", "procedures")),
    *(f"uncertainties.{part}." for part in ("housing", "grid", "procedures")),
    "luck.",
    "procedures.",
)


def load(draws: int, seed: int, overrides: Sequence[str] = (), scenario: str = REFERENCE) -> Ensemble:
    """A scenario made ready, with ``key=value`` as after ``--set``. Raises ``InputError``."""
    resolved = _resolved(draws, seed, overrides, scenario)
    region = bs.load_region(resolved.region_path)
    return _with_worlds(resolved, region, prepare.prepare(resolved, region))


def again(case: Ensemble, overrides: Sequence[str]) -> Ensemble:
    """The same worlds with ``key=value`` on top, of which only what reaches procedures is made ready again.

    Raises ``ValueError`` for a key that reaches further, ``InputError`` for one that is wrong.
    """
    further = [text for text in overrides if not text.startswith(REACH)]
    if further:
        raise ValueError(f"reach further than procedures: {further}")
    resolved = _resolved(case.draws, case.scenario.sampling.seed, overrides, f"balanssim:{case.scenario.id}")
    given, axes = resolved.scenario, case.inputs.axes
    levers, use_known = given.levers, given.known_outcomes == "use"
    inputs = replace(
        case.inputs,
        housing=prepare_housing(axes, levers, given.luck.housing, case.region, use_known, given.known),
        grid=prepare_grid(axes, levers, case.region, use_known),
        infrastructure=prepare_infrastructure(axes, levers, case.region),
        procedures=prepare_procedures(resolved, case.region),
    )
    return _with_worlds(resolved, case.region, inputs)


def _resolved(draws: int, seed: int, overrides: Sequence[str], scenario: str) -> Resolved:
    sampling = (f"sampling.draws={draws}", f"sampling.seed={seed}")
    return bs.load_scenario(scenario, overrides=[*sampling, *overrides])


def _with_worlds(resolved: Resolved, region: Region, inputs: Inputs) -> Ensemble:
    worlds = prepare.make_worlds(resolved, region)
    labels = list(range(1, worlds.draws + 1))
    parts = [labels[start : start + BLOCK] for start in range(0, worlds.draws, BLOCK)]
    blocks = tuple(prepare.world_block(worlds, part, len(part)) for part in parts)
    return Ensemble(resolved.scenario, region, inputs, blocks)


def net_additions(inputs: Inputs, worlds: WorldBlock, completions: Array) -> Array:
    """Homes added since the base date on every 1 January, (year, zone, draw): what housing deals count.

    ``completions`` (flow_year, zone, segment, draw). The account is that of the model (``steps.housing``).
    """
    values = worlds.values
    homes = np.repeat(inputs.housing.homes[:, :, None], worlds.width, axis=2)
    out = [homes.sum(axis=0)]
    for year, built in zip(inputs.axes.flow_years, completions.transpose(0, 2, 1, 3), strict=True):
        known = inputs.housing.known_net.get(year)
        if known is None:
            flows = housing.flows(
                homes, built, values["housing.transformation_rate"], values["housing.withdrawal_rate"]
            )
        else:
            flows = housing.known_flows(homes, built, known, values["housing.withdrawal_rate"])
        homes = housing.advance(homes, flows)
        out.append(homes.sum(axis=0))
    made = np.stack(out)
    return np.asarray(made - made[0], dtype=np.float64)
