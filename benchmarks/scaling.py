"""``python -m benchmarks.scaling``: how time and memory grow with zones, draws and years; the table and plot of
docs/performance.md.

Each size in a process of its own, so that its peak memory is its own. Times are of the processor, not of the clock.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
PLOT = PAGE.with_name("performance-scaling.svg")
MARKS = "<!-- python -m benchmarks.scaling -->", "<!-- end of the scaling -->"
#: Zones, draws and years of each measurement: one of them grows at a time.
SIZES = (
    *((zones, 8, 4) for zones in (40, 70, 150, 342)),
    *((70, draws, 4) for draws in (16, 32, 64)),
    *((70, 8, years) for years in (9, 27)),
)
KERNELS = ("numpy", "numba")
RUN_YEARS = 27


def measured(zones: int, draws: int, years: int, kernel: str) -> dict[str, Any]:
    """Seconds to make the model once, seconds of the years after the first, evaluations, and peak megabytes."""
    from threadpoolctl import threadpool_limits

    from balanssim import invented_network
    from balanssim.invented import country
    from balanssim.model import commuting

    with threadpool_limits(1):
        start = process_time()
        static = invented_network.static(country(zones))
        base = commuting.prepare(static, invented_network.parameters(draws, kernel))
        once = process_time() - start
        rng = np.random.default_rng(3)
        rows, columns = (np.repeat(static.flows.sum(axis=axis)[:, None], draws, axis=1) for axis in (1, 0))
        state, taken, spent = None, [], 0.0
        for number in range(years + 1):
            start = process_time()
            year = commuting.YearInputs(base, rows, columns, other_traffic=1.01**number)
            found = commuting.solve(year, base.links, state)
            state = found.state
            if number > 1:  # the base date takes no step, and what is compiled is loaded in the first year
                spent += process_time() - start
                taken.append(1.0 + float(found.iterations.mean()))
            rows = rows * (1.0 + 0.02 * rng.random(rows.shape))
            columns = columns * (1.0 + 0.02 * rng.random(columns.shape))
    return {
        "zones": zones, "draws": draws, "years": years, "kernel": kernel, "once_s": once,
        "draw_year_ms": 1e3 * spent / draws / (years - 1), "evaluations": float(np.mean(taken)),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown, a line for each size with both kernels beside each other."""
    head = (
        "| zones | draws | years | made once, s | evaluations | NumPy, ms | numba, ms | numba, 27 years, s | peak, MB |"
    )
    lines = [head, "|---" * 9 + "|"]
    for zones, draws, years in SIZES:
        one = {
            row["kernel"]: row for row in rows if (row["zones"], row["draws"], row["years"]) == (zones, draws, years)
        }
        slow, fast = one["numpy"], one["numba"]
        lines.append(
            f"| {zones} | {draws} | {years} | {fast['once_s']:.2g} | {fast['evaluations']:.1f} "
            f"| {slow['draw_year_ms']:.3g} | {fast['draw_year_ms']:.3g} "
            f"| {fast['draw_year_ms'] * RUN_YEARS / 1e3:.2g} | {fast['peak_mb']:.0f} |"
        )
    return "\n".join(lines)


def slope(rows: list[dict[str, Any]], kernel: str) -> float:
    """Exponent of the zones in the time of an evaluation."""
    chosen = [row for row in rows if (row["draws"], row["years"], row["kernel"]) == (*SIZES[0][1:], kernel)]
    size = np.log([row["zones"] for row in chosen])
    return float(np.polyfit(size, np.log([row["draw_year_ms"] / row["evaluations"] for row in chosen]), 1)[0])


def plot(rows: list[dict[str, Any]]) -> str:
    """Time of an evaluation by zones, both axes logarithmic, as SVG."""
    import vl_convert

    values = [
        {"zones": row["zones"], "ms": row["draw_year_ms"] / row["evaluations"], "kernel": row["kernel"]}
        for row in rows
        if (row["draws"], row["years"]) == SIZES[0][1:]
    ]
    log = {"type": "log", "nice": False}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": 420, "height": 280,
        "data": {"values": values}, "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "zones", "type": "quantitative", "scale": {**log, "domain": [30, 400]}},
            "y": {"field": "ms", "type": "quantitative", "scale": log, "title": "ms per evaluation of a world"},
            "color": {"field": "kernel", "type": "nominal"},
        },
    }  # fmt: skip
    return str(vl_convert.vegalite_to_svg(spec))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--one", nargs=4, metavar=("ZONES", "DRAWS", "YEARS", "KERNEL"), help="one size, as JSON")
    options = parser.parse_args()
    if options.one:
        *size, kernel = options.one
        print(json.dumps(measured(*map(int, size), kernel)))
        return 0
    rows = []
    for size in SIZES:
        for kernel in KERNELS:
            command = [sys.executable, "-m", "benchmarks.scaling", "--one", *map(str, size), kernel]
            rows.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
            print(rows[-1], flush=True)
    told = ", ".join(f"{slope(rows, kernel):.2f} ({kernel})" for kernel in KERNELS)
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    made = f"{table(rows)}\n\nThe time of an evaluation grows with the zones to the power {told}.\n"
    PAGE.write_text(f"{before}{MARKS[0]}\n\n{made}\n{MARKS[1]}{after}", encoding="utf-8")
    PLOT.write_text(plot(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
