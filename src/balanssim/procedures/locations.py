"""New room for work and named programmes, spread over the years in which they arrive."""

from __future__ import annotations

import numpy as np

from balanssim.inputs import NEVER, Array, Inputs, WorldBlock, between


def supply(inputs: Inputs, ready: Array) -> Array:
    """Room that becomes available during each year, (flow_year, zone, location, draw), ha or m2.

    ``ready`` (plan, draw) decimal year in which a plan has its first room. Its size is supplied evenly over as many
    years as lie between its first and its last year.
    """
    axes, plans = inputs.axes, inputs.work.location_plans
    out = np.zeros((len(axes.flow_years), len(axes.zones), len(axes.locations), ready.shape[1]))
    for plan in range(len(plans.ids)):
        first, span = ready[plan], plans.last[plan] + 1.0 - plans.earliest[plan]
        for index, year in enumerate(axes.flow_years):
            part = np.clip(np.minimum(first + span, year + 1.0) - np.maximum(first, float(year)), 0.0, 1.0)
            out[index, plans.zone[plan], plans.location[plan]] += plans.size[plan] * part / span
    return out


def programme_jobs(inputs: Inputs, worlds: WorldBlock, start: Array) -> Array:
    """Jobs (all jobs) that programmes bring each year, (flow_year, zone, sector, place, draw), evenly until full.

    ``start`` (programme, draw) decimal year, NEVER = not. The last place is 'none': a programme on its own grounds,
    which takes no room on work locations.
    """
    axes, programmes = inputs.axes, inputs.work.programmes
    out = np.zeros((len(axes.flow_years), len(axes.zones), len(axes.sectors), len(axes.locations) + 1, worlds.width))
    jobs = between(programmes.jobs, worlds.values["work.programme_band"])
    for index in range(len(programmes.ids)):
        if (start[index] >= NEVER).all():
            continue
        full = start[index] + programmes.years_to_full[index]
        for offset, year in enumerate(axes.flow_years):
            part = np.clip(np.minimum(full, year + 1.0) - np.maximum(start[index], float(year)), 0.0, 1.0)
            yearly = jobs[index] * part / programmes.years_to_full[index]
            out[offset, programmes.zone[index], programmes.sector[index], programmes.place[index]] += yearly
    return out
