"""A difference between two scenarios shared out over what was changed: Shapley values, which add up to it exactly.

The worth of a set of changes is the outcome of the scenario in which those changes alone were made. A change gets the
mean of what it adds over all orders in which the changes can be made. Source: Shapley (1953), A value for n-person
games; sampled orders with their reverse, Castro, Gomez and Tejada (2009), Mitchell et al. (2022).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
#: Changes that were made, by their place in the list of changes.
Made = frozenset[int]
#: Up to so many changes every set of them is calculated (32 runs); beyond that orders are sampled unless all is asked.
EXACT = 5
#: Up to so many changes every set may be asked for (256 runs).
MOST_EXACT = 8


@dataclass(frozen=True)
class Shares:
    """``values`` (change, ...) what each change adds, (...) as an outcome; they sum to the whole difference.

    ``spread`` (change, ...) standard error of sampled orders, 0 where all were taken; ``orders`` how many were sampled,
    0 for all.
    """

    values: Array
    spread: Array
    orders: int


def sets(count: int) -> list[Made]:
    """All sets of changes, from none to all."""
    return [frozenset(chosen) for size in range(count + 1) for chosen in combinations(range(count), size)]


def exact(count: int, worth: Callable[[Made], Array]) -> Shares:
    """Shapley values from all ``2^count`` sets.

    Parameters
    ----------
    count : number of changes, at least 1
    worth : outcome with a set of changes made, (...)
    """
    known = {made: worth(made) for made in sets(count)}
    values = []
    for change in range(count):
        total = np.zeros_like(known[frozenset()])
        for made in known:
            if change not in made:
                size = len(made)
                weight = factorial(size) * factorial(count - size - 1) / factorial(count)
                total = total + weight * (known[made | {change}] - known[made])
        values.append(total)
    found = np.stack(values)
    return Shares(found, np.zeros_like(found), 0)


def orders(count: int, pairs: int, random: np.random.Generator) -> list[tuple[int, ...]]:
    """Random orders of changes, each followed by its reverse: what comes early in one comes late in the other."""
    found: list[tuple[int, ...]] = []
    for _ in range(pairs):
        order = tuple(int(change) for change in random.permutation(count))
        found += [order, order[::-1]]
    return found


def sampled(chosen: Sequence[tuple[int, ...]], worth: Callable[[Made], Array]) -> Shares:
    """Shapley values from pairs of orders of ``orders``; each order adds up to the whole difference, so does the mean.

    Parameters
    ----------
    chosen : orders, each one followed by its reverse; at least two pairs
    worth : outcome with a set of changes made, (...); asked once for every set

    Raises
    ------
    ValueError
        fewer than two pairs: their spread cannot be known
    """
    if len(chosen) < 4 or len(chosen) % 2:
        raise ValueError(f"at least two pairs of orders are needed, found {len(chosen)} orders")
    known: dict[Made, Array] = {}

    def value(made: Made) -> Array:
        if made not in known:
            known[made] = worth(made)
        return known[made]

    rows = []
    for order in chosen:
        made: Made = frozenset()
        added = [np.zeros(0)] * len(order)
        for change in order:
            added[change] = value(made | {change}) - value(made)
            made = made | {change}
        rows.append(np.stack(added))
    both = np.stack(rows).reshape(len(chosen) // 2, 2, *rows[0].shape).mean(axis=1)
    spread = both.std(axis=0, ddof=1) / np.sqrt(len(both))
    return Shares(both.mean(axis=0), spread, len(chosen))


def needed(chosen: Sequence[tuple[int, ...]]) -> list[Made]:
    """Every set of changes that some orders pass, none and all included, in order of first use."""
    found: dict[Made, None] = {frozenset(): None}
    for order in chosen:
        for size in range(1, len(order) + 1):
            found[frozenset(order[:size])] = None
    return list(found)
