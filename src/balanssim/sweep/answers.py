"""What a finished sweep says of its factors: the indices that its design allows, by policy and outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from balanssim.errors import RunError
from balanssim.sweep import effects, indices, pawn, reading
from balanssim.sweep.design import LUCK
from balanssim.sweep.reading import Sweep
from balanssim.sweep.rules import outcome_of
from balanssim.worlds import Floats, Labels

#: Analysis of each design; those of ``table``, ``lhs`` and ``factorial`` go by PAWN.
_OWN: Final = {"sobol": "sobol", "morris": "morris"}
ANALYSES: Final = ("sobol", "morris", "pawn")
ENDS: Final = ("estimate", "low", "high")


@dataclass(frozen=True)
class Answer:
    """Indices of one outcome of one policy; ``year`` 0 where there are none.

    ``measures``: name -> (factor, 3) estimate, low and high end of the interval, the first one decides the order; empty
    where the outcome is constant. ``zero``: name -> (factor,) whether it cannot be told from zero. ``pairs``: second
    order. ``used``: base points, trajectories or worlds.
    """

    scenario: str
    levers: Mapping[str, Any]
    measure: str
    outcome: str
    place: str
    year: int
    method: str
    factors: tuple[str, ...]
    measures: Mapping[str, Floats]
    zero: Mapping[str, NDArray[np.bool_]]
    used: int = 0
    second: Floats | None = None

    @property
    def order(self) -> list[int]:
        """Factors, largest first; none where the outcome is constant."""
        first = next(iter(self.measures.values()), np.empty((0, 3)))
        return [int(one) for one in np.argsort(-first[:, 0], kind="stable")]

    def to_json(self) -> dict[str, Any]:
        """For ``--json``: numbers as they are; ``zero``: cannot be told from zero."""
        return {
            "scenario": self.scenario, "levers": dict(self.levers), "measure": self.measure,
            "outcome": self.outcome, "place": self.place, "year": self.year or None,
            "method": self.method, "constant": not self.measures, "used": self.used,
            "indices": [
                {
                    "factor": self.factors[one],
                    **{name: _ends(found[one], bool(self.zero[name][one])) for name, found in self.measures.items()},
                }
                for one in self.order
            ],
            "pairs": self.pairs(),
        }  # fmt: skip

    def pairs(self) -> list[dict[str, Any]]:
        """What two factors do together beyond both alone, of a second-order design; largest first."""
        if self.second is None:
            return []
        places = np.argwhere(np.isfinite(self.second[..., 0]))
        places = places[np.argsort(-self.second[places[:, 0], places[:, 1], 0], kind="stable")]
        return [
            {
                "factors": [self.factors[one], self.factors[other]],
                "second": _ends(self.second[one, other], bool(_below(self.second[one, other]))),
            }
            for one, other in places.tolist()
        ]


def _below(index: Floats) -> NDArray[np.bool_]:
    """Whether the interval holds zero, or lies below it."""
    return np.asarray(index[..., 1] <= 0)


def _ends(index: Floats, zero: bool) -> dict[str, Any]:
    return {**{name: round(float(one), 6) for name, one in zip(ENDS, index, strict=True)}, "zero": zero}


def answers(folder: Path, year: int | None = None, method: str | None = None) -> list[Answer]:
    """Indices of every outcome and policy of a sweep.

    Parameters
    ----------
    folder : of the sweep, ``<out>/sweeps/<study>/<sweep>``
    year : for outcomes without one of their own; the last year by default
    method : ``sobol``, ``morris`` or ``pawn``; what the design is made for by default

    Raises
    ------
    RunError
        no sweep there, a design that does not bear the method, a policy that was not begun, too small a sample
    """
    sweep = reading.read(folder)
    asked = method_of(sweep, method)
    found = []
    for policy in sweep.policies:
        dataset = sweep.dataset(policy)
        for text in sweep.outcomes:
            values, when = reading.values(dataset, text, year)
            variable, place, _ = outcome_of(text)
            there = values[np.isfinite(values)]
            constant = there.size > 0 and there.min() == there.max()
            parts: _Parts = (sweep.factors, {}, {}, 0, None) if constant else _MADE[asked](sweep, values, text)
            found.append(
                Answer(
                    policy["scenario"],
                    policy["levers"],
                    policy.get("measure", ""),
                    variable,
                    place,
                    when,
                    asked,
                    *parts,
                )
            )
    return found


def method_of(sweep: Sweep, method: str | None) -> str:
    """The analysis of a sweep; raises ``RunError`` where its design does not bear the one that is asked."""
    asked = method or _OWN.get(sweep.method, "pawn")
    if asked != "pawn" and asked != sweep.method:
        raise RunError(f"sweep.not_{asked}", method=sweep.method)
    if asked == "pawn" and sweep.method == "morris":
        raise RunError("sweep.not_pawn", method=sweep.method)
    return asked


def leading(sweep: Sweep, values: Floats, method: str) -> dict[str, float]:
    """Factor -> total index or distance, without interval; empty for a constant outcome. Raises as ``answers``."""
    if np.nanmin(values) == np.nanmax(values):
        return {}
    if method == "sobol":
        found = indices.totals(values, sweep.base, sweep.moved, len(sweep.factors))
        return dict(zip(sweep.factors, found.tolist(), strict=True))
    rows, columns = _sampled(sweep)
    found = pawn.distances(values[rows], sweep.unit[rows][:, columns])
    return dict(zip([sweep.factors[place] for place in columns], found.tolist(), strict=True))


def _sampled(sweep: Sweep) -> tuple[Labels, list[int]]:
    """Rows and columns of the design that are a sample of factors that have an order: luck has none."""
    return sweep.independent(), [place for place, name in enumerate(sweep.factors) if name != LUCK]


_Parts = tuple[tuple[str, ...], dict[str, Floats], dict[str, NDArray[np.bool_]], int, Floats | None]


def _sobol(sweep: Sweep, values: Floats, text: str) -> _Parts:
    found = indices.sobol(values, sweep.base, sweep.moved, len(sweep.factors), sweep.seed, sweep.study, text)
    measures = {"total": found.total, "first": found.first}
    return sweep.factors, measures, {name: _below(one) for name, one in measures.items()}, found.used, found.second


def _morris(sweep: Sweep, values: Floats, text: str) -> _Parts:
    given = (sweep.unit, sweep.base, sweep.moved, len(sweep.factors))
    found = effects.morris(values, *given, sweep.seed, sweep.study, text)
    measures = {"mu_star": found.mu_star, "mu": found.mu, "sigma": found.sigma}
    nothing = found.mu_star[:, 2] <= 0
    either = (found.mu[:, 1] <= 0) & (found.mu[:, 2] >= 0)
    return sweep.factors, measures, {"mu_star": nothing, "mu": either, "sigma": nothing}, found.used, None


def _pawn(sweep: Sweep, values: Floats, text: str) -> _Parts:
    rows, columns = _sampled(sweep)
    found = pawn.pawn(values[rows], sweep.unit[rows][:, columns], sweep.seed, sweep.study, text)
    names = tuple(sweep.factors[place] for place in columns)
    return names, {"pawn": found.index}, {"pawn": found.index[:, 0] <= found.floor}, found.used, None


_MADE: Final = {"sobol": _sobol, "morris": _morris, "pawn": _pawn}
