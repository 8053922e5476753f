"""Distributions of uncertain parameters: quantile, expected value and bounds in closed form.

Written on NumPy and ``scipy.special``: importing ``scipy.stats`` costs more than a small run. Parameters by kind:

================ ====================================================== =========================================
kind             needed                                                 may
================ ====================================================== =========================================
``fixed``        ``value``
``uniform``      ``low, high``
``triangular``   ``low, mode, high``
``pert``         ``low, mode, high``
``normal``       ``mean, sd``                                           ``low, high``: cut off there (truncated)
``lognormal``    ``median, sigma`` (sd of the natural logarithm)        ``low, high``: cut off there (truncated)
``discrete``     ``values, weights`` (lists; weights need not add to 1)
================ ====================================================== =========================================

All may carry ``expected: mode``: the central run then takes the most likely value instead of the mean, for switches
where a mean has no meaning.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Param = float | str | Sequence[float]

NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "fixed": ("value",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "pert": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median", "sigma"),
    "discrete": ("values", "weights"),
}
OPTIONAL: Final[dict[str, tuple[str, ...]]] = {"normal": ("low", "high"), "lognormal": ("low", "high")}
KINDS: Final = tuple(NEEDED)
EXPECTED: Final = ("mean", "mode")


class Fault(NamedTuple):
    """One thing wrong with a distribution: a code for the words, the parameter it concerns and what fills the words."""

    code: str
    parameter: str
    params: dict[str, object]


@dataclass(frozen=True)
class Distribution:
    """A distribution of one parameter, checked when made; raises ``ValueError`` with all faults.

    ``kind`` is one of ``KINDS``; ``params`` as in the table of this module.
    """

    kind: str
    params: Mapping[str, Param]

    def __post_init__(self) -> None:
        found = faults(self.kind, self.params)
        if found:
            raise ValueError("; ".join(f"{fault.code} {fault.parameter} {fault.params}" for fault in found))
        frozen = {
            name: tuple(float(item) for item in value)
            if isinstance(value, Sequence) and not isinstance(value, str)
            else (value if isinstance(value, str) else float(value))
            for name, value in self.params.items()
        }
        object.__setattr__(self, "params", MappingProxyType(frozen))

    def __reduce__(self) -> tuple[type[Distribution], tuple[str, dict[str, Param]]]:
        """Make it travel to a worker process: a read-only mapping cannot be pickled."""
        return (Distribution, (self.kind, dict(self.params)))

    def ppf(self, u: ArrayLike) -> Floats:
        """Value below which a share ``u`` lies, any shape, 0 <= u <= 1; never decreasing in ``u``.

        Raises ``ValueError`` for u outside 0..1 or NaN. At 0 and 1 an unbounded distribution gives infinities.
        """
        points = np.asarray(u, dtype=np.float64)
        if not np.all((points >= 0) & (points <= 1)):
            raise ValueError("a share lies between 0 and 1")
        low, high = self.bounds()
        return np.clip(self._quantile(points), low, high)

    def bounds(self) -> tuple[float, float]:
        """Smallest and largest possible value; infinite where there is no bound."""
        if self.kind == "fixed":
            return self._number("value"), self._number("value")
        if self.kind == "discrete":
            values, _ = self._table()
            return float(values[0]), float(values[-1])
        low = 0.0 if self.kind == "lognormal" else -math.inf
        return self._number("low", low), self._number("high", math.inf)

    def expected(self) -> float:
        """Value of the central run: the mean, or the most likely value where ``expected: mode`` is given."""
        return self._expected

    @cached_property
    def _expected(self) -> float:
        value = self.mode() if self.params.get("expected") == "mode" else self.mean()
        low, high = self.bounds()
        return min(max(value, low), high)

    def mean(self) -> float:
        """Arithmetic mean, analytic for every kind."""
        if self.kind == "fixed":
            return self._number("value")
        if self.kind == "uniform":
            return 0.5 * (self._number("low") + self._number("high"))
        if self.kind == "triangular":
            return (self._number("low") + self._number("mode") + self._number("high")) / 3.0
        if self.kind == "pert":
            return (self._number("low") + 4.0 * self._number("mode") + self._number("high")) / 6.0
        if self.kind == "discrete":
            values, weights = self._table()
            return math.fsum(values * weights)
        if self.kind == "normal":
            return self._normal_mean()
        return self._lognormal_mean()

    def mode(self) -> float:
        """Most likely value; the smallest of equals, the middle of a uniform distribution."""
        low, high = self.bounds()
        if self.kind in ("triangular", "pert"):
            return self._number("mode")
        if self.kind == "discrete":
            values, weights = self._table()
            return float(values[int(np.argmax(weights))])
        if self.kind == "normal":
            return min(max(self._number("mean"), low), high)
        if self.kind == "lognormal":
            return min(max(self._number("median") * math.exp(-(self._number("sigma") ** 2)), low), high)
        return self.mean()

    def _quantile(self, u: Floats) -> Floats:
        if self.kind == "fixed":
            return np.full(u.shape, self._number("value"))
        if self.kind == "discrete":
            values, weights = self._table()
            place = np.searchsorted(np.cumsum(weights), u, side="right")
            return np.asarray(values[np.minimum(place, len(values) - 1)])
        if self.kind in ("normal", "lognormal"):
            return self._normal_quantile(u)
        low, high = self._number("low"), self._number("high")
        if self.kind == "uniform" or low == high:
            return low + u * (high - low)
        mode, width = self._number("mode"), high - low
        if self.kind == "triangular":
            below = low + np.sqrt(u * width * (mode - low))
            above = high - np.sqrt((1.0 - u) * width * (high - mode))
            return np.where(u * width < mode - low, below, above)
        from scipy.special import betaincinv

        shape_low, shape_high = 1.0 + 4.0 * (mode - low) / width, 1.0 + 4.0 * (high - mode) / width
        # betaincinv gives NaN for some shares below 1e-100; a Sobol point is never below 1e-16
        return np.asarray(low + width * betaincinv(shape_low, shape_high, np.where(u < 1e-30, 0.0, u)))

    def _standard(self) -> tuple[float, float, float, float]:
        """Centre, spread and standardised cuts of the (log)normal distribution."""
        if self.kind == "normal":
            centre, spread = self._number("mean"), self._number("sd")
            low, high = self._number("low", -math.inf), self._number("high", math.inf)
        else:
            centre, spread = math.log(self._number("median")), self._number("sigma")
            bottom, top = self._number("low", 0.0), self._number("high", math.inf)
            low, high = (math.log(bottom) if bottom > 0 else -math.inf), math.log(top)
        return centre, spread, (low - centre) / spread, (high - centre) / spread

    def _normal_quantile(self, u: Floats) -> Floats:
        from scipy.special import ndtr, ndtri

        centre, spread, low, high = self._standard()
        if low > 0:  # both cuts in the upper tail, where ndtr loses digits: turn the axis
            shares = ndtr(-high) + (1.0 - u) * (ndtr(-low) - ndtr(-high))
            z = -ndtri(shares)
        else:
            z = ndtri(ndtr(low) + u * (ndtr(high) - ndtr(low)))
        value = centre + spread * z
        return np.asarray(np.exp(value) if self.kind == "lognormal" else value)

    def _normal_mean(self) -> float:
        centre, spread, low, high = self._standard()
        return centre + spread * (_density(low) - _density(high)) / _between(low, high)

    def _lognormal_mean(self) -> float:
        centre, spread, low, high = self._standard()
        return math.exp(centre + 0.5 * spread**2) * _between(low - spread, high - spread) / _between(low, high)

    def _number(self, name: str, default: float | None = None) -> float:
        value = self.params[name] if default is None else self.params.get(name, default)
        assert isinstance(value, float)
        return value

    def _table(self) -> tuple[Floats, Floats]:
        values = np.array(self.params["values"], dtype=np.float64)
        weights = np.array(self.params["weights"], dtype=np.float64)
        order = np.argsort(values, kind="stable")
        order = order[weights[order] > 0]
        return values[order], weights[order] / math.fsum(weights)


def faults(kind: str, params: Mapping[str, object]) -> list[Fault]:
    """Everything wrong with a distribution, empty when it can be used.

    Codes: ``distribution.kind`` (found, allowed, near), ``.missing`` (kind), ``.unknown`` (kind, allowed, near),
    ``.number`` (found), ``.order`` (first, second: names; low, high: their values), ``.positive`` (found), ``.table``
    (values, weights: unequal lengths, empty, repeated values, negative or all-zero weights), ``.expected`` (found,
    allowed), ``.tail`` (kind: the bounds leave nothing of the distribution).
    """
    if kind not in NEEDED:
        return [Fault("distribution.kind", "dist", {"found": kind, "allowed": list(KINDS), "near": _near(kind, KINDS)})]
    optional = OPTIONAL.get(kind, ())
    allowed = (*NEEDED[kind], *optional, "expected")
    found = [Fault("distribution.missing", name, {"kind": kind}) for name in NEEDED[kind] if name not in params]
    found += [
        Fault("distribution.unknown", name, {"kind": kind, "allowed": list(allowed), "near": _near(name, allowed)})
        for name in params
        if name not in allowed
    ]
    if params.get("expected", "mean") not in EXPECTED:
        found.append(
            Fault("distribution.expected", "expected", {"found": params["expected"], "allowed": list(EXPECTED)})
        )
    if kind == "discrete":
        return found or _table_faults(params)
    names = [name for name in (*NEEDED[kind], *optional) if name in params]
    found += [
        Fault("distribution.number", name, {"found": params[name]}) for name in names if not _finite(params[name])
    ]
    return found or _order_faults(kind, {name: float(str(params[name])) for name in names})


def _order_faults(kind: str, number: Mapping[str, float]) -> list[Fault]:
    found = [
        Fault("distribution.positive", name, {"found": number[name]})
        for name in ("sd", "sigma", "median")
        if name in number and number[name] <= 0
    ]
    ladder = [name for name in ("low", "mode", "high") if name in number]
    found += [
        Fault(
            "distribution.order",
            first,
            {"first": first, "second": second, "low": number[first], "high": number[second]},
        )
        for first, second in pairwise(ladder)
        if number[first] > number[second]
    ]
    if kind == "lognormal" and number.get("low", 0.0) < 0:
        found.append(Fault("distribution.positive", "low", {"found": number["low"]}))
    if not found and kind in ("normal", "lognormal") and _leaves_nothing(kind, number):
        found.append(Fault("distribution.tail", "low" if "low" in number else "high", {"kind": kind}))
    return found


def _leaves_nothing(kind: str, number: Mapping[str, float]) -> bool:
    low, high = number.get("low", -math.inf), number.get("high", math.inf)
    if kind == "lognormal":
        if high <= 0:
            return True
        low, high = (math.log(low) if low > 0 else -math.inf), math.log(high)
        centre, spread = math.log(number["median"]), number["sigma"]
    else:
        centre, spread = number["mean"], number["sd"]
    # below 1e-12 the quantiles lose their digits; nobody means that
    return _between((low - centre) / spread, (high - centre) / spread) < 1e-12


def _table_faults(params: Mapping[str, object]) -> list[Fault]:
    values, weights = params["values"], params["weights"]
    for name, column in (("values", values), ("weights", weights)):
        if not isinstance(column, Sequence) or isinstance(column, str) or not all(_finite(item) for item in column):
            return [Fault("distribution.number", name, {"found": column})]
    assert isinstance(values, Sequence)
    assert isinstance(weights, Sequence)
    usable = len(values) == len(weights) > 0 and len(set(values)) == len(values)
    if not usable or min(weights) < 0 or sum(weights) <= 0:
        return [Fault("distribution.table", "weights", {"values": list(values), "weights": list(weights)})]
    return []


def _finite(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _near(word: object, allowed: Sequence[str]) -> str:
    return next(iter(get_close_matches(str(word), allowed, n=1)), "")


def _density(z: float) -> float:
    return math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi) if math.isfinite(z) else 0.0


def _between(low: float, high: float) -> float:
    """Share of a standard normal distribution between two cuts, exact in both tails."""
    if low > 0:
        low, high = -high, -low
    return 0.5 * (math.erfc(-high / math.sqrt(2.0)) - math.erfc(-low / math.sqrt(2.0)))
