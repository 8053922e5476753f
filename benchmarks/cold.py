"""``python -m benchmarks.cold [--draws N] [--try]``: of a comparison in a fresh process, how much of the time goes into
starting, into making ready and into arithmetic; into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import page

SCENARIOS = ("balanssim:referentie", "balanssim:omgevingsvisie")


def spent(command: list[str]) -> tuple[float, float, str]:
    """Seconds by the clock and of the processor that a command takes, and its standard error."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True)
    clock, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stderr


def measured(draws: int) -> dict[str, Any]:
    """Seconds of a comparison in one process without results, by the clock and of the processor, and its parts.

    `imports_s`: modules that it loads, from ``-X importtime``, by the clock of the same call with two futures;
    `arithmetic_s`: blocks of draws with their store, from the receipts; `check_s`: ``scenario check``, whole.
    """
    with tempfile.TemporaryDirectory() as out:
        command = ["balanssim", "compare", *SCENARIOS, "--draws", str(draws), "--workers", "1", "--out", out, "--quiet"]
        clock, processor, _ = spent(["-m", *command])
        receipts = [json.loads(path.read_text(encoding="utf-8")) for path in Path(out).rglob("blocks/*.json")]
    with tempfile.TemporaryDirectory() as out:
        few = ["balanssim", "compare", *SCENARIOS, "--draws", "2", "--workers", "1", "--out", out, "--quiet"]
        _, _, told = spent(["-X", "importtime", "-m", *few])
    times = [
        line.split("|") for line in told.splitlines() if line.startswith("import time:") and "self [us]" not in line
    ]
    return {
        "machine": MACHINE, "draws": draws, "clock_s": clock, "processor_s": processor,
        "imports_s": sum(float(line[0].partition(":")[2]) for line in times) / 1e6, "modules": len(times),
        "arithmetic_s": sum(one["timing"]["seconds"] for one in receipts),
        "check_s": min(spent(["-m", "balanssim", "scenario", "check", SCENARIOS[1]])[0] for _ in range(3)),
        "check_processor_s": min(spent(["-m", "balanssim", "scenario", "check", SCENARIOS[1]])[1] for _ in range(3)),
        "help_processor_s": min(spent(["-m", "balanssim", "--help"])[1] for _ in range(3)),
    }  # fmt: skip


def text(found: dict[str, Any]) -> str:
    """Markdown."""
    clock = found["clock_s"]
    rest = clock - found["imports_s"] - found["arithmetic_s"]

    def part(seconds: float) -> str:
        return f"{seconds:.1f} | {100 * seconds / clock:.0f} percent"

    return (
        f"`balanssim compare` of two scenarios of {found['draws']} futures in one fresh process without results; "
        f"{found['machine']}. "
        f"By the clock {clock:.1f} s, of the processor {found['processor_s']:.1f} s.\n\n"
        "| part | s | share |\n|---|---|---|\n"
        f"| arithmetic and its store, of both scenarios | {part(found['arithmetic_s'])} |\n"
        f"| loading {found['modules']:,} modules | {part(found['imports_s'])} |\n"
        f"| the rest: reading the region, making ready, comparing, the page | {part(rest)} |\n\n"
        f"`balanssim scenario check` takes {found['check_s']:.2f} s by the clock, {found['check_processor_s']:.2f} s "
        f"of the processor; `balanssim --help` {found['help_processor_s']:.2f} s of the processor."
    )


MACHINE = page.machine()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cold", description=__doc__)
    parser.add_argument("--draws", type=int, default=256)
    parser.add_argument("--try", dest="trial", action="store_true", help="print, and leave the page as it is")
    options = parser.parse_args()
    found = measured(options.draws)
    print(text(found))
    if not options.trial:
        page.fill("cold", text(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
