"""One evaluation in compiled form: from minutes of links to the volumes that travellers make. Twin of
`evaluation.evaluate`.

An origin goes through all steps that do not wait for others while its rows are in the cache: what is kept is written,
and what uses a link added up, where it is made. Import only where numba is there.
"""

# Numba compiles what stands here: loops are meant, and types are those of the arguments.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc,no-any-return"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import numpy as np

from balanssim.model.compiled import (
    INHERITED,
    MODELLED,
    OBSERVED,
    SPREADING,
    choose_from,
    costs_from,
    keep,
    put,
    travel_from,
)
from balanssim.model.compiled_balancing import balance, pivoted
from balanssim.model.compiled_links import add_one, add_two, sums_of, sums_of_two
from balanssim.model.lanes import WIDTH, absolute, compiled, exp, load, log, splat, store


@compiled
def flows_from(
    first, zones, left, right, prior, shares, minutes, car, transit, by_car, by_transit, still, spreading, out, told,
    measured, by_route, by_line, sums,
):  # fmt: skip
    """Commuters of the pairs of an origin on their routes, from its factor `left` and those `right (zone, lane)`.

    `first` pair of the origin; all that differs by draw is of the chunk, (row, lane); other arguments: `answer`. Writes
    cars of the year and of the base date in turn, `by_route (2 x route, lane)`, and `by_line (route, lane)`, from the
    first route of the origin on; what is kept in `out`. Adds to `sums` where `measured`.
    """
    chosen, some, whole = told
    pairs, one = zones * zones, splat(1.0)
    first_car, first_transit = car[0][first], transit[0][first]
    moved, routed, changed, jobs = load(sums, 0), load(sums, 1), load(sums, 2), load(sums, 3)
    for zone in range(zones):
        pair = first + zone
        made = load(prior, pair)
        flow = made * left * load(right, zone)
        if measured:
            old = load(out[2], pair)
            changed, jobs = changed + absolute(flow - old), jobs + old
        took, by_car_share, by_transit_share = load(minutes, pair), load(shares, pair), load(shares, pairs + pair)
        if some:
            put(out[2], pair, flow, chosen, whole)
            if not whole:
                put(out[0], pair, by_car_share, chosen, False)
                put(out[0], pairs + pair, by_transit_share, chosen, False)
                put(out[1], pair, took, chosen, False)
                put(out[3], pair, made, chosen, False)
        longer = took / load(still[1], pair)
        cars = flow * by_car_share * load(still[2], pair) * exp(log(longer) * spreading)
        base = load(still[4], pair)
        begin, end = car[0][pair], car[0][pair + 1]
        for number in range(begin, end):
            share = one if end - begin == 1 else load(by_car, number)
            on_route = cars * share
            if measured:
                old = load(out[5], number)
                moved, routed = moved + absolute(on_route - old), routed + old
            if some:
                put(out[5], number, on_route, chosen, whole)
            store(by_route, 2 * (number - first_car), on_route)
            store(by_route, 2 * (number - first_car) + 1, base * share)
        riders = flow * by_transit_share * load(still[3], pair)
        begin, end = transit[0][pair], transit[0][pair + 1]
        for number in range(begin, end):
            on_route = riders * (one if end - begin == 1 else load(by_transit, number))
            if measured:
                old = load(out[6], number)
                moved, routed = moved + absolute(on_route - old), routed + old
            if some:
                put(out[6], number, on_route, chosen, whole)
            store(by_line, number - first_transit, on_route)
    store(sums, 0, moved)
    store(sums, 1, routed)
    store(sums, 2, changed)
    store(sums, 3, jobs)


@compiled
def answer(
    zones, chunk, by_draw, by_pair, parking, spread, car, transit, car_minutes, transit_minutes, still, margins,
    balancing, limits, lanes, asked, out, warm, rooms, volumes, sums,
):  # fmt: skip
    """Twin of `evaluation.evaluate` for the draws of a `chunk`; all that differs by draw is (chunk, row, lane).

    `car`, `transit`: pair starts, link starts, links and parts of links, kilometres of routes, minutes of routes that
    do not follow volumes, path sizes of choice routes, then what uses a link or part, as `twin.by_origin`, then starts
    and members of what a link adds up, and of parts. `car_minutes`, `transit_minutes (link + part, lane)` follow
    volumes. `still`: base cost (mode x pair), base car minutes, cars and passengers per job, base cars of pairs, and
    `bicycles`. `margins`: rows, columns. `balancing`: steps (zone, zone) of the synthetic matrix and of the matrix.
    `limits`: tolerances of both, iterations, growth factor X. `lanes (1, lane)`: above 0 where the answer is to be
    written, in `out`: mode shares, car minutes, flows, prior, response, route flows of car and transit; in `warm`:
    factors of both matrices. `asked (lane,)`: for which to write `sums (4, lane)`: route flows changed against `out`,
    all of them, commuters changed, all of them. Writes `volumes`: commuter cars of the year and of the base date,
    riders. `rooms`: to compute in, see `twin.Compiled`.

    A chunk of which all draws are kept is computed in `out` itself.
    """
    own_shares, own_minutes, own_prior, own_response, own_car, own_transit = rooms[:6]
    by_route, by_line, car_symbols, transit_symbols, zonal = rooms[6:]
    room, factors, work = zonal[:4], zonal[4:8], zonal[8:]
    error, used, none = np.empty(WIDTH), np.empty(WIDTH, np.int64), splat(0.0)
    some, whole, measured = False, True, False
    for draw in range(WIDTH):
        whole &= lanes[0, draw] > 0.0
        some |= lanes[0, draw] > 0.0
        measured |= asked[draw]
    values, told = by_draw[chunk], (load(lanes, 0), some, whole)
    kept = (out[0][chunk], out[1][chunk], out[2][chunk], out[3][chunk], out[4][chunk], out[5][chunk], out[6][chunk])
    fixed = (still[0][chunk], still[1][chunk], still[2][chunk], still[3][chunk], still[4][chunk])
    shares = kept[0] if whole else own_shares
    minutes = kept[1] if whole else own_minutes
    prior = kept[3] if whole else own_prior
    response = kept[4] if whole else own_response
    by_car = kept[5] if whole else own_car
    by_transit = kept[6] if whole else own_transit
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
        choose_from(
            first, zones, values, by_pair, fixed[0], still[5][chunk], room[1], room[3], shares, response, kept[0], told
        )
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
            wished = load(response, pair)
            if some and not whole:
                put(kept[4], pair, wished, told[0], False)
            now = wished * left * load(factors[3], pair - origin * zones)
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
    for symbols in (car_symbols, transit_symbols):
        for row in range(len(symbols)):
            store(symbols, row, none)
    spreading = load(values, SPREADING)
    for origin in range(zones):
        flows_from(
            origin * zones, zones, load(factors[0], origin), factors[1], prior, shares, minutes, car, transit, by_car,
            by_transit, fixed, spreading, kept, told, measured, by_route, by_line, sums,
        )  # fmt: skip
        add_two(car[6][origin], car[6][origin + 1], car[7], car[8], car[9], by_route, car_symbols)
        add_one(
            transit[6][origin], transit[6][origin + 1], transit[7], transit[8], transit[9], by_line, transit_symbols
        )
    sums_of_two(car[10], car[11], car_symbols, volumes[0], volumes[1])
    sums_of(transit[10], transit[11], transit_symbols, volumes[2])
    if some:
        for number in range(4):
            keep(warm[number][chunk], factors[number], lanes)
