"""``python -m benchmarks.before [--try]``: a block of worlds by the first engine that sought equilibrium and by that of
now, side by side; the table of docs/performance.md. Asks git for the sources of then.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import page, result

#: The last commit with NumPy alone and without what was done for speed.
FIRST = "d4caa48"
ROOT = Path(__file__).resolve().parents[1]
#: Runs with the sources of then and of now alike: uses what both have.
BLOCK = """
import json, resource
from time import process_time
from threadpoolctl import threadpool_limits
from balanssim import catalogue, engine, prepare, scenario
from balanssim.model import equilibrium
from balanssim.region.read import load_region

resolved = scenario.load("balanssim:omgevingsvisie", overrides=("sampling.draws=64", "numerics.congestion=equilibrium"))
region = load_region(resolved.index.path)
inputs = prepare.prepare(resolved, region)
worlds = prepare.world_block(prepare.make_worlds(resolved, region), range(1, 65), 64)
solve, spent, taken, gaps = equilibrium.solve, [], [], []


def seek(*args, **named):
    start = process_time()
    found = solve(*args, **named)
    spent.append(process_time() - start)
    taken.append(1.0 + float(found.iterations.mean()))
    gaps.append(float(max(found.gap_route.max(), found.gap_demand.max())))
    return found


equilibrium.solve = seek
kept = catalogue.stored("summary")
best = None
with threadpool_limits(1):
    engine.run_block(inputs, worlds, kept, stop=resolved.index.base_year + 2)  # what is compiled is loaded
    for _ in range(2):
        spent, taken, gaps = [], [], []
        start = process_time()
        engine.run_block(inputs, worlds, kept)
        whole = process_time() - start
        if best is None or whole < best["whole"]:
            best = {"whole": whole, "equilibrium": sum(spent), "evaluations": sum(taken) / len(taken),
                    "dates": len(taken), "gap": max(gaps)}
print(json.dumps({**best, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def measured(source: Path, kernel: str) -> dict[str, Any]:
    """A block of 64 worlds with these sources: seconds, evaluations of a year, largest gap, most memory."""
    around = {**os.environ, "PYTHONPATH": str(source), "BALANSSIM_KERNEL": kernel, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", BLOCK], check=True, stdout=subprocess.PIPE, text=True, env=around, cwd=source
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def first(folder: Path) -> Path:
    """The package as it was, in a folder of its own."""
    archive = subprocess.run(["git", "archive", FIRST, "src", "scenarios"], check=True, capture_output=True, cwd=ROOT)
    subprocess.run(["tar", "-x", "-C", str(folder)], check=True, input=archive.stdout)
    return folder / "src"


def text(found: dict[str, Any]) -> str:
    """Markdown; milliseconds of the processor for a date of a world."""
    rows = found["rows"]
    lines = [
        f"Milliseconds of the processor a date of a world: 64 of `omgevingsvisie`, one process; {found['machine']}.",
        "",
        "| engine | equilibrium | whole year | a run of 27 years | evaluations | largest gap | peak, MB |",
        "|---" * 7 + "|",
    ]
    for name, row in rows.items():
        share = 1e3 / 64 / row["dates"]
        lines.append(
            f"| {name} | {share * row['equilibrium']:.2f} | {share * row['whole']:.2f} | {1e3 * row['whole'] / 64:.0f} "
            f"| {row['evaluations']:.2f} | {row['gap']:.1e} | {row['peak_mb']:.0f} |"
        )
    whole = [row["whole"] for row in rows.values()]
    return "\n".join([*lines, "", f"Now {whole[0] / whole[-1]:.1f} times as fast as the first engine."])


MACHINE = page.machine()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.before", description=__doc__)
    parser.add_argument("--try", dest="trial", action="store_true", help="print, and leave the page as it is")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        rows = {
            f"first, NumPy (`{FIRST}`)": measured(first(Path(made)), "numpy"),
            "now, NumPy": measured(ROOT / "src", "numpy"),
            "now, numba": measured(ROOT / "src", "numba"),
        }
    found = {"machine": MACHINE, "rows": rows}
    print(text(found))
    if not options.trial:
        page.keep("before", found)
        page.fill("before", text(found))
        result.write()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
