"""Links in compiled form: volumes to minutes, and flows of commuters to volumes. Twin of `supply`.

Arrays are (row, lane), with `lanes.WIDTH` lanes, links being roads that congest, then segments. Import only where numba
is there.
"""

# Numba compiles what stands here: loops are meant, and types are those of the arguments.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc,no-any-return"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

from balanssim.model.lanes import below, compiled, exp, load, log, most, root, splat, store

#: Rows of the table of what differs by road alone, see `twin.by_road`.
ALPHA, BETA, OTHERS, PER_COMMUTER, NEW = range(5)
#: Rows of the table of what differs by draw alone, see `twin.Compiled`.
CROWDING, GROWTH, TOLERANCE = range(3)


@compiled
def power(ratio, exponent):
    """`ratio ** exponent`, in products where the exponent is a multiple of a half, as `supply.congested_minutes`."""
    whole = int(exponent)
    half = exponent == whole + 0.5
    if whole > 8 or not (half or exponent == whole):
        return exp(log(ratio) * splat(exponent))
    made = root(ratio) if half else splat(1.0)
    for _ in range(whole):
        made = made * ratio
    return made


@compiled
def sums_of(start, members, values, sums):
    """`sums (group, lane)` of `values (member, lane)`; members of group k are `members[start[k]]` and on."""
    for group in range(len(sums)):
        total = splat(0.0)
        for place in range(start[group], start[group + 1]):
            total = total + load(values, members[place])
        store(sums, group, total)


@compiled
def sums_of_two(start, members, values, sums, others):
    """As `sums_of` of two values in turn, `values (2 x member, lane)`, in `sums` and `others (group, lane)`."""
    for group in range(len(sums)):
        one, two = splat(0.0), splat(0.0)
        for place in range(start[group], start[group + 1]):
            one = one + load(values, 2 * members[place])
            two = two + load(values, 2 * members[place] + 1)
        store(sums, group, one)
        store(others, group, two)


@compiled
def add_one(first, end, symbol, start, members, values, sums):
    """Add `values (member, lane)` of an origin to `sums (symbol, lane)`: groups `first` to `end`, group k of
    `symbol[k]` with members `members[start[k]]` and on.
    """
    for group in range(first, end):
        total = load(sums, symbol[group])
        for place in range(start[group], start[group + 1]):
            total = total + load(values, members[place])
        store(sums, symbol[group], total)


@compiled
def add_two(first, end, symbol, start, members, values, sums):
    """As `add_one` of two values in turn: `values (2 x member, lane)`, `sums (2 x symbol, lane)`."""
    for group in range(first, end):
        at = 2 * symbol[group]
        one, two = load(sums, at), load(sums, at + 1)
        for place in range(start[group], start[group + 1]):
            row = 2 * members[place]
            one = one + load(values, row)
            two = two + load(values, row + 1)
        store(sums, at, one)
        store(sums, at + 1, two)


@compiled
def minutes_at(items, by_road, crowding, capacity, free, seats, places, ride, car, transit, by_car, by_transit):
    """Minutes that follow the volumes `items (link, lane)`, then those of parts of links.

    `crowding (lane,)` what a minute gains where all places are taken; `capacity`, `free (road, lane)`; `seats`,
    `places` to stand, `ride (segment, lane)`. Writes `by_car`, `by_transit (link + part, lane)`. `car`, `transit`: as
    in `compiled_answer.answer`.
    """
    roads, one, none = by_road.shape[1], splat(1.0), splat(0.0)
    for road in range(roads):
        taken = power(load(items, road) / load(capacity, road), by_road[BETA, road]) * splat(by_road[ALPHA, road])
        store(by_car, road, (taken + one) * load(free, road))
    for segment in range(len(ride)):
        seat = load(seats, segment)
        over = most(load(items, roads + segment) - seat, none)
        felt = below(none, seat, over / load(places, segment), none) * crowding + one
        store(by_transit, segment, felt * load(ride, segment))
    sums_of(car[12], car[13], by_car, by_car[roads:])
    sums_of(transit[12], transit[13], by_transit, by_transit[len(ride) :])


@compiled
def volumes_of(loads, by_road, growth, counted, kappa, modelled, aboard, riders, items):
    """Volumes of all travellers (link, lane); see `supply.road_volumes`.

    `loads`: commuter cars of the year and of the base date, passengers; `growth (lane,)` of other traffic, less 1;
    `counted`, `kappa`, `modelled (road, lane)`; `aboard (segment,)` counted, `riders (segment, lane)` modelled.
    """
    none, one = splat(0.0), splat(1.0)
    for road in range(by_road.shape[1]):
        pivot, was, per_commuter = load(kappa, road), load(modelled, road), splat(by_road[PER_COMMUTER, road])
        commuters, others = load(loads[0], road), splat(by_road[OTHERS, road])
        moved = most(pivot * (load(loads[1], road) - was) * per_commuter, none - others)
        total = (others + moved) * growth + moved + pivot * (commuters - was) + load(counted, road)
        if by_road[NEW, road] > 0.0:
            total = commuters * (one + per_commuter)
        store(items, road, most(total, none))
    for segment in range(len(aboard)):
        total = load(loads[2], segment) - load(riders, segment) + splat(aboard[segment])
        store(items, by_road.shape[1] + segment, most(total, none))
