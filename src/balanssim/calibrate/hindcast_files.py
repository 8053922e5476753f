"""Hindcasts from files as a user names them: which years may be spanned, and by what."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from balanssim.calibrate import hindcast_commuting, hindcast_housing, odtables, stocktables
from balanssim.errors import InputError, Problem

#: First December of which commuting was counted by the new method: 38 percent works in the home municipality instead of
#: 47, so that no change across it means anything. Source: CBS, 81251ned (to 2014) and 83628NED (from 2014 on).
NEW_METHOD = 2015


def commuting(
    base: str | Path, observed: str | Path, start: int, end: int, costs: str | Path | None = None
) -> hindcast_commuting.Hindcast:
    """Forecast commuting of `end` from that of `start`, and hold it against what was counted.

    Parameters
    ----------
    base : table with columns ``year,origin_code,origin_name,dest_code,dest_name,jobs`` that holds `start`; earlier
        years in it give the trend and the bands
    observed : the same with `end`
    costs : table ``origin,destination,cost`` in any unit, of which deterrence is fitted; without it there is none

    Raises
    ------
    InputError
        cells and columns that do not fit, years that are not there, an end that is not later, the break in the series
    """
    _in_order(start, end)
    if start < NEW_METHOD <= end:
        words = {"start": start, "end": end, "last": NEW_METHOD - 1, "first": NEW_METHOD}
        raise InputError([Problem("--start", 0, 0, "", "hindcast.break", words)])
    data = odtables.read(base, observed, start, end, costs)
    try:
        return hindcast_commuting.hindcast(data)
    except (ValueError, np.linalg.LinAlgError) as error:  # of the deterrence, which has no best value
        if costs is None:
            raise
        raise InputError([Problem(Path(costs).as_posix(), 0, 0, "cost", "hindcast.no_fit", {})]) from error


def housing(observed: str | Path, start: int, end: int) -> hindcast_housing.Hindcast:
    """Forecast homes at the end of `end` from what was known at the end of `start`.

    Parameters
    ----------
    observed : table with columns ``year,code,name,stock_start,new_built,other_additions,demolished,other_withdrawals,
        correction,net_change,stock_end`` that holds both; years before `start` tell the pace and the bands

    Raises
    ------
    InputError
        cells and columns that do not fit, years that are not there, an end that is not later
    """
    _in_order(start, end)
    return hindcast_housing.hindcast(stocktables.read(observed, start, end))


def _in_order(start: int, end: int) -> None:
    if end <= start:
        raise InputError([Problem("--end", 0, 0, "", "hindcast.order", {"start": start, "end": end})])
