"""``python -m benchmarks.sweep10000 [--runs N] [--workers N] [--try]``: a sweep of ten thousand runs as a user asks for
it, into a folder that is thrown away; time, memory, room on disk, gaps and evaluations into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from balanssim import catalogue, engine, prepare, scenario
from balanssim.dims import BLOCK
from balanssim.model import equilibrium
from balanssim.region.read import load_region
from balanssim.results import store
from benchmarks import page, result

STUDY, SCENARIOS = "balanssim:studies/snelheid", ("balanssim:referentie", "balanssim:omgevingsvisie")
RUNS = 10_000


def swept(runs: int, workers: int, out: Path) -> dict[str, Any]:
    """What ``balanssim sweep --json`` tells of a sweep in a process of its own, and its ``processor_s``."""
    command = [sys.executable, "-m", "balanssim", "sweep", STUDY, "--runs", str(runs), "--workers", str(workers)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*command, "--out", str(out), "--json"], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {**json.loads(done.stdout), "workers": workers, "processor_s": spent}


def stored(folder: Path) -> dict[str, Any]:
    """Room that the run folders of a sweep take, and the gaps in them: of all years of all worlds."""
    runs = sorted(path.parent for path in folder.glob(f"runs/*/*/{store.STORE}"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    room: dict[str, int] = {}
    for run in runs:
        for path in (run / store.STORE / "draws").rglob("c/**/*"):
            if path.is_file():
                name = path.relative_to(run / store.STORE / "draws").parts[0]
                room[name] = room.get(name, 0) + path.stat().st_size
    gaps: dict[str, list[Any]] = {"gap_route": [], "gap_demand": []}
    for run in runs:
        with store.open_run(run) as data:
            for name, values in gaps.items():
                values.append(data[name].to_numpy().ravel())
            years = data.sizes["year"]
    found = {name: np.concatenate(values).astype(float) for name, values in gaps.items()}
    chunks = [name for name in room if "_name_" not in name]
    return {
        "dates": years, "files": len(files), "bytes": sum(path.stat().st_size for path in files),
        "chunk_bytes": sum(room.values()), "arrays": len(chunks),
        "largest": {name: room[name] for name in sorted(room, key=lambda one: -room[one])[:5]},
        "gaps": {name: [float(np.quantile(values, q)) for q in (0.5, 0.95, 1.0)] for name, values in found.items()},
        "within": float(np.mean(np.maximum(*found.values()) <= 1e-3)),
    }  # fmt: skip


def evaluations(name: str) -> list[int]:
    """Evaluations beside the first that the years of a block of worlds of a scenario take, base year apart."""
    resolved = scenario.load(name, overrides=(f"sampling.draws={BLOCK}",))
    region = load_region(resolved.index.path)
    worlds = prepare.world_block(prepare.make_worlds(resolved, region), range(1, BLOCK + 1), BLOCK)
    taken: list[int] = []
    solve = equilibrium.solve

    def seek(*args: Any) -> equilibrium.Solved:
        found = solve(*args)
        taken.extend(found.iterations.tolist())
        return found

    with mock.patch.object(equilibrium, "solve", seek):
        engine.run_block(prepare.prepare(resolved, region), worlds, catalogue.stored("summary"))
    return taken[BLOCK:]


def measured(runs: int, workers: int) -> dict[str, Any]:
    """Everything that is told of a sweep."""
    with tempfile.TemporaryDirectory() as made:
        told = swept(runs, workers, Path(made))
        found = stored(Path(told["store"]))
    taken = np.array([number for name in SCENARIOS for number in evaluations(name)])
    keys = ("runs", "computed", "failed", "workers", "seconds", "worker_memory_mb", "processor_s")
    return {
        "machine": MACHINE, **{key: told[key] for key in keys}, **found,
        "evaluations": {
            "years": int(taken.size), "mean": float(taken.mean()),
            "quantiles": np.quantile(taken, (0.5, 0.95, 1)).tolist(),
        },
    }  # fmt: skip


def text(found: dict[str, Any]) -> str:
    """Markdown."""
    runs, spent, seconds = found["runs"], found["processor_s"], found["seconds"]
    route, demand = (", ".join(f"{gap:.1e}" for gap in found["gaps"][name]) for name in ("gap_route", "gap_demand"))
    taken = found["evaluations"]
    middle, high, most = taken["quantiles"]
    per_year = 1e3 * spent / runs / found["dates"]
    rows = {
        "by the clock": f"{seconds:.0f} s, {runs / seconds:.1f} runs a second",
        "processor time of all processes": f"{spent:.0f} s, {1e3 * spent / runs:.1f} ms a run, "
        f"{per_year:.2f} ms for each of its {found['dates']} dates",
        "most memory of a worker": f"{found['worker_memory_mb']:.0f} MB",
        "on disk": f"{found['bytes'] / 1e6:.0f} MB, {found['bytes'] / runs / 1e3:.1f} kB a run, "
        f"{found['files']:,} files",
        "gap of routes: median, 95 percent, largest": route,
        "gap of commuters: median, 95 percent, largest": demand,
        "years of worlds within 1e-3": f"{100 * found['within']:.2f} percent",
        "runs that failed": f"{found['failed']}",
        "evaluations beside the first: mean, median, 95 percent, most": f"{taken['mean']:.2f}, {middle:.0f}, "
        f"{high:.0f}, {most:.0f} ({taken['years']:,} years of worlds)",
    }
    head = (
        f"{runs:,} runs of 27 years, two scenarios, profile `summary`, {found['workers']} workers; {found['machine']}."
    )
    return "\n".join([head, "", "| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items())])


MACHINE = page.machine()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweep10000", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="runs over both scenarios")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--try", dest="trial", action="store_true", help="print, and leave the page as it is")
    options = parser.parse_args()
    found = measured(options.runs, options.workers)
    print(text(found))
    if not options.trial:
        page.keep("sweep10000", found)
        page.fill("sweep10000", text(found))
        result.write()
    return 1 if found["failed"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
