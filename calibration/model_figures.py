"""Figures in docs/model.md that come from runs: what each lever on the peak does, what accessibility of a year does to
later ones, and what the base share of transit decides.

    python -m calibration.model_figures

`omgevingsvisie`, in equilibrium, on 1 January 2041. Worlds are run in pairs: the same world with a lever and without.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balanssim import catalogue, engine
from balanssim.compare import shares
from balanssim.report import numbers
from calibration import ensemble, pages

Array = NDArray[np.float64]
PAGE = Path(__file__).resolve().parents[1] / "docs" / "model.md"
SCENARIO, YEAR = "balanssim:omgevingsvisie", 2041
BRIDGE, RAIL, TOWN = "hollandse-brug", "flevolijn", "GM0034"
LINE = "IC-FLV-C"
#: Lever, what is set, and whether it acts on seats.
LEVERS: tuple[tuple[str, float, bool], ...] = (
    ("wfh_extra_share", 0.05, False), ("spread_and_avoid", 0.05, False), ("parking_extra_eur.GM0363", 3.0, False),
    ("parking_factor", 1.5, False), ("fuel_cost_factor", 1.1, False), ("fare_factor", 0.9, False),
    ("hub_minutes_saved", 3.0, False), ("cycle_time_factor", 0.9, False), ("frequency_factor", 1.25, True),
    (f"line_frequency_factor.{LINE}", 2.0, True),
)  # fmt: skip
#: No answer of jobs and homes to access: a lever then moves commuting alone.
HELD = "numerics.feedback=none"
#: Outcome and area or corridor, as words and unit in the table of the feedback.
FEEDBACK = (
    ("jobs added, Almere", "jobs_all_added", TOWN, "jobs"),
    ("jobs added, Flevoland", "jobs_all_added", "flevoland", "jobs"),
    ("basic employee jobs, Flevoland", "jobs_basic", "flevoland", "employee jobs"),
    ("residents, Flevoland", "population", "flevoland", "persons"),
    ("extra cars per hour, Hollandse Brug", "commute_load_extra", BRIDGE, "veh/h"),
    ("homes, Flevoland", "homes", "flevoland", "homes"),
)
#: Of what the base share of transit makes the spread.
SHARED = (
    ("transit share of residents of Almere", "transit_share", TOWN),
    ("passengers of the Flevolijn", "commute_load", RAIL),
    ("extra cars per hour, Hollandse Brug", "commute_load_extra", BRIDGE),
)
Run = Callable[[str, str], Array]


def run(case: ensemble.Ensemble) -> Run:
    """Outcomes of a scenario by name and place on the date, (draw,), by world."""
    axes = case.inputs.axes
    kept: dict[str, list[NDArray[np.floating]]] = {}
    variables = catalogue.stored("standard")
    for block in case.blocks:
        made = engine.run_block(case.inputs, block, variables, stop=YEAR).outputs
        for name, values in made.items():
            kept.setdefault(name, []).append(values)

    def of(name: str, place: str) -> Array:
        labels = axes.corridors if place in axes.corridors else axes.areas
        values = np.concatenate(kept[name])
        return np.asarray(values[:, YEAR - axes.start, labels.index(place)], dtype=np.float64)

    return of


def levers(case: Callable[..., ensemble.Ensemble]) -> str:
    """The table of levers, with the figures without any above it."""
    base = run(case(overrides=[HELD]))
    start = [
        float(np.median(base(*what)))
        for what in (("commute_load", BRIDGE), ("commute_load", RAIL), ("transit_share", TOWN))
    ]
    head = (
        f"{round(start[0], -1):,.0f} commuter cars an hour on the Hollandse Brug, "
        f"{round(start[1], -1):,.0f} passengers on the Flevolijn, {100 * start[2]:.1f} percent of "
        "residents of Almere by transit without any of them:"
    )
    rows = []
    for name, value, seats in LEVERS:
        got = run(case(overrides=[HELD, f"levers.mobility.{name}={value}"]))
        cars, riders, share, crowd = (
            float(np.median(got(*what) - base(*what)))
            for what in (
                ("commute_load", BRIDGE), ("commute_load", RAIL), ("transit_share", TOWN), ("crowding", RAIL),
            )
        )  # fmt: skip
        seated = f", {abs(crowd):.2f} {'fewer' if crowd < 0 else 'more'} per seat" if seats else ""
        rows.append((f"`{name}` {value:g}", whole(cars), whole(riders) + seated, points(share)))
    columns = ("lever, one at a time", "cars, Hollandse Brug", "passengers, Flevolijn", "transit share, Almere")
    return f"{head}\n\n{pages.table(columns, rows)}"


def whole(value: float) -> str:
    """In fives where small, else in tens: nearer than the equilibrium of a world is not told."""
    step = 5 if abs(value) < 50 else 10
    return f"{step * round(value / step):+,d}" if round(value / step) else "0"


def points(share: float) -> str:
    """A difference of shares in percentage points."""
    return f"{100 * share:+.1f} point" if abs(share) >= 0.0005 else "0"


def feedback(on: Run, off: Run) -> str:
    """The table of what the accessibility of a year does to later ones."""
    rows = []
    for words, name, place, unit in FEEDBACK:
        with_it, because = on(name, place), on(name, place) - off(name, place)
        low, middle, high = (float(x) for x in np.quantile(because, (0.1, 0.5, 0.9)))
        rows.append(
            (
                words,
                numbers.exact(round(float(np.median(with_it)), -2), unit, "en"),
                f"{whole(middle)} [{whole(low)} to {whole(high)}]",
            )
        )
    return pages.table(("outcome", "with feedback", "because of it"), rows)


def decided(case: ensemble.Ensemble, on: Run, seed: int) -> str:
    """The share of the spread that goes with the base share of transit."""
    values = {
        name: np.concatenate([block.values[name] for block in case.blocks])
        for name in case.blocks[0].values
        if name in case.region.parameters
    }
    values = {name: drawn for name, drawn in values.items() if drawn.ndim == 1 and np.ptp(drawn) > 0.0}
    basis = shares.basis(np.stack(list(values.values()), axis=1), seed)
    place = list(values).index("commuting.transit_odds")
    rows = []
    for words, name, area in SHARED:
        of = shares.shares(on(name, area), basis)
        told = f"{100 * of.central[place]:.0f} percent" if of.stands_out[place] else "does not stand out"
        low, high = (float(x) for x in np.quantile(on(name, area), (0.1, 0.9)))
        band = (
            f"{100 * low:.0f} to {100 * high:.0f} percent"
            if high < 1.0
            else f"{round(low, -1):,.0f} to {round(high, -1):,.0f}"
        )
        rows.append((words, band, told))
    return pages.table(("outcome", "10-90", "of its spread"), rows)


def parts(few: int, many: int, seed: int) -> dict[str, str]:
    """Tables by their place: levers with `few` worlds, the other two with `many`."""
    one = partial(ensemble.load, few, seed, scenario=SCENARIO)
    all_worlds = ensemble.load(many, seed, scenario=SCENARIO)
    on = run(all_worlds)
    return {
        "levers": levers(one),
        "feedback": feedback(on, run(ensemble.load(many, seed, overrides=[HELD], scenario=SCENARIO))),
        "transit-odds": decided(all_worlds, on, seed),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and fill the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=16, help="worlds of the levers")
    parser.add_argument("--draws", type=int, default=64, help="worlds of the other tables")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the filled page")
    given = parser.parse_args(arguments)
    print(pages.write(PAGE, given.page, parts(given.few, given.draws, given.seed)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
