"""The procedures held against published durations, which are no inputs; fills calibration/procedures.md.

    python -m calibration.procedures

Plans and projects walk through their stages in 1,024 worlds of the scenario ``referentie``. Figures of 2021 that are
not part of the repository are read from ``../shared/data`` (``--shared``); where they are not there, that table stays
as it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import balanssim as bs
from balanssim.compare.differences import indistinguishable, mean_and_noise
from balanssim.inputs import Inputs, WorldBlock
from balanssim.procedures import ProcedureOutcome
from balanssim.report import numbers
from calibration import durations, ensemble, pages, plans_2021
from calibration.durations import METRO, START
from calibration.ensemble import Ensemble
from calibration.findings.relief import PRIORITY
from calibration.published import PUBLISHED, Held

Array = NDArray[np.float64]
ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "calibration" / "procedures.md"
DRAWS = 1_024
#: Last year of the housing deals, and ten years after the base date.
DEAL, TEN = 2030, 2033
#: Roads and crossing by procedures, the crossing with 75 percent of its high estimate in sight (IJM01, MIRT03).
OPENED = (
    f"levers.infrastructure.{METRO}.opening=procedures",
    f"levers.infrastructure.{METRO}.extra_funding_meuro=6750",
    "levers.infrastructure.P03_A6_LLS.opening=procedures",
    "levers.infrastructure.P04_A27_ZWE.opening=procedures",
)
#: The A6 released from its pause at the first round that the state allows (MIRT18).
RELEASED = (*OPENED, "levers.infrastructure.P03_A6_LLS.paused_until=2030")
HEAD = ("", "published", "published band", "source", "an input?", "median", "10-90", "published figure", "our median")


#: Months from permit to delivery, quarters of what was completed (WON03).
QUARTERS = {0.25: 16.0, 0.5: 23.0, 0.75: 35.0}
#: Years of the source for IJM13, in order of the steps of a project; 2026 is the decision on the route.
IJM13 = {START: 0.0, "preferred_decision": 2.5, "project_decision": 4.0, "works": 1.5, "opening": 7.0}
#: What all plans of a world share.
COMMON = "procedures.housing_duration_factor"
STEPS = {
    START: "decision on the route (2026) to start decision",
    "preferred_decision": "exploration, to the preferred decision",
    "project_decision": "elaboration, to the project decision",
    "works": "appeal, annulment, repair",
    "opening": "building",
}


def register(inputs: Inputs, worlds: WorldBlock, outcome: ProcedureOutcome) -> dict[str, Array]:
    """Homes of the register of Flevoland, (draw,): in all, lost, ready and delivered by the deals, and later."""
    ours, first = durations.registered(inputs), inputs.axes.start
    done = outcome.delivered[:, ours].sum(axis=1).cumsum(axis=0)
    ready = outcome.ready[ours] < DEAL + 1.0
    return {
        "homes": outcome.plan_homes[ours].sum(axis=0),
        "lost": outcome.dropped[-1][ours].sum(axis=0),
        "delivered": done[DEAL - first],
        "in ten years": done[TEN - first],
        "ready": np.where(ready, outcome.plan_homes[ours] - outcome.dropped[-1][ours], 0.0).sum(axis=0),
    }


def gather(reference: Ensemble, out: Path) -> dict[str, Array]:
    """Everything that is held, by name, the worlds last."""
    found = reference.each(durations.housing) | reference.procedures(register, out)
    found |= ensemble.again(reference, OPENED).each(durations.infrastructure)
    released = ensemble.again(reference, RELEASED).each(durations.infrastructure)
    first = ensemble.again(reference, PRIORITY.levers).procedures(register, out)
    return found | {
        "A6 released": released["P03_A6_LLS:opening"],
        "homes first": first["delivered"] - found["delivered"],
    }


def figures(found: Mapping[str, Array]) -> dict[str, Array]:
    """The figures to hold, in the units of ``PUBLISHED``; NaN where a plan or project has none."""
    project = {name: found[f"{METRO}:{name}"] for name in (START, "works", "opening")}
    appealed = np.isfinite(found["appeal"])
    return {
        "delivery": found["delivery"],
        "building": found["building"],
        "hard": found["hard"],
        "appeal": 12.0 * found["appeal"],
        "priority": 12.0 * found["appeal"],
        "share": 100.0 * appealed.mean(axis=0),
        "appealed": found["appealed"],
        "slip": 100.0 * (1.0 - found["delivered"] / found["homes"]),
        "rule": 100.0 * found["homes"] / found["delivered"],
        "metro": project["opening"],
        "spade": project["works"] - project[START],
        "a6": found["P03_A6_LLS:opening"],
        "a27": found["P04_A27_ZWE:opening"],
    }


def hold(found: Mapping[str, Array]) -> dict[str, Held]:
    """Every published figure beside its band; a project that never opens counts as later than all."""
    out = {}
    for name, values in figures(found).items():
        published = PUBLISHED[name]
        flat = np.sort(values.ravel())  # NaN last
        flat = flat if published.unit == "year" else flat[np.isfinite(flat)]
        if published.unit == "year":
            low, median, high = _ends(np.where(np.isnan(flat), np.inf, flat))
        else:
            low, median, high = (float(x) for x in np.quantile(flat, (0.1, 0.5, 0.9)))
        out[name] = Held(published, low, median, high)
    return out


def _plain(value: float, unit: str) -> str:
    if not np.isfinite(value):
        return "never"
    return f"{value:.0f}" if unit in ("year", "of 100") else f"{value:.1f}"


def checks(held: Mapping[str, Held]) -> str:
    """Markdown table of everything that is held."""
    rows = []
    for one in held.values():
        given, unit = one.published, one.published.unit
        words = "" if unit == "year" else f" {unit}"
        rows.append((
            given.name, _plain(given.central, unit) + words, f"{_plain(given.low, unit)}-{_plain(given.high, unit)}",
            given.source, given.used, _plain(one.median, unit), f"{_plain(one.low, unit)}-{_plain(one.high, unit)}",
            "inside 10-90" if one.inside else "outside 10-90",
            "in its band" if one.within else "outside its band",
        ))  # fmt: skip
    return pages.table(HEAD, rows)


def quarters(found: Mapping[str, Array]) -> str:
    """Markdown table of the months from permit to the first home."""
    months = 12.0 * found["built"][np.isfinite(found["built"])]
    rows = [
        (f"{100 * part:.0f} of 100 done within", f"{given:.0f}", f"{float(np.quantile(months, part)):.1f}")
        for part, given in QUARTERS.items()
    ]
    return pages.table(("months from permit", "published (WON03)", "the worlds"), rows)


def years(found: Mapping[str, Array], case: Ensemble) -> str:
    """Markdown table of where the years of a housing plan go, and what comes after its first home."""
    stage = durations.expected(case.inputs)
    labels = {one.id: one.label_en for one in case.inputs.procedures.templates["housing"].stages}
    common = float(case.each(lambda _, block: {"f": block.values[COMMON]})["f"].mean())
    rows = [(labels[name], f"{value:.2f}") for name, value in stage.items()]
    rows += [
        ("together", f"{sum(stage.values()):.2f}"),
        (f"in the worlds, with what all plans share (on average times {common:.2f}; not on the court)",
         f"{float(np.nanmean(found['delivery'])):.2f}"),
        ("until half of the homes stand, at the pace of the site", f"{float(np.nanmean(found['pace'])):.2f}"),
    ]  # fmt: skip
    fast = float(np.nanmean(np.where(np.isfinite(found["delivery"]), found["delivery"] < 2.0, np.nan)))
    return pages.table(("stage", "years, expected"), rows) + (
        f"\n\nWithin two years of the initiative: {numbers.per_hundred(fast)} of 100 plans; published 5 (WON01)."
    )


def rule(found: Mapping[str, Array]) -> str:
    """Markdown table from the register to what is built."""
    homes = found["homes"]
    rows = [
        (name, *_band(values), *_band(100.0 * homes / values))
        for name, values in (
            ("in the register, 2024-2030", homes),
            ("less what drops out", homes - found["lost"]),
            (f"less what is in procedure on 1 January {DEAL + 1}", found["ready"]),
            (f"less what caps hold: delivered by the end of {DEAL}", found["delivered"]),
            (f"delivered by the end of {TEN}, ten years", found["in ten years"]),
        )
    ]
    return pages.table(("homes, Flevoland", "median", "10-90", "register for 100 of these", "10-90"), rows)


def plans(found: Mapping[str, Array], of_2021: Sequence[plans_2021.Period]) -> str:
    """The table of the plans of 2021, and their shares beside the rule and the worlds."""
    ours = plans_2021.share([one for one in of_2021 if one.province == "Flevoland"])
    worlds = [float(np.median(found[name] / found["homes"])) for name in ("delivered", "in ten years")]
    return plans_2021.table(of_2021) + (
        f"\n\nOf 100 planned homes {100 * plans_2021.share(of_2021):.0f} came in all municipalities with a figure, "
        f"{100 * ours:.0f} in those of Flevoland. The rule of 130 percent means {100 / 1.3:.0f}; the worlds have "
        f"{100 * worlds[0]:.0f} by the end of {DEAL} and {100 * worlds[1]:.0f} by the end of {TEN}."
    )


def crossing(found: Mapping[str, Array]) -> str:
    """Markdown table of the steps of the crossing beside those that the source adds up."""
    before, rows, ours, theirs = np.full_like(found[f"{METRO}:{START}"], 2026.0), [], 2026.0, 2026.0
    for step, given in IJM13.items():
        date = found[f"{METRO}:{step}"]
        spent = float(np.nanmean(date - before))
        ours, theirs, before = ours + spent, theirs + given, date
        rows.append((STEPS[step], f"{given:.1f}", f"{spent:.1f}", f"{spent - given:+.1f}", f"{theirs:.0f}",
                     f"{ours:.0f}"))  # fmt: skip
    head = ("step", "IJM13, years", "the worlds, mean years", "more", "IJM13, reached", "the worlds, mean")
    in_time = float((found[f"{METRO}:opening"] <= 2041.5).mean())
    return pages.table(head, rows) + f"\n\nOpen by 1 July 2041: {numbers.per_hundred(in_time)} of 100 worlds."


def road(found: Mapping[str, Array]) -> str:
    """The A6 by its place in the queue, and released as early as the state allows, in words."""
    names = ("P03_A6_LLS:opening", "A6 released")
    queue, released = (np.where(np.isnan(found[name]), np.inf, found[name]) for name in names)
    words = [f"{low:.0f} to {high:.0f}, median {median:.0f}" for low, median, high in (_ends(queue), _ends(released))]
    return (
        f"By its place in the queue the A6 opens in {words[0]}. Released by the round of 2030 "
        f"(`{RELEASED[-1]}`) it opens in {words[1]}."
    )


def court(found: Mapping[str, Array]) -> str:
    """What priority for homes would bring, in words."""
    more = found["homes first"]
    mean, noise = mean_and_noise(np.zeros_like(more), more)
    low, _, high = np.quantile(more, (0.1, 0.5, 0.9))
    told = "not told apart from none" if indistinguishable(mean, noise) else "told apart from none"
    return (
        f"With 7-10-12 months for every appeal against homes (`{PRIORITY.levers[0]}`) {float(mean):,.0f} more homes "
        f"are delivered in Flevoland by the end of {DEAL}, mean of the same worlds, 10-90 {low:,.0f} to {high:,.0f} "
        f"({told})."
    )


def _ends(values: Array) -> tuple[float, ...]:
    return tuple(float(x) for x in np.quantile(values, (0.1, 0.5, 0.9), method="inverted_cdf"))


def _band(values: Array) -> tuple[str, str]:
    low, median, high = np.quantile(values, (0.1, 0.5, 0.9))
    return f"{median:,.0f}", f"{low:,.0f}-{high:,.0f}"


def parts(found: Mapping[str, Array], case: Ensemble, shared: Path) -> dict[str, str]:
    """The parts of the page, by name of their place."""
    opened, seed = ", ".join(f"`{one}`" for one in OPENED), case.scenario.sampling.seed
    run = (
        f"`referentie`; {case.draws:,} worlds, seed {seed}, balanssim {bs.__version__}. Roads and crossing: the same "
        f"with {opened}."
    )
    of_2021 = pages.part(PAGE.read_text(encoding="utf-8"), "plans-2021")
    if plans_2021.there(shared):
        of_2021 = plans(found, plans_2021.read(shared))
    return {
        "run": run,
        "checks": checks(hold(found)),
        "years": years(found, case),
        "quarters": quarters(found),
        "rule": rule(found),
        "plans-2021": of_2021,
        "crossing": crossing(found),
        "road": road(found),
        "court": court(found),
    }


def main(arguments: list[str] | None = None) -> int:
    """Walk, hold against what is published, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the filled page")
    given = parser.parse_args(arguments)
    reference = ensemble.load(given.draws, given.seed)
    found = gather(reference, given.results)
    print(pages.write(PAGE, given.page, parts(found, reference, given.shared)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
