"""Path sizes: how much of a route is its own, so that routes that share links count as less than two.

Source: path-size logit, Ben-Akiva and Bierlaire (1999), Discrete choice methods and their applications to short term
travel decisions; model.md 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from balanssim.model.network_parts import Bools, Floats
from balanssim.model.routes import ModeRoutes


@dataclass(frozen=True)
class Overlap:
    """Links that the routes of a pair share; a *place* is one link as used by the routes of one pair.

    `users` (place, choice route) 1 where the route uses it, `share` (choice route, place) the part of the minutes of a
    route that it takes, adding to 1. Choice routes in the order of `ModeRoutes.choice`.
    """

    users: csr_array
    share: csr_array


def overlaps(routes: ModeRoutes, edge_min: Floats) -> Overlap:
    """Places of a mode, from the minutes of edges on the base network, `edge_min (edge,)` greater than zero.

    Base minutes weigh in every year: a path size says how routes lie, not how full they are.
    """
    used = routes.incidence[routes.choice].tocoo()
    pair = routes.pair[routes.choice][used.row]
    edges = edge_min.size
    keys, place = np.unique(pair * edges + used.col, return_inverse=True)
    minutes = edge_min[used.col]
    whole = np.bincount(used.row, weights=minutes, minlength=routes.choice.size)
    size = (routes.choice.size, keys.size)
    share = csr_array((minutes / whole[used.row], (used.row, place)), shape=size)
    users = csr_array((np.ones(place.size), (place, used.row)), shape=size[::-1])
    return Overlap(users, share)


def path_sizes(overlap: Overlap, usable: Bools) -> Floats:
    """Size of each choice route (choice route, draw), 1 where it shares nothing with the open routes of its pair.

    `usable (choice route, draw)` bool: open. The size of a closed route means nothing.
    """
    together = overlap.users @ usable.astype(np.float64)
    np.maximum(together, 1.0, out=together)
    np.divide(1.0, together, out=together)
    sizes: Floats = overlap.share @ together
    return sizes
