"""The part of ``prepare`` for levers on the price of parking and on transit service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from balanssim.inputs import Array, Ints

if TYPE_CHECKING:
    from balanssim.region.read import Region
    from balanssim.scenario.schema import Mobility


def parking_extra(levers: Mobility, region: Region) -> Array:
    """Euro per one-way trip that parking at work costs more than on the base date, (zone,).

    The factor acts on what is paid on the base date; to it come the amounts of all areas that hold a zone.
    """
    extra = region.base("parking_eur") * (levers.parking_factor - 1.0)
    for area, euro in levers.parking_extra_eur.items():
        extra = extra + region.areas.membership[region.areas.ids.index(area)] * euro
    return np.asarray(extra)


def service(levers: Mobility, region: Region, line: Ints) -> Array:
    """Factor on the frequency of each segment, (segment,); `line` (segment,) place of its line.

    Lines of the table come first, in its order (``network_tables``); those that a project brings have the factor of
    all transit alone.
    """
    factor = np.full(int(line.max()) + 1, levers.frequency_factor)
    for name, of_line in levers.line_frequency_factor.items():
        factor[list(region.index.lines).index(name)] *= of_line
    return factor[line]
