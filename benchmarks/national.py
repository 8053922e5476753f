"""``python -m benchmarks.national [--try]``: what one run more costs in an invented country of ever more zones, whole
and stored. Leaves 1 behind where that grows faster than the zones squared.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import page, result

#: Zones, and the futures of a small and of a large run, which differ by some seconds.
SIZES = ((40, 64, 320), (70, 64, 192), (150, 16, 80), (342, 8, 40))
YEARS = (2024, 2051)
#: Largest exponent of the zones in the cost of a run.
SQUARED = 2.0
SCENARIO = f"""\
schema_version: 1
id: invented
title: {{nl: Verzonnen land, en: Invented country}}
region: ./region
horizon: {{start: {YEARS[0]}, end: {YEARS[1]}}}
levers:
  housing:
    pace_cap: {{Z0: 3000}}
    segment_shares: {{social_rent: 0.4, mid: 0.4, high: 0.2}}
    corporation_share_max: 0.35
  work: {{business_park_ha: 60, mixed_m2: 90000, office_m2: 20000, space_by: 2028, programmes: {{campus: 2026}}}}
  grid: {{reinforcement_year: 2027}}
"""


def measured(zones: int, few: int, many: int) -> dict[str, Any]:
    """Seconds of the processor of `balanssim run` with few and with many futures, one worker, and of one run more."""
    from balanssim import testing

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        testing.invented_region(zones, folder / "region", manifest=True)
        path = folder / "invented.yaml"
        path.write_text(SCENARIO, encoding="utf-8")
        spent = [_seconds(path, draws, folder / f"{draws}") for draws in (few, many)]
    return {"zones": zones, "few": few, "many": many, "seconds": spent, "run_s": (spent[1] - spent[0]) / (many - few)}


def _seconds(path: Path, draws: int, out: Path) -> float:
    command = [sys.executable, "-m", "balanssim", "run", str(path), "--draws", str(draws), "--out", str(out)]
    told = ["--profile", "summary", "--workers", "1", "--quiet", "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*command, *told], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def slope(rows: list[dict[str, Any]]) -> float:
    """Exponent of the zones in the cost of a run, by least squares of logarithms."""
    return float(np.polyfit(np.log([row["zones"] for row in rows]), np.log([row["run_s"] for row in rows]), 1)[0])


def text(found: dict[str, Any]) -> str:
    """Markdown."""
    rows = found["sizes"]
    lines = [
        (
            f"`balanssim run` of {YEARS[1] - YEARS[0]} years with few and with many futures, whole and stored, profile "
            f"`summary`, one worker, seconds of the processor; {found['machine']}."
        ),
        "",
        "| zones | futures | seconds | one run more, s |",
        "|---" * 4 + "|",
        *(
            f"| {row['zones']} | {row['few']} and {row['many']} | {row['seconds'][0]:.1f} and {row['seconds'][1]:.1f} "
            f"| {row['run_s']:.2g} |"
            for row in rows
        ),
        "",
        f"One run more grows with the zones to the power {slope(rows):.2f}.",
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.national", description=__doc__)
    parser.add_argument("--try", dest="trial", action="store_true", help="print, and leave the page as it is")
    options = parser.parse_args()
    found: dict[str, Any] = {"machine": page.machine(), "sizes": []}
    for size in SIZES:
        found["sizes"].append(measured(*size))
        print(found["sizes"][-1], flush=True)
    print(text(found))
    if not options.trial:
        page.keep("national", found)
        page.fill("national", text(found))
        result.write()
    power = slope(found["sizes"])
    if power > SQUARED:
        print(f"a run grows with the zones to the power {power:.2f}, more than {SQUARED:g}")
    return int(power > SQUARED)


if __name__ == "__main__":
    raise SystemExit(main())
