"""The search for the fixed point in compiled form: eight draws at a time, until the last of them stops.

Twin of `seeking`, with `acceleration` and what `memory` keeps. Import only where numba is there.
"""

# Numba compiles what stands here: loops are meant, and types are those of the arguments.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc,no-any-return"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import numpy as np

from balanssim.model.compiled import keep
from balanssim.model.compiled_answer import answer
from balanssim.model.compiled_links import CROWDING, GROWTH, TOLERANCE, minutes_at, volumes_of
from balanssim.model.lanes import WIDTH, absolute, compiled, load, most, root, splat, store

#: Numbers of `rule`, see `twin.Compiled.seek`.
DAMPING, HOPEFUL, GAP_OF_MOVE, RIDGE = range(4)


@compiled
def length(values, made):
    """Sum of sizes, never zero, of `values (item, lane)`, in `made (1, lane)`."""
    total = splat(0.0)
    for item in range(len(values)):
        total = total + absolute(load(values, item))
    store(made, 0, most(total, splat(1e-300)))


@compiled
def product(one, other):
    """Sum over items of products (item, lane)."""
    total = splat(0.0)
    for item in range(len(one)):
        total = total + load(one, item) * load(other, item)
    return total


@compiled
def products(changes, newest, steps, table):
    """Products of the change at place `newest` with all `steps`, in `table (step, step, lane)`."""
    for other in range(steps):
        made = product(changes[newest], changes[other])
        store(table[newest], other, made)
        store(table[other], newest, made)


@compiled
def weigh(table, toward, ridge, order, work):
    """Weights of steps that best cancel a residual, in the order of `order`; see `acceleration.step`.

    `table (step, step, lane)` products of changes by place, `toward (step, lane)` with the residual, in order; `work
    (step + 2, step + 2, lane)` room. Elimination: the table is positive with its ridge, so no rows are exchanged.
    """
    steps = len(order)
    sizes, weights = work[steps], work[steps + 1]
    for one in range(steps):
        store(sizes, one, root(most(load(table[order[one]], order[one]), splat(1e-300))))
    for one in range(steps):
        for other in range(steps):
            made = load(table[order[one]], order[other]) / (load(sizes, one) * load(sizes, other))
            store(work[one], other, made + splat(ridge) if one == other else made)
        store(work[one], steps, load(toward, one) / load(sizes, one))
    for one in range(steps):
        for row in range(one + 1, steps):
            factor = load(work[row], one) / load(work[one], one)
            for column in range(one, steps + 1):
                store(work[row], column, load(work[row], column) - factor * load(work[one], column))
    for one in range(steps - 1, -1, -1):
        rest = load(work[one], steps)
        for other in range(one + 1, steps):
            rest = rest - load(work[one], other) * load(weights, other)
        store(weights, one, rest / load(work[one], one))
    for one in range(steps):
        store(weights, one, load(weights, one) / load(sizes, one))
    return weights


@compiled
def seek(
    zones, fixed, car, transit, still, margins, balancing, limits, links, room, loads, out, warm, images, kept_at,
    start, final, learnt_moves, learnt_changes, rule, window, limit, gaps, used,
):  # fmt: skip
    """Twin of `seeking.seek`: from `start (draw, item)` to `final`, whatever is learnt, `gaps (2, draw)` and `used`.

    Otherwise what differs by draw is (chunk, row, lane). `images`, `kept_at (chunk, item, lane)` are the volumes that
    kept answers make, and those they answer to. Other arguments: `compiled_answer.answer`,
    `compiled_links`, `twin.Compiled`.
    """
    draws, items = start.shape
    by_draw, by_pair, parking, spread = fixed
    by_road, few, capacity, free, counted, seats, places, ride, kappa, modelled, riders, aboard = links
    remembered, damping, order = len(learnt_moves), splat(rule[DAMPING]), np.zeros(window, np.int64)
    point, target, image, residual = (
        np.empty((items, WIDTH)), np.empty((items, WIDTH)), np.empty((items, WIDTH)), np.empty((items, WIDTH))
    )  # fmt: skip
    moves, changes = np.empty((window, items, WIDTH)), np.empty((window, items, WIDTH))
    table, toward, work = (
        np.zeros((window, window, WIDTH)),
        np.zeros((window, WIDTH)),
        np.zeros((window + 2, window + 2, WIDTH)),
    )
    sums, kept, size, per_move = np.zeros((4, WIDTH)), np.ones((1, WIDTH)), np.ones((1, WIDTH)), np.ones((1, WIDTH))
    going, plain = np.zeros(WIDTH, np.bool_), np.zeros(WIDTH, np.bool_)
    asked, failed = np.zeros(WIDTH, np.bool_), np.zeros(WIDTH, np.bool_)
    by_car = np.empty((by_road.shape[1] + len(car[12]) - 1, WIDTH))
    by_transit = np.empty((len(aboard) + len(transit[12]) - 1, WIDTH))
    for chunk in range(len(images)):
        first = chunk * WIDTH
        count, steps, oldest = min(WIDTH, draws - first), remembered, 0
        for lane in range(WIDTH):
            draw = min(first + lane, draws - 1)
            for item in range(items):
                target[item, lane] = final[draw, item] = start[draw, item]
                for step in range(steps):
                    moves[step, item, lane] = learnt_moves[step, draw, item]
                    changes[step, item, lane] = learnt_changes[step, draw, item]
            kept[0, lane], failed[lane], asked[lane] = 1.0, False, False
        number, left = 0, 0
        while True:
            minutes_at(
                target, by_road, load(few[chunk], CROWDING), capacity[chunk], free[chunk], seats[chunk], places[chunk],
                ride[chunk], car, transit, by_car, by_transit,
            )  # fmt: skip
            answer(
                zones, chunk, by_draw, by_pair, parking, spread, car, transit, by_car, by_transit, still, margins,
                balancing, limits, kept, asked, out, warm, room, loads, sums,
            )  # fmt: skip
            volumes_of(
                loads, by_road, load(few[chunk], GROWTH), counted[chunk], kappa[chunk], modelled[chunk], aboard,
                riders[chunk], image,
            )  # fmt: skip
            keep(images[chunk], image, kept)
            keep(kept_at[chunk], target, kept)
            if number == 0:
                length(image, per_move)
                store(per_move, 0, splat(rule[GAP_OF_MOVE]) / load(per_move, 0))
                for lane in range(WIDTH):
                    going[lane] = False
                    for item in range(items):
                        going[lane] |= lane < count and image[item, lane] != target[item, lane]
                    left += going[lane]
                for step in range(steps):
                    products(changes, step, step + 1, table)
            else:
                place = steps if steps < window else oldest  # the oldest step makes room
                if steps < window:
                    steps += 1
                else:
                    oldest = (oldest + 1) % window
                for item in range(items):
                    store(moves[place], item, load(target, item) - load(point, item))
                    store(changes[place], item, load(image, item) - load(target, item) - load(residual, item))
                products(changes, place, steps, table)
                for lane in range(WIDTH):
                    if not asked[lane]:
                        continue
                    route, demand = (
                        sums[0, lane] / max(sums[1, lane], 1e-300),
                        sums[2, lane] / max(sums[3, lane], 1e-300),
                    )
                    worst = route if route >= demand or route != route else demand
                    per_move[0, lane] = worst / size[0, lane]
                    if worst <= few[chunk, TOLERANCE, lane] or number == limit:
                        draw, going[lane], left = first + lane, False, left - 1
                        gaps[0, draw], gaps[1, draw], used[draw] = route, demand, number
                        for item in range(items):
                            final[draw, item] = point[item, lane]
                            for step in range(remembered):
                                held = (oldest + steps - remembered + step) % window
                                learnt_moves[step, draw, item] = moves[held, item, lane]
                                learnt_changes[step, draw, item] = changes[held, item, lane]
            if left == 0 or number == limit:
                break
            number += 1
            for item in range(items):
                store(point, item, load(target, item))
                store(residual, item, load(image, item) - load(point, item))
            length(residual, size)
            for lane in range(WIDTH):
                hopeful = per_move[0, lane] * size[0, lane] <= rule[HOPEFUL] * few[chunk, TOLERANCE, lane]
                plain[lane] = (hopeful and not failed[lane] and number != limit - 1) or number == limit
                failed[lane] = plain[lane]
                kept[0, lane] = 1.0 if going[lane] and not plain[lane] else 0.0
                asked[lane] = going[lane] and plain[lane]
            for lane in range(count, WIDTH):
                kept[0, lane] = kept[0, count - 1]
            for one in range(steps):
                order[one] = (oldest + one) % window
                store(toward, one, product(changes[order[one]], residual))
            weights = weigh(table, toward, rule[RIDGE], order[:steps], work)
            for item in range(items):
                after = load(point, item) + damping * load(residual, item)
                for one in range(steps):
                    change = load(moves[order[one]], item) + damping * load(changes[order[one]], item)
                    after = after - load(weights, one) * change
                store(target, item, most(after, splat(0.0)))
            for lane in range(WIDTH):
                if plain[lane]:
                    for item in range(items):
                        target[item, lane] = image[item, lane]
