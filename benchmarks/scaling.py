"""``python -m benchmarks.scaling [--try]``: how time and memory of commuting grow with zones, draws and years, and
those of a sweep with workers; the tables and plot of docs/performance.md. Whole runs: `benchmarks.national`.

Each size in a process of its own, so that its peak memory is its own. Times are of the processor, but those of workers.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from benchmarks import page, result
from benchmarks.sweep10000 import swept

PLOT = page.PAGE.with_name("performance-scaling.svg")
#: Zones, draws and years of each measurement: one of them grows at a time.
SIZES = (
    *((zones, 8, 27) for zones in (40, 70, 150, 342)),
    *((70, draws, 27) for draws in (16, 32, 64)),
    *((70, 8, years) for years in (4, 9)),
)
KERNELS = ("numpy", "numba")
RUN_YEARS = 27
#: Part by which commuters and other traffic grow in a year: central values of the region that is shipped
#: (`work.basic_growth_elsewhere`, `network.other_growth`). Commuters of a zone grow by none to twice as much.
GROWTH = 0.004
#: Workers of the sweep that is measured by the clock, and its runs: blocks enough for all.
WORKERS, RUNS = (1, 2, 4), 512


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
            year = commuting.YearInputs(base, rows, columns, other_traffic=(1.0 + GROWTH) ** number)
            found = commuting.solve(year, base.links, state)
            state = found.state
            if number > 1:  # the base date takes no step, and what is compiled is loaded in the first year
                spent += process_time() - start
                taken.append(1.0 + float(found.iterations.mean()))
            rows = rows * (1.0 + 2.0 * GROWTH * rng.random(rows.shape))
            columns = columns * (1.0 + 2.0 * GROWTH * rng.random(columns.shape))
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


def worked() -> list[dict[str, Any]]:
    """A sweep of the region that is shipped, with more and more workers: by the clock, of the processor, megabytes."""
    rows = []
    for workers in WORKERS:
        with tempfile.TemporaryDirectory() as out:
            told = swept(RUNS, workers, Path(out))
        keys = ("workers", "runs", "seconds", "processor_s", "worker_memory_mb")
        rows.append({key: told[key] for key in keys})
        print(rows[-1], flush=True)
    return rows


def workers_table(rows: list[dict[str, Any]]) -> str:
    """Markdown, a line for each number of workers."""
    lines = [
        "| workers | runs a second | beside one worker | processor time, s | peak of a worker, MB |",
        "|---" * 5 + "|",
    ]
    for row in rows:
        faster = rows[0]["seconds"] / row["seconds"]
        lines.append(
            f"| {row['workers']} | {row['runs'] / row['seconds']:.1f} | {faster:.2f} | {row['processor_s']:.0f} "
            f"| {row['worker_memory_mb']:.0f} |"
        )
    return "\n".join(lines)


def slope(rows: list[dict[str, Any]], kernel: str, evaluation: bool = False) -> float:
    """Exponent of the zones in the time of a run, or of one evaluation of it, by least squares of logarithms."""
    chosen = [row for row in rows if (row["draws"], row["years"], row["kernel"]) == (*SIZES[0][1:], kernel)]
    size = np.log([row["zones"] for row in chosen])
    spent = [row["draw_year_ms"] / (row["evaluations"] if evaluation else 1.0) for row in chosen]
    return float(np.polyfit(size, np.log(spent), 1)[0])


def plot(rows: list[dict[str, Any]], workers: list[dict[str, Any]]) -> str:
    """Time above and memory below, by zones, draws, years and workers; all axes logarithmic, as SVG."""
    import vl_convert

    draws, years = SIZES[0][1:]
    base = (70, draws, years)
    vary = {
        "zones": lambda row: (row["draws"], row["years"]) == base[1:],
        "draws": lambda row: (row["zones"], row["years"]) == (70, years),
        "years": lambda row: (row["zones"], row["draws"]) == base[:2],
    }
    values = [
        {
            "by": name, "x": row[name], "kernel": row["kernel"], "MB": row["peak_mb"],
            "s": row["draw_year_ms"] * row["draws"] * row["years"] / 1e3,
        }
        for name, chosen in vary.items() for row in rows if chosen(row)
    ]  # fmt: skip
    values += [
        {"by": "workers", "x": row["workers"], "kernel": "sweep", "s": row["seconds"], "MB": row["worker_memory_mb"]}
        for row in workers
    ]
    log = {"type": "log", "nice": False, "zero": False}

    def panel(name: str, what: str, title: str) -> dict[str, Any]:
        return {
            "width": 170, "height": 150, "mark": {"type": "line", "point": True},
            "transform": [{"filter": f"datum.by == '{name}'"}],
            "encoding": {
                "x": {"field": "x", "type": "quantitative", "title": name, "scale": {**log, "padding": 8}},
                "y": {"field": what, "type": "quantitative", "title": title,
                      "scale": {**log, "padding": 8, **({"domainMin": 80} if what == "MB" else {})}},
                "color": {"field": "kernel", "type": "nominal", "title": None},
            },
        }  # fmt: skip

    names, timed = (*vary, "workers"), {"workers": "s, clock"}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "data": {"values": values},
        "vconcat": [
            {"hconcat": [panel(name, "s", timed.get(name, "s, processor")) for name in names]},
            {"hconcat": [panel(name, "MB", "peak, MB") for name in names]},
        ],
    }  # fmt: skip
    return str(vl_convert.vegalite_to_svg(spec))


def text(found: dict[str, Any]) -> str:
    """Markdown."""
    rows = found["sizes"]
    told = "; ".join(
        f"{kernel}: a run {slope(rows, kernel):.2f}, an evaluation {slope(rows, kernel, evaluation=True):.2f}"
        for kernel in KERNELS
    )
    return (
        f"{found['machine']}.\n\n{table(rows)}\n\nTime of commuting grows with the zones to the power: {told}.\n\n"
        f"{RUNS} runs of `studies/snelheid` on the region of 70 zones, whole and stored, start included:\n\n"
        f"{workers_table(found['workers'])}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--one", nargs=4, metavar=("ZONES", "DRAWS", "YEARS", "KERNEL"), help="one size, as JSON")
    parser.add_argument("--try", dest="trial", action="store_true", help="print, and leave the page as it is")
    options = parser.parse_args()
    if options.one:
        *size, kernel = options.one
        print(json.dumps(measured(*map(int, size), kernel)))
        return 0
    machine, rows = page.machine(), []
    for size in SIZES:
        for kernel in KERNELS:
            command = [sys.executable, "-m", "benchmarks.scaling", "--one", *map(str, size), kernel]
            rows.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
            print(rows[-1], flush=True)
    found = {"machine": machine, "sizes": rows, "workers": worked()}
    print(text(found))
    if not options.trial:
        page.keep("scaling", found)
        page.fill("scaling", text(found))
        PLOT.write_text(plot(rows, found["workers"]), encoding="utf-8")
        result.write()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
