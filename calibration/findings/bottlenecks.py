"""Figures of docs/bevindingen/knelpunten.md: where homes of plans are at the end of the deals, what relief brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balanssim import execute
from balanssim.inputs import NEVER, Inputs, WorldBlock
from balanssim.procedures import ProcedureOutcome, cache
from balanssim.procedures.simulate import assemble
from calibration import ensemble
from calibration.durations import STATUS, registered
from calibration.ensemble import Ensemble
from calibration.findings.relief import Relief, together

Array = NDArray[np.float64]
#: Last years of the two sums; the first is that of the housing deals.
LASTS = (2030, 2040)
MUNICIPALITIES = ("GM0034", "GM0995", "GM0303", "GM0050", "GM0171", "GM0184")
#: Where homes of plans are on a date, in the order of the table.
PLACES = ("delivered", "dropped", "in_procedure", "ready")
#: Stages in which homes in procedure are, with the steps that count with each.
STAGES = {
    "plan": ("initiative", "agreement", "land_release", "plan"),
    "appeal": ("appeal",),
    "permit": ("nitrogen", "release", "permit"),
    "construction": ("construction", "ready"),
}


@dataclass(frozen=True)
class Found:
    """Everything the page is made of.

    ``reference`` name -> (..., draw), see ``balance``; ``homes`` relief -> (sum, draw) homes completed in Flevoland by
    ``LASTS``; ``net`` relief -> (draw,) net additions up to the end of the deals; ``agreed`` what they still ask;
    ``desks`` name of a desk -> (draw,) cases at its busiest moment.
    """

    case: Ensemble
    agreed: float
    chosen: tuple[Relief, ...]
    beside: tuple[Relief, ...]
    reference: Mapping[str, Array]
    homes: Mapping[str, Array]
    net: Mapping[str, Array]
    desks: Mapping[str, Array]


def completed(inputs: Inputs, worlds: WorldBlock, outcome: ProcedureOutcome) -> dict[str, Array]:
    """Homes completed in Flevoland to the ends of ``LASTS``, (sum, draw); net additions to the first, (draw,)."""
    ours, first = _zones(inputs, "flevoland"), inputs.axes.start
    done = outcome.completions[:, ours].sum(axis=(1, 2)).cumsum(axis=0)
    net = ensemble.net_additions(inputs, worlds, outcome.completions)[LASTS[0] + 1 - first][ours].sum(axis=0)
    return {"completed": np.stack([done[last - first] for last in LASTS]), "net": net}


def balance(inputs: Inputs, worlds: WorldBlock, outcome: ProcedureOutcome) -> dict[str, Array]:
    """Where the homes of the register are at the end of the deals.

    By municipality of ``MUNICIPALITIES``, (municipality, draw): ``homes`` and ``PLACES``. ``held`` (cause, draw) homes
    that are ready then, by what holds them, ``held_years`` the same added up over the years before; ``stage`` (stage,
    draw) homes in procedure; ``hard`` homes of hard plans, ``hard_left`` less what drops out, ``left`` the same of all
    plans; ``by_year`` (hard or other, flow_year, draw) deliveries; ``queued`` years in line at the desk of the
    planners, all plans together.
    """
    plans, first = inputs.housing.plans, inputs.axes.start
    ours, at = registered(inputs), LASTS[0] + 1 - first
    hard = ours & (plans.status == STATUS["hard"])
    done = outcome.delivered[:at]
    of_plan = {
        "homes": outcome.plan_homes,
        "delivered": done.sum(axis=0),
        "dropped": outcome.dropped[at],
        "in_procedure": outcome.in_procedure[at],
    }
    of_plan["ready"] = of_plan["homes"] - of_plan["delivered"] - of_plan["dropped"] - of_plan["in_procedure"]
    zones = np.stack([_zones(inputs, name) for name in MUNICIPALITIES])
    member = (zones[:, plans.zone] & ours).astype(np.float64)
    left = outcome.plan_homes - outcome.dropped[-1]
    return {
        **{name: member @ values for name, values in of_plan.items()},
        "held": outcome.held[at - 1][:, zones.any(axis=0)].sum(axis=1),
        "held_years": outcome.held[:at, :, zones.any(axis=0)].sum(axis=(0, 2)),
        "stage": _by_stage(inputs, outcome, of_plan["in_procedure"], ours, float(LASTS[0] + 1)),
        "hard": outcome.plan_homes[hard].sum(axis=0),
        "hard_left": left[hard].sum(axis=0),
        "hard_delivered": done[:, hard].sum(axis=(0, 1)),
        "left": left[ours].sum(axis=0),
        "by_year": np.stack([done[:, hard].sum(axis=1), done[:, ours & ~hard].sum(axis=1)]),
        "queued": _queued(outcome, worlds.width),
    }


def gather(case: Ensemble, out: Path, chosen: Sequence[Relief], beside: Sequence[Relief]) -> Found:
    """Walk the reference and every relief of it in the same worlds; ``beside`` are no part of all together."""
    reference = case.procedures(lambda *block: {**balance(*block), **completed(*block)}, out)
    homes, net = {"reference": reference["completed"]}, {"reference": reference["net"]}
    for relief in (*chosen, together(chosen), *beside):
        found = ensemble.again(case, relief.levers).procedures(completed, out)
        homes[relief.id], net[relief.id] = found["completed"], found["net"]
    desks = case.each(lambda inputs, worlds: busiest(inputs, worlds, out))
    return Found(case, agreed(case), tuple(chosen), tuple(beside), reference, homes, net, desks)


def agreed(case: Ensemble) -> float:
    """Net additions that the deals still ask from the base date on: the goal of the scenario."""
    (goal,) = (goal for goal in case.scenario.goals if goal.id == "woondeal-flevoland")
    assert goal.year == LASTS[0] + 1, f"the deal is judged on 1 January {goal.year}"
    return float(goal.at_least or 0.0)


def busiest(inputs: Inputs, worlds: WorldBlock, out: Path) -> dict[str, Array]:
    """Cases at a desk at its busiest moment, name of the desk -> (draw,); not those that end after the horizon."""
    made = assemble(inputs, worlds)
    walked = cache.run(made.walk, out / execute.WALKS)
    visits: dict[str, list[tuple[Array, Array]]] = {name: [] for name in made.walk.resources}
    for steps in made.walk.steps:
        for step in steps:
            end = walked.date[step.item, step.name]
            if step.resource >= 0:
                there = step.happens & (end < NEVER)
                begin = np.where(there, end - step.duration, NEVER)
                visits[made.walk.resources[step.resource]].append((begin, np.where(there, end, NEVER)))
    return {name: _most(visits[name], worlds.width) for name in visits}


def _most(visits: Sequence[tuple[Array, Array]], width: int) -> Array:
    """Most visits at the same moment, (draw,): as many as have begun and not ended when one begins."""
    if not visits:
        return np.zeros(width)
    begin, end = (np.stack(dates) for dates in zip(*visits, strict=True))
    there = (begin[:, None] <= begin[None]) & (end[:, None] > begin[None]) & (begin[None] < NEVER)
    return np.asarray(there.sum(axis=0).max(axis=0), dtype=np.float64)


def _zones(inputs: Inputs, area: str) -> NDArray[np.bool_]:
    return np.asarray(inputs.membership[[inputs.axes.areas.index(area)]].toarray()[0] > 0.0)


def _by_stage(inputs: Inputs, outcome: ProcedureOutcome, homes: Array, ours: NDArray[np.bool_], date: float) -> Array:
    """Homes in procedure by the stage in which their plan is on a date, (stage, draw)."""
    stage_of = {step: place for place, steps in enumerate(STAGES.values()) for step in steps}
    ends: dict[str, list[Array]] = {}
    for (item, step), end in outcome.milestones.items():
        name = step.partition(".")[0]
        if name in stage_of:
            per_stage = ends.setdefault(item, [np.zeros_like(end) for _ in STAGES])
            per_stage[stage_of[name]] = np.maximum(per_stage[stage_of[name]], end)
    out = np.zeros((len(STAGES), homes.shape[1]))
    for number in np.flatnonzero(ours):
        rest = homes[number]
        for place, end in enumerate(ends.get(inputs.housing.plans.ids[number], ())):
            here = np.where(end > date, rest, 0.0)
            out[place] += here
            rest = rest - here
    return out


def _queued(outcome: ProcedureOutcome, width: int) -> Array:
    return sum((years for (_, cause), years in outcome.waited.items() if cause == "queue:planners"), np.zeros(width))
