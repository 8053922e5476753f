"""``python -m benchmarks.result``: the first screen of docs/performance.md, and what was worked out on paper, from the
measurements that are kept; the commands that measure call it too.
"""

from __future__ import annotations

from typing import Any

from benchmarks import page, paper
from benchmarks.paper import LARGE

#: Runs in a minute on two cores that are asked for; seconds of a run of 342 zones.
GOAL, GOAL_CORES, GOAL_LARGE_S = 10_000, 2, 1.0


def text(measured: dict[str, Any]) -> str:
    """What it takes now, beside the goal and the first engine, and by how much it falls short."""
    swept, engines = measured["sweep10000"], measured["before"]["rows"]
    first, *_, now = engines.values()
    ms = 1e3 * swept["processor_s"] / swept["runs"]
    goal_ms = 1e3 * 60 * GOAL_CORES / GOAL
    seconds = next(row["run_s"] for row in measured["national"]["sizes"] if row["zones"] == LARGE)
    clock = swept["runs"] / swept["seconds"] * 60
    return "\n".join([
        "| | goal | now | now, of the goal |", "|---|---|---|---|",
        (
            f"| runs of 27 years in a minute by the clock: {swept['runs']:,} runs, {swept['workers']} workers, start included "
            f"| {GOAL:,} | {clock:,.0f} "
            f"| {clock / GOAL:.0%} |"
        ),
        f"| processor time of a run, whole and stored, ms | {goal_ms:.0f} | {ms:.1f} | {goal_ms / ms:.0%} |",
        f"| one run more of {LARGE} zones, whole and stored, s | {GOAL_LARGE_S:.0f} | {seconds:.2g} | {GOAL_LARGE_S / seconds:.0%} |",
        f"| a run by the engine, beside the first one | | {first['whole'] / now['whole']:.1f} times as fast | |",
    ])  # fmt: skip


def write() -> None:
    """Fill in both, once all that they are made of has been measured."""
    measured = page.kept()
    if {"before", "national", "scaling", "sweep10000"} <= set(measured):
        page.fill("result", text(measured))
    if {"scaling", "sweep10000"} <= set(measured):
        page.fill("paper", paper.text(measured))


if __name__ == "__main__":
    write()
