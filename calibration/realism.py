"""Realism of commuting demand: elasticities of the region beside published ones; fills calibration/realism.md.

    python -m calibration.realism

With congestion held and in equilibrium with it, in the central run and over worlds, and with the other order of mode
and destination choice. Deterministic; needs the compiled region folder only.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from balanssim import worlds
from balanssim.model import commuting
from balanssim.prepare import commuting as prepared
from calibration import elasticities, face_validity, orders, pages
from calibration.commuting_fit import REGION
from calibration.region import mode_shares
from calibration.region import parameters as region_parameters
from calibration.region.mode_shares import Array

PAGE = Path(__file__).resolve().with_name("realism.md")
NAMES = {
    "fuel_car_km": "car kilometres, fuel cost",
    "time_car_km": "car kilometres, car minutes",
    "capacity_car_km": "car kilometres, capacity of all roads",
    "fare_transit_km": "transit kilometres, fare",
    "fuel_transit_km": "transit kilometres, fuel cost",
    "ride_transit_km": "transit kilometres, minutes riding",
}
RATIOS = (0.4, 0.8, 1.0)
GAP_CENTRAL, GAP_WORLDS = 1e-6, 1e-4


@dataclass(frozen=True)
class Realism:
    """Elasticities by measure, (1 + worlds,), label 0 the central run: `held` with congestion held, `after` in
    equilibrium with it; `order` rows of ratio, measure and both orders; `scale` the factor on sensitivities of mode
    choice with which fuel cost answers in equilibrium as it was fitted to do with congestion held, and `scaled` the
    answers in equilibrium then, by measure.
    """

    held: dict[str, Array]
    after: dict[str, Array]
    scale: float
    scaled: dict[str, float]
    ratio: float
    order: dict[float, tuple[dict[str, float], dict[str, float]]]


def drawn(draws: int, seed: int) -> commuting.CommutingParameters:
    """The central run and `draws` worlds as one block."""
    dimensions = {name: int(str(entry["dimension"])) for name, entry in region_parameters.entries().items()}
    made = worlds.make(mode_shares.distributions(), dimensions, draws, seed)
    return prepared.parameters(made.take(np.arange(draws + 1)))


def measure(draws: int, seed: int) -> Realism:
    """All figures of the page."""
    at, share = mode_shares.shipped(REGION)
    central = mode_shares.parameters()
    static = elasticities.static_of(at, share, central)
    block = drawn(draws, seed)
    tolerance = np.full(draws + 1, GAP_WORLDS)
    tolerance[0] = GAP_CENTRAL
    held = elasticities.respond(at, static, block)
    block = replace(block, congestion="equilibrium", gap_tolerance=tolerance)
    after = elasticities.respond(at, static, block)
    ratio = float(central.lambda_ratio[0])
    order = {}
    for one in sorted((*RATIOS, ratio)):
        ours = elasticities.respond(at, static, orders.model_order(central, one))
        order[one] = ({name: float(value[0]) for name, value in ours.items()}, orders.respond(at, static, central, one))
    busy = replace(central, congestion="equilibrium", gap_tolerance=np.full(1, GAP_CENTRAL))
    return Realism(held, after, *matched(at, static, busy, float(held["fuel_car_km"][0])), ratio, order)


def matched(
    at: mode_shares.Setting, static: commuting.CommutingStatic, p: commuting.CommutingParameters, aim: float
) -> tuple[float, dict[str, float]]:
    """Factor on the sensitivities of `p` (width 1) with which fuel cost has the elasticity `aim`, and all answers then.

    By secants on the factor, to half a percent of the aim. Raises ``ValueError`` where five do not find it, or where
    they lead to a factor of zero or less, with which travellers would seek cost.
    """

    def tried(factor: float) -> dict[str, float]:
        names = ("beta", "beta_transit", "beta_bike")
        found = elasticities.respond(at, static, replace(p, **{name: getattr(p, name) * factor for name in names}))
        return {name: float(value[0]) for name, value in found.items()}

    factor, before = 1.0, tried(1.0)
    slope = before["fuel_car_km"]
    for _ in range(5):
        step = (aim - before["fuel_car_km"]) / slope
        if factor + step <= 0.0:
            break
        answer = tried(factor + step)
        if abs(answer["fuel_car_km"] / aim - 1.0) < 0.005:
            return factor + step, answer
        slope = (answer["fuel_car_km"] - before["fuel_car_km"]) / step
        factor, before = factor + step, answer
    raise ValueError(f"no factor gives a fuel elasticity of {aim:.3f}; the last, {factor:.3f}, gives {before}")


def verdict(value: float, name: str) -> str:
    """Whether a published range holds the value."""
    told = elasticities.published()
    if name not in told:
        return "-"
    if told[name].low <= value <= told[name].high:
        return "inside"
    return "outside, weaker" if abs(value) < min(abs(told[name].low), abs(told[name].high)) else "outside, stronger"


def answers(values: dict[str, Array]) -> str:
    """The table of one way to answer."""
    told = elasticities.published()
    rows = []
    for name, words in NAMES.items():
        central, others = float(values[name][0]), values[name][1:]
        low, high = np.quantile(others, (0.1, 0.9))
        one = told.get(name)
        inside = "-" if one is None else f"{100 * np.mean((others >= one.low) & (others <= one.high)):.0f}"
        span = "-" if one is None else f"{one.low:g} to {one.high:g}"
        rows.append([words, f"{central:.2f}", f"{low:.2f} to {high:.2f}", span, verdict(central, name), inside])
    return pages.table(("elasticity", "central", "10-90", "published", "central is", "worlds inside, of 100"), rows)


def parts(found: Realism) -> dict[str, str]:
    """Tables of the page."""
    rows = []
    for ratio, (ours, other) in found.order.items():
        for words, values in (("destination, then mode (the model)", ours), ("mode, then destination", other)):
            rows.append([f"{ratio:.2f}, {words}", *(f"{values[name]:.2f}" for name in NAMES)])
    refit = []
    for name, words in NAMES.items():
        weaker = found.after[name][1:] / found.held[name][1:] - 1.0
        low, middle, high = np.quantile(weaker, (0.1, 0.5, 0.9))
        change = f"{100 * middle:+.0f}% ({100 * low:+.0f} to {100 * high:+.0f})"
        scaled = found.scaled[name]
        refit.append([words, change, f"{found.after[name][0]:.2f}", f"{scaled:.2f}", verdict(scaled, name)])
    head = ("elasticity", "congestion changes it by (10-90)", "central", "central, sensitivities scaled", "scaled is")
    told = elasticities.published()
    sources = [f"- *{one.what}*: {one.low:g} to {one.high:g}. {one.source} ({one.address})." for one in told.values()]
    return {
        "held": answers(found.held),
        "after": answers(found.after),
        "refit": pages.table(head, refit),
        "scale": f"The factor is {found.scale:.2f}.",
        "orders": pages.table(("ratio, order", *NAMES.values()), rows),
        "ratio": f"The fit finds a ratio of {found.ratio:.2f}.",
        "sources": "\n".join(sources),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description="Elasticities of commuting beside published ones.")
    parser.add_argument("--draws", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", type=Path, default=PAGE)
    options = parser.parse_args(arguments)
    filled = parts(measure(options.draws, options.seed))
    filled["face"] = face_validity.table(mode_shares.shipped(REGION)[0], REGION)
    filled["size"] = f"{options.draws} worlds, seed {options.seed}."
    pages.write(PAGE, options.page, filled)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
