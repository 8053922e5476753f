"""Routes and links of a scenario arranged once for the equilibrium: what follows volumes, and what overlaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from balanssim.model import network, routes, supply
from balanssim.model.incidence import Incidence, shared
from balanssim.model.network_parts import Bools
from balanssim.model.pathsize import Overlap, overlaps

MODES = ("car", "transit")


@dataclass(frozen=True)
class Layout:
    """Arrangement of one scenario: `counts` of roads; per mode the `overlap` of routes, `moving` (route, link)
    the part of the incidence whose minutes follow volumes (roads that congest, riding), and `still` (route, edge) the
    rest.
    """

    counts: supply.RoadCounts
    overlap: dict[str, Overlap]
    moving: dict[str, Incidence]
    still: dict[str, csr_array]


def layout(universe: routes.RouteUniverse, external: Bools) -> Layout:
    """Arrange the routes of a scenario; `external (zone,)` bool, zones whose trunks do not congest."""
    made_of = universe.network
    free = supply.congestible(made_of, external)
    segments = len(made_of.lines.ids)
    base = network.base_state(made_of)
    counts = supply.road_counts(made_of, free)
    moving = {"car": np.flatnonzero(free), "transit": np.arange(segments)}
    moved, still, overlap = {}, {}, {}
    for mode in MODES:
        of_mode = routes.of_mode(universe, mode)
        columns = of_mode.incidence.tocsc()
        follows = np.zeros(columns.shape[1], dtype=bool)
        follows[moving[mode]] = True
        moved[mode] = shared(csr_array(columns[:, moving[mode]].tocsr()))
        rest = of_mode.incidence.copy()
        rest.data = np.where(follows[rest.indices], 0.0, rest.data)
        rest.eliminate_zeros()
        still[mode] = rest
        minutes = routes.mode_edges(base, mode)[:, 0]
        overlap[mode] = overlaps(of_mode, minutes)
    return Layout(counts, overlap, moved, still)
