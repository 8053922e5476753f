"""Homes of a scenario without the years of travel after them: seconds for hundreds of worlds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import balanssim as bs
from balanssim import prepare, scenario
from balanssim.dims import BLOCK
from balanssim.inputs import HousingPlans
from balanssim.prepare.housing import PLAN_STATUS
from balanssim.procedures.simulate import simulate
from balanssim.region.read import Region
from balanssim.scenario.resolved import resample

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Homes:
    """Net homes added ``(year, area, draw)`` in each year from the base date on, and the values of the worlds.

    ``delivered (year, plan, draw)`` out of plans with ``plan_homes (plan, draw)``, and the plans themselves.
    """

    years: tuple[int, ...]
    areas: tuple[str, ...]
    added: Floats
    values: dict[str, Floats]
    delivered: Floats
    plan_homes: Floats
    plans: HousingPlans

    def share(self, status: str, span: int) -> Floats:
        """Homes delivered in some years for every home that plans of a status mean to deliver in them, (draw,).

        A plan means to begin in its first year and to go on at its own highest pace.
        """
        chosen = self.plans.status == PLAN_STATUS.index(status)
        first = self.years[0]
        years = np.clip(first + span - np.maximum(self.plans.earliest, first), 0.0, span)
        meant = np.minimum(self.plan_homes, (self.plans.max_pace * years)[:, None])
        return np.asarray(self.delivered[:span, chosen].sum(axis=(0, 1)) / meant[chosen].sum(axis=0))

    def of(self, area: str, year: int) -> Floats:
        """Homes added in a year, (draw,)."""
        return np.asarray(self.added[self.years.index(year), self.areas.index(area)])


def run(name: str, overrides: list[str], draws: int, seed: int = 1) -> Homes:
    """Procedures and deliveries of a ready-made scenario.

    Net: homes completed, plus what comes and goes in the stock at the rates of the world; without what the market
    answers to households, which does not act on what is built.
    """
    resolved = resample(scenario.load(name, overrides=overrides), draws, seed)
    region: Region = bs.load_region(resolved.region_path)
    inputs, worlds = prepare.prepare(resolved, region), prepare.make_worlds(resolved, region)
    parts, plans = [], []
    for first in range(1, draws + 1, BLOCK):
        labels = list(range(first, min(first + BLOCK, draws + 1)))
        block = prepare.world_block(worlds, labels, len(labels))
        made = simulate(inputs, block)
        built = made.completions.sum(axis=2)
        rate = block.values["housing.transformation_rate"] - block.values["housing.withdrawal_rate"]
        homes = np.repeat(inputs.housing.homes.sum(axis=0)[:, None], len(labels), axis=1)
        net = np.empty_like(built)
        for index in range(len(built)):
            net[index] = built[index] + homes * rate
            homes = homes + net[index]
        parts.append(np.stack([region.areas.membership @ one for one in net]))
        plans.append((made.delivered, made.plan_homes))
    added = np.concatenate(parts, axis=-1)
    values = {key: column[1:] for key, column in worlds.values.items()}
    delivered, homes_of = (np.concatenate(one, axis=-1) for one in zip(*plans, strict=True))
    return Homes(
        tuple(inputs.axes.flow_years), tuple(region.areas.ids), added, values, delivered, homes_of, inputs.housing.plans
    )
