"""Stretches of links that many routes share, so that a sum over links is made once for all of them.

Pairs of links that stand side by side in many routes become one part, and so on with parts, until no pair is shared by
enough. Source: byte pair encoding, Gage (1994), A new algorithm for data compression; here all pairs that no neighbour
is shared more than are replaced at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from balanssim.model.network_parts import Floats, Ints

#: A pair of links is worth a part when at least so many routes share it.
SHARED_BY = 6


@dataclass(frozen=True)
class Incidence:
    """Which links routes use: `uses (route, link + part)` and what parts are made of, `parts (part, link)`, all ones;
    `used_by`, `made_of` their transposes, the latter with a column for the link itself, (link, link + part).
    """

    uses: csr_array
    parts: csr_array
    used_by: csr_array
    made_of: csr_array

    def sums(self, values: Floats) -> Floats:
        """Sum over the links of each route (route, draw); `values (link, draw)`."""
        total: Floats = self.uses @ self.with_parts(values)
        return total

    def with_parts(self, values: Floats) -> Floats:
        """`values (link, draw)`, then the sums of parts, (link + part, draw)."""
        every: Floats = np.concatenate([values, self.parts @ values])
        return every

    def loads(self, flows: Floats) -> Floats:
        """Sum over the routes of each link (link, draw); `flows (route, draw)`."""
        total: Floats = self.made_of @ (self.used_by @ flows)
        return total


def shared(incidence: csr_array) -> Incidence:
    """Find the parts of `incidence (route, link)`, all ones; links of a route stand in order of number.

    Raises `ValueError` for a route that uses a link twice.
    """
    if not (incidence.data == 1.0).all():
        raise ValueError("a route uses a link twice")
    routes, links = incidence.shape
    symbols: Ints = incidence.indices.astype(np.int64)
    owner: Ints = np.repeat(np.arange(routes), np.diff(incidence.indptr))
    content: list[list[int]] = [[link] for link in range(links)]
    while True:
        first = np.flatnonzero(owner[:-1] == owner[1:])
        keys = symbols[first] * len(content) + symbols[first + 1]
        pairs, place, count = np.unique(keys, return_inverse=True, return_counts=True)
        # Where two pairs overlap the one that more routes share is replaced; their numbers decide among equals.
        weight = np.zeros(symbols.size + 2, dtype=np.int64)
        weight[first + 1] = count[place] * pairs.size + place
        best = (weight[1:-1] > weight[:-2]) & (weight[1:-1] > weight[2:])
        at = first[best[first]]
        chosen, number, times = np.unique(place[best[first]], return_inverse=True, return_counts=True)
        enough = times >= SHARED_BY
        if not enough.any():
            break
        made = len(content) - 1 + np.cumsum(enough)
        whole = len(content)
        for pair in pairs[chosen[enough]].tolist():
            content.append(content[pair // whole] + content[pair % whole])
        at, number = at[enough[number]], number[enough[number]]
        symbols[at] = made[number]
        kept = np.ones(symbols.size, dtype=bool)
        kept[at + 1] = False
        symbols, owner = symbols[kept], owner[kept]
    uses = _ones(owner, symbols, (routes, len(content)))
    row = np.repeat(np.arange(len(content) - links), [len(part) for part in content[links:]])
    column = np.array([link for part in content[links:] for link in part], dtype=np.int64)
    parts = _ones(row, column, (len(content) - links, links))
    own = np.arange(links)
    made_of = _ones(np.append(own, column), np.append(own, row + links), (links, len(content)))
    return Incidence(uses, parts, csr_array(uses.T.tocsr()), made_of)


def _ones(row: Ints, column: Ints, shape: tuple[int, int]) -> csr_array:
    made = csr_array((np.ones(row.size), (row, column)), shape=shape)
    made.sort_indices()
    return made
