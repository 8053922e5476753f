"""The compiled twin of `evaluation`: eight draws at a time, each lane by itself.

Order of operations as there, so that at base volumes exactly the base comes back. Draws stand in chunks of
`lanes.WIDTH`, so that what a chunk needs lies together: (chunk, row, lane). Import only where numba is there.
"""

# Numba compiles what stands here: loops are meant, and types are those of the arguments.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc,no-any-return"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import numpy as np

from balanssim.model.compiled_balancing import balance, pivoted
from balanssim.model.compiled_links import CROWDING, minutes_at, sums_of
from balanssim.model.lanes import (
    WIDTH,
    absolute,
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
    which `size` is the next. Writes `shares (route, lane)`, `minutes`, `lengths (zone, lane)`; gives the next `size`.
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
            store(shares, route, taken)
        store(minutes, zone, fastest)
        if end - begin == 1:
            store(shares, begin, splat(1.0))
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
def choose_from(first, zones, by_draw, by_pair, base_cost, by_bicycle, car, transit, shares, response):
    """Shares of modes and response of destinations at the costs of an origin (zone, lane); see `demand.mode_choice`.

    `base_cost (mode x pair, lane)`, `by_bicycle (pair, lane)`; writes `shares (mode x pair, lane)` and `response (pair,
    lane)`.
    """
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
        store(shares, 2 * pairs + pair, by_bike / total)
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
    car, `cost (chunk, mode x pair, lane)` and shares of routes (chunk, route, lane). Arguments: as in `answer`, and
    `links` as in `compiled_links.minutes_at`.
    """
    by_draw, by_pair, parking, spread = fixed
    by_road, few, capacity, free, seats, places, ride = links
    pairs, room = zones * zones, np.empty((4, zones, WIDTH))
    by_car = np.empty((by_road.shape[1] + len(car[10]) - 1, WIDTH))
    by_transit = np.empty((ride.shape[1] + len(transit[10]) - 1, WIDTH))
    for chunk in range(len(items)):
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
def route(first, end, flow, shares, route_flows, measured, sums):
    """Put the `flow` of a pair on its routes `first` to `end`: `shares (route, lane)` become flows.

    Where `measured`, adds to `sums (2, lane)` what changes of `route_flows (route, lane)`, and their sum.
    """
    for number in range(first, end):
        made = flow * load(shares, number)
        store(shares, number, made)
        if measured:
            old = load(route_flows, number)
            store(sums, 0, load(sums, 0) + absolute(made - old))
            store(sums, 1, load(sums, 1) + old)


@compiled
def answer(
    zones, chunk, by_draw, by_pair, parking, spread, car, transit, car_minutes, transit_minutes, still, margins,
    balancing, limits, lanes, asked, out, warm, rooms, volumes, sums,
):  # fmt: skip
    """Twin of `evaluation.evaluate` for the draws of a `chunk`; all that differs by draw is (chunk, row, lane).

    `car`, `transit`: pair starts, link starts, links and parts of links, kilometres of routes, minutes of routes that
    do not follow volumes, path sizes of choice routes, then starts and members of what uses a link or part, of what a
    link adds up, and of parts. `car_minutes`, `transit_minutes (link + part, lane)` follow volumes. `still`: base cost
    (mode x pair), base car minutes, cars and passengers per job, base cars of pairs, and `bicycles`. `margins`: rows,
    columns. `balancing`: steps (zone, zone) of the synthetic matrix and of the matrix. `limits`: tolerances of both,
    iterations, growth factor X. `lanes (1, lane)`: above 0 where the answer is to be written, in `out`: mode shares,
    car minutes, flows, prior, response, route flows of car and transit; in `warm`: factors of both matrices.
    `asked (lane,)`: for which to write `sums (4, lane)`: route flows changed against `out`, all of them, commuters
    changed, all of them. Writes `volumes`: commuter cars of the year and of the base date, riders.
    `rooms`: to compute in, see `twin.Compiled`.

    A chunk of which all draws are kept is computed in `out` itself.
    """
    pairs = zones * zones
    own_shares, own_minutes, own_flows, own_prior, own_response, own_car, own_transit = rooms[:7]
    base_flows, symbols, zonal = rooms[7:]
    room, factors, work = zonal[:4], zonal[4:8], zonal[8:]
    error, used, none = np.empty(WIDTH), np.empty(WIDTH, np.int64), splat(0.0)
    some, whole, measured = False, True, False
    for draw in range(WIDTH):
        whole &= lanes[0, draw] > 0.0
        some |= lanes[0, draw] > 0.0
        measured |= asked[draw]
    values = by_draw[chunk]
    shares = out[0][chunk] if whole else own_shares
    minutes = out[1][chunk] if whole else own_minutes
    flows = out[2][chunk] if whole else own_flows
    prior = out[3][chunk] if whole else own_prior
    response = out[4][chunk] if whole else own_response
    by_car = out[5][chunk] if whole else own_car
    by_transit = out[6][chunk] if whole else own_transit
    sizes_car, sizes_transit = 0, 0
    for origin in range(zones):
        first = origin * zones
        sizes_car = travel_from(
            first, zones, car[0], car[1], car[2], car[3], car_minutes, car[4][chunk], car[5][chunk], sizes_car,
            spread, by_car, minutes[first : first + zones], room[1],
        )  # fmt: skip
        sizes_transit = travel_from(
            first, zones, transit[0], transit[1], transit[2], transit[3], transit_minutes, transit[4][chunk],
            transit[5][chunk], sizes_transit, spread, by_transit, room[2], room[3],
        )  # fmt: skip
        costs_from(zones, values, parking[chunk], minutes[first : first + zones], room[1], room[2], room[3])
        choose_from(first, zones, values, by_pair, still[0][chunk], still[5][chunk], room[1], room[3], shares, response)
    for number in range(4):
        for zone in range(zones):
            store(factors[number], zone, load(warm[number][chunk], zone))
    balance(
        response, zones, margins[0][chunk], margins[1][chunk], factors[2], factors[3], balancing[0], limits[0],
        int(limits[2]), work, error, used,
    )  # fmt: skip
    for origin in range(zones):
        left = load(factors[2], origin)
        for pair in range(origin * zones, (origin + 1) * zones):
            now = load(response, pair) * left * load(factors[3], pair - origin * zones)
            grown = pivoted(
                now, by_pair[OBSERVED, pair], by_pair[MODELLED, pair], by_pair[INHERITED, pair], limits[3]
            )  # fmt: skip
            store(prior, pair, grown)
    balance(
        prior, zones, margins[0][chunk], margins[1][chunk], factors[0], factors[1], balancing[1], limits[1],
        int(limits[2]), work, error, used,
    )  # fmt: skip
    for number in range(4):
        store(sums, number, none)
    spreading = load(values, SPREADING)
    for origin in range(zones):
        left = load(factors[0], origin)
        for pair in range(origin * zones, (origin + 1) * zones):
            flow = load(prior, pair) * left * load(factors[1], pair - origin * zones)
            store(flows, pair, flow)
            if measured:
                old = load(out[2][chunk], pair)
                store(sums, 2, load(sums, 2) + absolute(flow - old))
                store(sums, 3, load(sums, 3) + old)
            longer = load(minutes, pair) / load(still[1][chunk], pair)
            cars = flow * load(shares, pair) * load(still[2][chunk], pair) * exp(log(longer) * spreading)
            base = load(still[4][chunk], pair)
            for number in range(car[0][pair], car[0][pair + 1]):
                store(base_flows, number, base * load(by_car, number))
            route(car[0][pair], car[0][pair + 1], cars, by_car, out[5][chunk], measured, sums)
            riders = flow * load(shares, pairs + pair) * load(still[3][chunk], pair)
            route(transit[0][pair], transit[0][pair + 1], riders, by_transit, out[6][chunk], measured, sums)
    for flows_of, mode, volume in (
        (by_car, car, volumes[0]), (base_flows, car, volumes[1]),
        (by_transit, transit, volumes[2]),
    ):  # fmt: skip
        parts = symbols[: len(mode[6]) - 1]
        sums_of(mode[6], mode[7], flows_of, parts)
        sums_of(mode[8], mode[9], parts, volume)
    if some:
        for number in range(4):
            keep(warm[number][chunk], factors[number], lanes)
    if some and not whole:
        for place, made in (
            (0, shares), (1, minutes), (2, flows), (3, prior), (4, response), (5, by_car), (6, by_transit)
        ):  # fmt: skip
            keep(out[place][chunk], made, lanes)


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
