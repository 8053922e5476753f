"""The compiled twin of `evaluation`: eight draws at a time, each lane by itself.

Order of operations as there, so that at base volumes exactly the base comes back. Draws stand in chunks of
`lanes.WIDTH`, so that what a chunk needs lies together: (chunk, row, lane). Import only where numba is there.
"""

# Numba compiles what stands here: loops are meant, and types are those of the arguments.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc,no-any-return"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import numpy as np

from balanssim.model.compiled_balancing import balance
from balanssim.model.compiled_links import CROWDING, minutes_at, sums_of
from balanssim.model.lanes import (
    WIDTH,
    below,
    compiled,
    exp,
    least,
    load,
    load_at,
    log,
    most,
    splat,
    store,
    store_at,
)

#: Rows of the table of what differs by draw alone, see `twin.by_draw`.
FUEL, PER_EURO, FARE_KM, FARE, CYCLE, HUB, CAR, TRANSIT, BIKE, ODDS, COMPOSITE, DESTINATION, SPREADING = range(13)
#: Rows of the table of what differs by pair alone, see `twin.by_pair`.
DAMPING, DETERRENCE, P_CAR, P_TRANSIT, P_BIKE, BIKE_MIN, OBSERVED, MODELLED, INHERITED = range(9)


@compiled
def travel_from(
    first, zones, pair_start, link_start, link, km, moving, still, sizes, size, spread, shares, minutes, lengths
):
    """Minutes and kilometres of the pairs of an origin by one mode, and shares of their routes.

    `first` pair of the origin; routes of pair p are `pair_start[p]` to `pair_start[p + 1]`, links of route r are
    `link[link_start[r]]` and on; `moving (link, lane)` minutes; `still (route, lane)`, `sizes (choice route, lane)` of
    which `size` is the next. Writes `shares (route, lane)` of pairs with a choice, `minutes`, `lengths (zone, lane)`;
    gives the next `size`.
    """
    steep = splat(-spread)
    for zone in range(zones):
        begin, end = pair_start[first + zone], pair_start[first + zone + 1]
        fastest = splat(np.inf)
        for route in range(begin, end):
            taken = splat(0.0)
            for place in range(link_start[route], link_start[route + 1]):
                taken = taken + load(moving, link[place])
            taken = taken + load(still, route)
            fastest = least(fastest, taken)
            if end - begin > 1:  # a route without another has a share of 1, which nobody reads
                store(shares, route, taken)
        store(minutes, zone, fastest)
        if end - begin == 1:
            store(lengths, zone, splat(km[begin]))
            continue
        total = splat(0.0)
        for route in range(begin, end):
            weight = exp(steep * (load(shares, route) - fastest)) * load(sizes, size)
            total = total + weight
            store(shares, route, weight)
            size += 1
        mean = splat(0.0)
        for route in range(begin, end):
            share = load(shares, route) / total
            mean = mean + share * splat(km[route])
            store(shares, route, share)
        store(lengths, zone, mean)
    return size


@compiled
def costs_from(zones, by_draw, parking, car_min, car_km, transit_min, transit_km):
    """Generalised minutes of the pairs of an origin by car and transit, in place of the kilometres (zone, lane)."""
    fuel, per_euro = load(by_draw, FUEL), load(by_draw, PER_EURO)
    fare_km, fare, saved = load(by_draw, FARE_KM), load(by_draw, FARE), load(by_draw, HUB)
    for zone in range(zones):
        paid = load(parking, zone) * per_euro
        store(car_km, zone, load(car_min, zone) + load(car_km, zone) * fuel + paid)
        clock = load(transit_min, zone)
        clock = most(clock - saved, clock * splat(0.5))
        store(transit_km, zone, clock + load(transit_km, zone) * fare_km + fare)


@compiled
def bicycles(by_draw, by_pair, base_cost, made):
    """What the bicycle weighs in the choice of a mode, which no volume changes, (chunk, pair, lane).

    `base_cost (chunk, mode x pair, lane)`.
    """
    pairs = by_pair.shape[1]
    for chunk in range(len(made)):
        steep, cycle = load(by_draw[chunk], BIKE), load(by_draw[chunk], CYCLE)
        for pair in range(pairs):
            longer = splat(by_pair[BIKE_MIN, pair]) * cycle - load(base_cost[chunk], 2 * pairs + pair)
            weight = exp(longer * splat(by_pair[DAMPING, pair]) * steep) * splat(by_pair[P_BIKE, pair])
            store(made[chunk], pair, weight)


@compiled
def put(values, row, made, chosen, whole):
    """Write `made` in a row of `values (row, lane)`, or, unless `whole`, in the lanes where `chosen` is above 0."""
    if whole:
        store(values, row, made)
    else:
        store(values, row, below(splat(0.0), chosen, made, load(values, row)))


@compiled
def choose_from(first, zones, by_draw, by_pair, base_cost, by_bicycle, car, transit, shares, response, kept, told):
    """Shares of modes and response of destinations at the costs of an origin (zone, lane); see `demand.mode_choice`.

    `base_cost (mode x pair, lane)`, `by_bicycle (pair, lane)`; writes `shares (mode x pair, lane)` by car and transit,
    and `response (pair, lane)`. The share of the bicycle, which decides nothing more, goes to `kept (mode x pair,
    lane)` as `put` does: `told` are the lanes, whether there are any, and whether all.
    """
    chosen, some, whole = told
    pairs = by_pair.shape[1]
    steep_car, steep_transit, odds = load(by_draw, CAR), load(by_draw, TRANSIT), load(by_draw, ODDS)
    composite, destination = load(by_draw, COMPOSITE), load(by_draw, DESTINATION)
    for zone in range(zones):
        pair = first + zone
        damping = splat(by_pair[DAMPING, pair])
        p_car, p_bike = splat(by_pair[P_CAR, pair]), splat(by_pair[P_BIKE, pair])
        p_transit = splat(by_pair[P_TRANSIT, pair]) * odds
        by_car = exp((load(car, zone) - load(base_cost, pair)) * damping * steep_car) * p_car
        by_transit = exp((load(transit, zone) - load(base_cost, pairs + pair)) * damping * steep_transit) * p_transit
        by_bike = load(by_bicycle, pair)
        total = by_car + by_transit + by_bike
        store(shares, pair, by_car / total)
        store(shares, pairs + pair, by_transit / total)
        if some:
            put(kept, 2 * pairs + pair, by_bike / total, chosen, whole)
        change = log(total / (p_car + p_transit + p_bike)) * composite
        store(response, pair, exp(change * destination) * splat(by_pair[DETERRENCE, pair]))


@compiled
def keep(values, made, kept):
    """Write `made (row, lane)` in the lanes where `kept (1, lane)` is above 0."""
    none, chosen = splat(0.0), load(kept, 0)
    for row in range(len(values)):
        store(values, row, below(none, chosen, load(made, row), load(values, row)))


@compiled
def travel(zones, fixed, car, transit, links, items, minutes, cost, car_shares, transit_shares):
    """Twin of `evaluation.travel` at the volumes `items (chunk, link, lane)`: writes `minutes (chunk, pair, lane)` by
    car, `cost (chunk, mode x pair, lane)` and shares of routes (chunk, route, lane). Arguments: as in
    `compiled_answer.answer`, and `links` as in `compiled_links.minutes_at`.
    """
    by_draw, by_pair, parking, spread = fixed
    by_road, few, capacity, free, seats, places, ride = links
    pairs, room = zones * zones, np.empty((4, zones, WIDTH))
    by_car = np.empty((by_road.shape[1] + len(car[12]) - 1, WIDTH))
    by_transit = np.empty((ride.shape[1] + len(transit[12]) - 1, WIDTH))
    for chunk in range(len(items)):
        for shares in (car_shares[chunk], transit_shares[chunk]):
            for number in range(len(shares)):
                store(shares, number, splat(1.0))
        minutes_at(
            items[chunk], by_road, load(few[chunk], CROWDING), capacity[chunk], free[chunk], seats[chunk],
            places[chunk], ride[chunk], car, transit, by_car, by_transit,
        )  # fmt: skip
        sizes_car, sizes_transit = 0, 0
        for origin in range(zones):
            first = origin * zones
            sizes_car = travel_from(
                first, zones, car[0], car[1], car[2], car[3], by_car, car[4][chunk], car[5][chunk], sizes_car, spread,
                car_shares[chunk], room[0], room[1],
            )  # fmt: skip
            sizes_transit = travel_from(
                first, zones, transit[0], transit[1], transit[2], transit[3], by_transit, transit[4][chunk],
                transit[5][chunk], sizes_transit, spread, transit_shares[chunk], room[2], room[3],
            )  # fmt: skip
            costs_from(zones, by_draw[chunk], parking[chunk], room[0], room[1], room[2], room[3])
            for zone in range(zones):
                pair = first + zone
                store(minutes[chunk], pair, load(room[0], zone))
                store(cost[chunk], pair, load(room[1], zone))
                store(cost[chunk], pairs + pair, load(room[3], zone))
                store(cost[chunk], 2 * pairs + pair, splat(by_pair[BIKE_MIN, pair]) * load(by_draw[chunk], CYCLE))


@compiled
def finish(zones, prior, rows, columns, left, right, step, tolerance, iterations, flows, end):
    """Balance `prior (chunk, pair, lane)` to the tolerance of margins from the factors `left`, `right (chunk, zone,
    lane)`, which it moves on; writes `flows (chunk, pair, lane)` and `end (chunk, 1, lane)`, the error left.
    """
    work, used = np.empty((5, zones, WIDTH)), np.empty(WIDTH, np.int64)
    for chunk in range(len(prior)):
        balance(
            prior[chunk], zones, rows[chunk], columns[chunk], left[chunk], right[chunk], step, tolerance, iterations,
            work, end[chunk, 0], used,
        )  # fmt: skip
        for origin in range(zones):
            factor = load(left[chunk], origin)
            for zone in range(zones):
                pair = origin * zones + zone
                store(flows[chunk], pair, load(prior[chunk], pair) * factor * load(right[chunk], zone))


@compiled
def members_of(start, members, values, sums):
    """`sums_of` for each chunk: `values (chunk, member, lane)`, `sums (chunk, group, lane)`."""
    for chunk in range(len(values)):
        sums_of(start, members, values[chunk], sums[chunk])


@compiled
def pack(values, packed):
    """`values (row, draw)` by chunk, `packed (chunk, row, lane)`; lanes without a draw repeat the last one."""
    rows, draws = values.shape
    whole, flat = draws // WIDTH, values.reshape(-1)
    for row in range(rows):
        for chunk in range(whole):
            store(packed[chunk], row, load_at(flat, row * draws + chunk * WIDTH))
        for chunk in range(whole, len(packed)):
            for lane in range(WIDTH):
                packed[chunk, row, lane] = values[row, min(chunk * WIDTH + lane, draws - 1)]


@compiled
def pack_of(values, of, packed):
    """As `pack` of `values[:, of]`: `values (row, state)`, `of (draw,)` the state of each draw."""
    draws = len(of)
    for chunk in range(len(packed)):
        first = chunk * WIDTH
        same = True
        for draw in range(first + 1, min(first + WIDTH, draws)):
            same &= of[draw] == of[first]
        for row in range(len(values)):
            if same:
                store(packed[chunk], row, splat(values[row, of[first]]))
            else:
                for lane in range(WIDTH):
                    packed[chunk, row, lane] = values[row, of[min(first + lane, draws - 1)]]


@compiled
def unpack(packed, first, values):
    """Rows of `packed (chunk, row, lane)` from `first` on, `values (row, draw)`."""
    rows, draws = values.shape
    whole, flat = draws // WIDTH, values.reshape(-1)
    for row in range(rows):
        for chunk in range(whole):
            store_at(flat, row * draws + chunk * WIDTH, load(packed[chunk], first + row))
        for draw in range(whole * WIDTH, draws):
            values[row, draw] = packed[draw // WIDTH, first + row, draw % WIDTH]
