"""Homes of regions as counted: how their years swing, grow and change beside new homes."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.luck import HOMES, STOCK, TOLD, YEARS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Flows of the stock beside new homes, with their sign.
OTHER = {"other_additions": 1.0, "demolished": -1.0, "other_withdrawals": -1.0, "correction": 1.0}


class Stock:
    """Both tables, by municipality in the order of its code."""

    def __init__(self, shared: Path) -> None:
        self.rows = {(row["code"], int(row["year"])): row for row in _rows(shared / HOMES)}
        self.codes = sorted({code for code, _ in self.rows})
        self.now = {row["code"]: row for row in _rows(shared / STOCK)}

    def flow(self, name: str, year: int) -> Floats:
        """A column in a year, (municipality,), 0 where it is empty."""
        return np.array([float(self.rows[code, year][name] or 0.0) for code in self.codes])

    def fact(self, name: str) -> list[str]:
        """A column of the table of facts by municipality."""
        return [self.now[code][name] for code in self.codes]

    @property
    def mra(self) -> Bools:
        """Municipalities of the MRA, (municipality,)."""
        return np.asarray(np.array(self.fact("in_mra")) == "1")

    @property
    def flevoland(self) -> Bools:
        """Municipalities of Flevoland, (municipality,)."""
        return np.asarray(np.array(self.fact("in_flevoland")) == "1")

    def homes_2021(self) -> dict[str, float]:
        """Stock on 1 January 2021 by code."""
        return dict(zip(self.codes, map(float, self.fact("dwellings_1jan2021")), strict=True))


def year_beside_pace(stock: Stock) -> float:
    """How far homes built in a province in a year are from the mean of the three years before it: root of the mean
    square of the ratio less one, of all provinces and years.
    """
    provinces = np.array(stock.fact("province"))
    built = np.stack([stock.flow("new_built", year) for year in YEARS])
    own = np.stack([built[:, provinces == one].sum(axis=1) for one in np.unique(provinces)], axis=1)
    ratio = np.array([own[n] / own[n - TOLD : n].mean(axis=0) for n in range(TOLD, len(own))])
    return float(np.sqrt(((ratio - 1.0) ** 2).mean()))


def best_growth(stock: Stock) -> tuple[float, float, float]:
    """Growth of homes built in the country in the two best years that follow each other, its error and discrepancy.

    Discrepancy: standard deviation over provinces of their own growth in those two years.
    """
    built = np.stack([stock.flow("new_built", year) for year in YEARS])
    country = built.sum(axis=1)
    two = (country[2:] / country[:-2]) ** 0.5 - 1.0
    start = int(np.argmax(two))
    provinces = np.array(stock.fact("province"))
    own = [
        built[start + 2, provinces == one].sum() / built[start, provinces == one].sum() for one in np.unique(provinces)
    ]
    return float(two[start]), 0.0, float((np.array(own) ** 0.5).std(ddof=1))


def other_changes(stock: Stock) -> tuple[float, float, float]:
    """What the stock of the MRA changed by beside new homes in 2024, as a share; error, and how its years swing."""
    start = stock.flow("stock_start", 2024)
    beside = stock.flow("stock_end", 2024) - start - stock.flow("new_built", 2024)
    mra = stock.mra
    rates = [
        sum(sign * stock.flow(name, year)[mra].sum() for name, sign in OTHER.items())
        / stock.flow("stock_start", year)[mra].sum()
        for year in YEARS
    ]
    return float(beside[mra].sum() / start[mra].sum()), 0.0, float(np.std(rates, ddof=1))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
