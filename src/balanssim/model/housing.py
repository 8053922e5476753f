"""Homes: stock by segment, flows of a year, shortage and the homes that stand empty.

Stock changes by completions (from procedures), transformations (homes made from existing buildings) and withdrawals.
People do not appear because homes do: what finds no home here is counted as taken up elsewhere. Docs: model/housing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Flows(NamedTuple):
    """Flows of one year, each (segment, zone, draw) homes a year."""

    completions: Array
    transformations: Array
    withdrawals: Array


def flows(stock: Array, completions: Array, transformation_rate: Array, withdrawal_rate: Array) -> Flows:
    """Flows of a year that is calculated.

    Parameters
    ----------
    stock : (segment, zone, draw) homes on 1 January
    completions : (segment, zone, draw) homes completed during the year
    transformation_rate, withdrawal_rate : (draw,) share of the stock a year, 0..1

    Source: components of the housing stock in CBS 81955NED (other additions, withdrawals and demolition).
    """
    return Flows(completions, transformation_rate * stock, withdrawal_rate * stock)


def known_flows(stock: Array, completions: Array, net_additions: Array, withdrawal_rate: Array) -> Flows:
    """Flows of a year whose net additions are known: transformations close the balance, withdrawals where they cannot.

    Parameters
    ----------
    stock, completions : (segment, zone, draw)
    net_additions : (zone,) or (zone, draw) observed change of the stock
    withdrawal_rate : (draw,)

    The stock afterwards equals the observed one exactly, in every draw. The part that is not new-built is spread over
    the segments in proportion to the stock.
    """
    total = stock.sum(axis=0)
    share = np.divide(stock, total, out=np.full_like(stock, 1.0 / stock.shape[0]), where=total > 0)
    net = net_additions if net_additions.ndim == 2 else net_additions[:, None]
    other = net - completions.sum(axis=0)
    withdrawn = np.maximum(withdrawal_rate * total, np.maximum(-other, 0.0))
    return Flows(completions, share * (other + withdrawn), share * withdrawn)


def advance(stock: Array, change: Flows) -> Array:
    """Stock one year later: stock + completions + transformations - withdrawals, (segment, zone, draw)."""
    return stock + change.completions + change.transformations - change.withdrawals


def demand(homes_base: Array, friction_vacancy: Array, base_shortage: Array, growth: Array, years: int) -> Array:
    """Households that want a home, (zone, draw).

    Parameters
    ----------
    homes_base : (zone,) homes on the base date
    friction_vacancy, base_shortage : (draw,) share of the stock
    growth : (zone, draw) growth of demand a year; zero outside the study area, where demand is not followed
    years : whole years since the base date

    The base value is occupied homes plus the shortage on the base date; growth is the demographic scenario.
    """
    base = homes_base[:, None] * (1.0 - friction_vacancy + base_shortage)
    return base * (1.0 + growth) ** years


def shortage(homes: Array, wanted: Array, friction_vacancy: Array) -> Array:
    """Housing shortage (woningtekort), share of the stock: (demand - occupied homes) / homes, (zone, draw)."""
    short = wanted - homes * (1.0 - friction_vacancy)
    return np.divide(short, homes, out=np.zeros_like(short), where=homes > 0)


def elsewhere(homes: Array, wanted: Array, homes_base: Array, friction_vacancy: Array, base_shortage: Array) -> Array:
    """Households of the growth of demand since the base date that found no home here, (area, draw), never negative.

    ``homes, wanted`` (area, draw), ``homes_base`` (area, 1), the rest (draw,). An area's own homes meet its own
    demand first.
    """
    unmet = wanted - homes * (1.0 - friction_vacancy)
    return np.maximum(unmet - homes_base * base_shortage, 0.0)


def occupied_share(
    homes: Array, wanted: Array, friction_vacancy: Array, pull: Array, study: NDArray[np.bool_]
) -> Array:
    """Share of the occupiable homes that is occupied, (zone, draw), 1 while the study area as a whole is short.

    Parameters
    ----------
    homes, wanted : (zone, draw)
    pull : (zone, draw) (A / A0) ** theta, lagged accessibility against the base year
    study : (zone,) zones that share one housing market

    Where homes outnumber households in the whole study area the surplus stands empty, in proportion to stock / pull.
    """
    occupiable = homes * (1.0 - friction_vacancy)
    surplus = np.maximum(occupiable[study].sum(axis=0) - wanted[study].sum(axis=0), 0.0)
    weight = np.where(study[:, None], occupiable / pull, 0.0)
    total = weight.sum(axis=0)
    empty = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0) * surplus
    share = 1.0 - np.divide(empty, occupiable, out=np.zeros_like(empty), where=occupiable > 0)
    return np.asarray(np.clip(share, 0.0, 1.0))
