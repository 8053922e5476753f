"""New room for work and named programmes, spread over the years in which they arrive."""

from __future__ import annotations

import numpy as np

from balanssim.inputs import NEVER, Array, Inputs, WorldBlock, between


def supply(inputs: Inputs, worlds: WorldBlock) -> Array:
    """Room that becomes available during each year, (flow_year, zone, location, draw), ha or m2.

    A plan's size is supplied evenly from its first to its last year, both shifted by ``work.space_delay``: room for
    work comes later than homes (seed M015, parameters JOB11).
    """
    axes, plans = inputs.axes, inputs.work.location_plans
    delay = worlds.values["work.space_delay"]
    out = np.zeros((len(axes.flow_years), len(axes.zones), len(axes.locations), worlds.width))
    for plan in range(len(plans.ids)):
        first, last = plans.earliest[plan] + delay, plans.last[plan] + delay
        span = last + 1.0 - first
        for index, year in enumerate(axes.flow_years):
            part = np.clip(np.minimum(last + 1.0, year + 1.0) - np.maximum(first, float(year)), 0.0, 1.0)
            out[index, plans.zone[plan], plans.location[plan]] += plans.size[plan] * part / span
    return out


def programme_jobs(inputs: Inputs, worlds: WorldBlock) -> Array:
    """Jobs (all jobs) that programmes bring each year, (flow_year, zone, sector, place, draw), evenly until full.

    The last place is 'none': a programme on its own grounds, which takes no room on work locations.
    """
    axes, programmes = inputs.axes, inputs.work.programmes
    out = np.zeros((len(axes.flow_years), len(axes.zones), len(axes.sectors), len(axes.locations) + 1, worlds.width))
    jobs = between(programmes.jobs, worlds.values["work.programme_band"])
    for index in range(len(programmes.ids)):
        if programmes.start[index] >= NEVER:
            continue
        for offset, year in enumerate(axes.flow_years):
            full = programmes.start[index] + programmes.years_to_full[index]
            part = min(full, year + 1.0) - max(programmes.start[index], float(year))
            if part > 0.0:
                yearly = jobs[index] * part / programmes.years_to_full[index]
                out[offset, programmes.zone[index], programmes.sector[index], programmes.place[index]] += yearly
    return out
