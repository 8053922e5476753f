"""The gravity model fitted to any table of flows: parameters, how sure, how well, and where it is worst."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

from balanssim.calibrate import flowtables
from balanssim.calibrate.flowtables import FlowTable
from balanssim.errors import InputError, Problem, RunError
from balanssim.model import gravity

Floats = NDArray[np.float64]

#: What the factor of a flow is, by name of the deterrence: parameter -> covariate that it multiplies in the exponent.
DETERRENCES: Mapping[str, Mapping[str, str]] = {
    "exponential": {"beta": "cost"},
    "power": {"alpha": "ln(cost)"},
    "tanner": {"alpha": "ln(cost)", "beta": "cost"},
}


@dataclass(frozen=True)
class Parameter:
    """One parameter: estimate and its standard errors.

    `standard_error` holds if flows are Poisson; `_overdispersed` multiplies it by the root of the dispersion (None
    without degrees of freedom); `_robust` is the sandwich (HC0). `observed` and `modelled` are the means of the
    covariate, equal at the maximum: Hyman's condition.
    """

    name: str
    covariate: str
    estimate: float
    standard_error: float
    standard_error_overdispersed: float | None
    standard_error_robust: float
    observed: float
    modelled: float


@dataclass(frozen=True)
class WorstPair:
    """A pair that adds most to the deviance, `contribution`."""

    origin: str
    destination: str
    cost: float
    observed: float
    modelled: float
    contribution: float


@dataclass(frozen=True)
class GravityFit:
    """Outcome of a calibration; `table` and `modelled (pair,)` are what it is about, the rest are its figures.

    `separate_tables`: parts that share no origin or destination, each with a scale of its own. `pairs_forced_to_zero`:
    pairs with a cost that cannot hold a flow when both margins are kept. `deviance_without_cost`: of the model with
    both margins and no deterrence. `srmse`: root mean square error over the mean flow. `common_part`: share of the
    flow that model and observation agree on (common part of commuters).
    """

    deterrence: str
    parameters: tuple[Parameter, ...]
    table: FlowTable
    modelled: Floats
    separate_tables: int
    pairs_forced_to_zero: int
    degrees_of_freedom: int
    dispersion: float | None
    log_likelihood: float
    deviance: float
    deviance_without_cost: float
    srmse: float
    common_part: float
    mean_cost_observed: float
    mean_cost_modelled: float
    worst: tuple[WorstPair, ...]
    iterations: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Plain data, names as in the reference of commands."""
        table, listed = self.table, self.parameters
        return {
            "deterrence": self.deterrence,
            "parameters": {one.name: one.estimate for one in listed},
            "standard_errors": {one.name: one.standard_error for one in listed},
            "standard_errors_overdispersed": {one.name: one.standard_error_overdispersed for one in listed},
            "standard_errors_robust": {one.name: one.standard_error_robust for one in listed},
            "dispersion": self.dispersion, "degrees_of_freedom": self.degrees_of_freedom,
            "deviance": self.deviance, "deviance_without_cost": self.deviance_without_cost,
            "log_likelihood": self.log_likelihood, "srmse": self.srmse,
            "common_part_of_commuters": self.common_part,
            "mean_cost_observed": self.mean_cost_observed, "mean_cost_modelled": self.mean_cost_modelled,
            "hyman": [
                {"mean_of": one.covariate, "observed": one.observed, "modelled": one.modelled} for one in listed
            ],
            "total_flow": float(table.flow.sum()), "origins": len(table.origins),
            "destinations": len(table.destinations), "pairs": table.flow.size,
            "pairs_without_flow_row": table.without_row, "pairs_forced_to_zero": self.pairs_forced_to_zero,
            "separate_tables": self.separate_tables,
            "left_out": {"pairs": table.left_pairs, "flow": table.left_flow, "labels": list(table.left_labels)},
            "worst_pairs": [asdict(one) for one in self.worst],
            "iterations": self.iterations, "seconds": self.seconds,
        }  # fmt: skip


def fit_files(flows: str | Path, costs: str | Path, deterrence: str = "exponential", worst: int = 10) -> GravityFit:
    """Fit to two files (``origin,destination,flow`` and ``origin,destination,cost``).

    Raises ``InputError`` with all problems of both, also where the tables say nothing about a parameter or no finite
    one is best; ``RunError`` where the fit does not converge.
    """
    started = time.monotonic()
    table = flowtables.read(flows, costs, positive=deterrence != "exponential")
    return fit_tables(table, deterrence, worst, Path(costs).as_posix(), started)


def fit_tables(
    table: FlowTable, deterrence: str = "exponential", worst: int = 10, shown: str = "", started: float | None = None
) -> GravityFit:
    """Fit to a table in memory; `shown` is what problems name. Raises as ``fit_files``."""
    started = time.monotonic() if started is None else started
    terms = DETERRENCES[deterrence]
    with np.errstate(divide="ignore", invalid="ignore"):
        made = {"cost": table.cost, "ln(cost)": np.log(table.cost)}
    x = np.stack([made[covariate] for covariate in terms.values()])
    can, parts = gravity.supported(table.flow, table.origin, table.destination)
    flow = table.flow[can]
    pairs = gravity.Pairs(
        table.origin[can], table.destination[can], len(table.origins), len(table.destinations)
    )  # fmt: skip
    found = gravity.fit(pairs, flow, x[:, can])
    _refuse(found, list(terms), pairs, shown)
    modelled, even = np.zeros_like(table.flow), np.zeros_like(table.flow)
    modelled[can], even[can] = found.flows, found.even
    free = flow.size - (len(table.origins) + len(table.destinations) - parts) - len(terms)
    squares = float(((flow - found.flows) ** 2 / found.flows).sum())
    dispersion = squares / free if free > 0 else None
    total = float(flow.sum())
    errors = np.sqrt(np.diag(found.covariance))
    robust = np.sqrt(np.diag(found.robust))
    parameters = tuple(
        Parameter(
            name, covariate, float(found.parameters[n]), float(errors[n]),
            None if dispersion is None else float(errors[n]) * math.sqrt(dispersion), float(robust[n]),
            float(x[n, can] @ flow) / total, float(x[n, can] @ found.flows) / total,
        )
        for n, (name, covariate) in enumerate(terms.items())
    )  # fmt: skip
    each = contributions(table.flow, modelled)
    return GravityFit(
        deterrence, parameters, table, modelled, parts, int((~can).sum()), free, dispersion,
        log_likelihood=float((xlogy(flow, found.flows) - found.flows - gammaln(flow + 1.0)).sum()),
        deviance=float(each.sum()), deviance_without_cost=float(contributions(table.flow, even).sum()),
        srmse=math.sqrt(float(((table.flow - modelled) ** 2).mean())) / float(table.flow.mean()),
        common_part=2.0 * float(np.minimum(table.flow, modelled).sum()) / (total + float(modelled.sum())),
        mean_cost_observed=float(table.cost @ table.flow) / total,
        mean_cost_modelled=float(table.cost @ modelled) / float(modelled.sum()),
        worst=_worst(table, modelled, each, worst), iterations=found.iterations, seconds=time.monotonic() - started,
    )  # fmt: skip


def contributions(observed: Floats, modelled: Floats) -> Floats:
    """What each pair adds to the Poisson deviance: `2 (T ln(T/M) - (T - M))`, (pair,); 0 where both are zero."""
    ratio = np.where(observed > 0.0, observed / np.where(modelled > 0.0, modelled, 1.0), 1.0)
    added: Floats = np.maximum(2.0 * (observed * np.log(ratio) - (observed - modelled)), 0.0)
    return added


def _worst(table: FlowTable, modelled: Floats, each: Floats, count: int) -> tuple[WorstPair, ...]:
    order = np.argsort(-each, kind="stable")[:count]
    return tuple(
        WorstPair(
            table.origins[table.origin[n]], table.destinations[table.destination[n]], float(table.cost[n]),
            float(table.flow[n]), float(modelled[n]), float(each[n]),
        )
        for n in order.tolist()
    )  # fmt: skip


def _refuse(found: gravity.Fit, names: list[str], pairs: gravity.Pairs, shown: str) -> None:
    if found.status == "converged":
        return
    if found.status == "not_converged":
        raise RunError("gravity.not_converged", n=found.iterations)
    which = names[found.at_fault] if found.at_fault >= 0 else ", ".join(names)
    words = {"names": which, "origins": pairs.origins, "destinations": pairs.destinations}
    together = found.status == "not_identified" and found.at_fault < 0
    raise InputError([Problem(shown, 0, 0, which, f"gravity.{found.status}{'_together' if together else ''}", words)])
