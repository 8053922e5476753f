"""Balancing in compiled form: eight matrices at a time, each lane by itself. Twin of `demand.furness`.

Arrays are (row, lane), with `lanes.WIDTH` lanes. Import only where numba is there.
"""

# Numba compiles what stands here: loops are meant, and types are those of the arguments.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc,no-any-return"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import numpy as np

from balanssim.model.lanes import WIDTH, absolute, below, compiled, exp, fused, least, load, log, most, splat, store


@compiled
def ratio(wanted, got):
    """Balancing factor; 0 where nothing is wanted or nothing can flow."""
    none = splat(0.0)
    return below(none, got, below(none, wanted, wanted / below(none, got, got, splat(1.0)), none), none)


@compiled
def misfit(got, wanted, worst):
    """The larger of `worst` and the relative error of a margin that is not zero; not a number stays so."""
    none = splat(0.0)
    error = below(none, wanted, absolute(got / below(none, wanted, wanted, splat(1.0)) - splat(1.0)), none)
    return most(worst, error) + (error - error)


@compiled
def through_row(matrix, first, zones, right):
    """Sum of a row of the matrix times `right (zone, lane)`."""
    one, two = splat(0.0), splat(0.0)
    for zone in range(0, zones - 1, 2):
        one = fused(load(matrix, first + zone), load(right, zone), one)
        two = fused(load(matrix, first + zone + 1), load(right, zone + 1), two)
    if zones % 2:
        one = fused(load(matrix, first + zones - 1), load(right, zones - 1), one)
    return one + two


@compiled
def reach(matrix, zones, right, row, left, reached, given):
    """`reached (zone, lane)`, the columns that `left` and the matrix make, and how far rows are off.

    `left (zone, lane)` is used as it is where `given`, else made to fit the rows; a row that cannot be met is off by 1.
    """
    worst, none = splat(0.0), splat(0.0)
    for zone in range(zones):
        store(reached, zone, none)
    for origin in range(zones):
        through = through_row(matrix, origin * zones, zones, right)
        wanted = load(row, origin)
        if given:
            factor = load(left, origin)
            worst = misfit(factor * through, wanted, worst)
        else:
            factor = ratio(wanted, through)
            worst = below(none, wanted, below(none, factor, worst, splat(1.0)), worst)
            store(left, origin, factor)
        for zone in range(zones):
            store(reached, zone, fused(factor, load(matrix, origin * zones + zone), load(reached, zone)))
    return worst


@compiled
def step_of(step, change, ways):
    """`ways (zone, lane)`: `step (zone, zone)` times `change (zone, lane)`, four zones at a time."""
    zones = len(step)
    for zone in range(0, zones - 3, 4):
        a, b, c, d = splat(0.0), splat(0.0), splat(0.0), splat(0.0)
        for other in range(zones):
            moved = load(change, other)
            a = fused(splat(step[zone, other]), moved, a)
            b = fused(splat(step[zone + 1, other]), moved, b)
            c = fused(splat(step[zone + 2, other]), moved, c)
            d = fused(splat(step[zone + 3, other]), moved, d)
        store(ways, zone, a)
        store(ways, zone + 1, b)
        store(ways, zone + 2, c)
        store(ways, zone + 3, d)
    for zone in range(zones // 4 * 4, zones):
        way = splat(0.0)
        for other in range(zones):
            way = fused(splat(step[zone, other]), load(change, other), way)
        store(ways, zone, way)


@compiled
def balance(matrix, zones, row, column, left, right, step, tolerance, iterations, work, error, used):
    """Scale rows and columns of `matrix (pair, lane)` until both margins fit, as `demand.furness` with a `step`.

    `row`, `column (zone, lane)` margins; `left`, `right (zone, lane)` factors, from those they begin with to those that
    are reached; `work (5, zone, lane)` room; writes `error`, `used (lane,)`.
    """
    none, one = splat(0.0), splat(1.0)
    now_left, now_right, reached, change, ways = work[0], work[1], work[2], work[3], work[4]
    for zone in range(zones):
        for side, margin in ((left, row), (right, column)):
            factor = load(side, zone)
            factor = below(none, load(margin, zone), below(none, factor, factor, one), none)
            store(side, zone, factor)
        store(now_left, zone, load(left, zone))
        store(now_right, zone, load(right, zone))
    worst = reach(matrix, zones, now_right, row, now_left, reached, True)
    for zone in range(zones):
        worst = misfit(load(right, zone) * load(reached, zone), load(column, zone), worst)
    state = np.zeros((6, WIDTH))  # going, fast, rest, pause, error before, error now
    store(state, 5, worst)
    going = 0
    for draw in range(WIDTH):
        error[draw], used[draw] = state[5, draw], 0
        state[0, draw] = 0.0 if state[5, draw] <= tolerance else 1.0
        going += state[0, draw] > 0.0
        state[3, draw], state[4, draw] = 1.0, np.inf
    for number in range(1, iterations + 1):
        if going == 0:
            break
        worst = reach(matrix, zones, now_right, row, now_left, reached, False)
        for zone in range(zones):
            worst = misfit(load(now_right, zone) * load(reached, zone), load(column, zone), worst)
        store(state, 5, worst)
        kept, fast = splat(1.0), False
        for draw in range(WIDTH):
            now = state[5, draw]
            if state[0, draw] > 0.0 and (now <= tolerance or number == iterations):
                error[draw], used[draw], state[0, draw] = now, number, -1.0
                going -= 1
            worse = state[1, draw] > 0.0 and now >= state[4, draw]
            state[2, draw] = state[3, draw] if worse else max(state[2, draw] - 1.0, 0.0)
            state[3, draw] *= 2.0 if worse else 1.0
            state[4, draw] = now
            state[1, draw] = 1.0 if state[2, draw] == 0.0 else 0.0
            fast |= state[1, draw] > 0.0
        kept = load(state, 0)
        for zone in range(zones):
            store(left, zone, below(kept, none, load(now_left, zone), load(left, zone)))
            store(right, zone, below(kept, none, load(now_right, zone), load(right, zone)))
        for draw in range(WIDTH):
            state[0, draw] = max(state[0, draw], 0.0)
        if going == 0:
            break
        newton = load(state, 1)
        for zone in range(zones):
            before = load(now_right, zone)
            target = ratio(load(column, zone), load(reached, zone))
            both = below(none, before, target, none)
            moved = below(none, both, target / below(none, both, before, one), one)
            store(reached, zone, target)
            if fast:
                store(change, zone, log(moved))
        if fast:
            step_of(step, change, ways)
        for zone in range(zones):
            target = load(reached, zone)
            if fast:
                before, way = load(now_right, zone), load(ways, zone)
                longer = before * exp(least(most(way, splat(-2.0)), splat(2.0)))
                longer = below(none, below(none, before, target, none), longer, target)
                target = below(none, newton, longer, target)
            store(now_right, zone, target)
    return going


@compiled
def pivoted(now, observed, was, inherited, limit):
    """Prior of a pair, from what the synthetic matrix gives it `now`; see `demand.pivot`."""
    none = splat(0.0)
    growth = now / splat(was if was > 0.0 else 1.0)
    if inherited < 0.0:
        return splat(observed) * least(growth, splat(limit)) + most(now - splat(limit * was), none)
    kept = splat(observed) * least(growth, splat(1.0)) if was > 0.0 else none
    return kept + most(now - splat(was), none) * splat(inherited)
