"""What 10,000 zones and ten million runs would take, worked out from what was measured, for docs/performance.md."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from balanssim.invented import DETOUR, country

#: Zones and runs that are asked for; km2 of the land of the Netherlands (CBS); part of the commuters within reach.
ZONES, RUNS, LAND_KM2, REACHED = 10_000, 10_000_000, 33_500.0, 0.9
#: Zones of the largest country that was measured, and the groups of zones that pairs beyond reach are kept by.
LARGE = 342
#: A node of a cluster: cores, and GB of memory.
CORES, NODE_GB = 128, 512
#: Worlds of a block of a store, files of a large block if many blocks share a file.
BLOCK, MERGED = 64, 100


@cache
def reach_km() -> float:
    """Kilometres by road within which nine of ten of the commuters of the invented country of 342 zones stay."""
    made = country(LARGE)
    order = np.argsort(made.km.ravel())
    share = np.cumsum(made.flows.ravel()[order]) / made.flows.sum()
    return float(made.km.ravel()[order][np.searchsorted(share, REACHED)])


def zones(sizes: list[dict[str, Any]]) -> dict[str, float]:
    """10,000 zones from the sizes that were measured: pairs, gigabytes and minutes of a run, of all pairs and of those
    within reach.
    """
    by_size = {(row["zones"], row["draws"], row["years"]): row for row in sizes if row["kernel"] == "numba"}
    few, many, small, large = (by_size[size] for size in ((70, 8, 27), (70, 64, 27), (40, 8, 27), (LARGE, 8, 27)))
    per_draw = 1e6 * (many["peak_mb"] - few["peak_mb"]) / (64 - 8) / 70**2
    per_pair = 1e6 * (large["peak_mb"] - small["peak_mb"]) / (LARGE**2 - 40**2)
    ms = large["draw_year_ms"] / LARGE**2
    within = math.pi * (reach_km() / DETOUR) ** 2 * ZONES / LAND_KM2
    pairs = {"all": float(ZONES**2), "near": ZONES * within + LARGE**2}
    found = {"per_draw_bytes": per_draw, "per_pair_bytes": per_pair, "reach_km": reach_km(), "within": within}
    for name, count in pairs.items():
        found[f"{name}_pairs"] = count
        found[f"{name}_draw_gb"] = count * per_draw / 1e9
        found[f"{name}_gb"] = count * per_pair / 1e9
        found[f"{name}_run_min"] = count * ms * 27 / 6e4
    return found


def runs(swept: dict[str, Any]) -> dict[str, float]:
    """Ten million runs from the sweep that was measured: core hours, nodes, terabytes and files."""
    each = swept["processor_s"] / swept["runs"]
    hours = each * RUNS / 3600
    blocks = RUNS / BLOCK
    by_block = (swept["arrays"] + 1) * blocks
    fewest = 3 + 1
    return {
        "ms": 1e3 * each, "core_hours": hours, "node_hours": hours / CORES, "worker_mb": swept["worker_memory_mb"],
        "node_gb": CORES * swept["worker_memory_mb"] / 1e3, "kb": swept["bytes"] / swept["runs"] / 1e3,
        "tb": swept["bytes"] / swept["runs"] * RUNS / 1e12, "files": by_block,
        "files_a_second": by_block / (hours / CORES / 10 * 3600),
        "file_kb": swept["chunk_bytes"] / max(by_block * swept["runs"] / RUNS, 1.0) / 1e3,
        "thin_tb": swept["bytes"] / swept["runs"] * RUNS / 1e12 * fewest / (swept["arrays"] + 1),
        "thin_files": fewest * blocks,
    }  # fmt: skip


def text(measured: dict[str, Any]) -> str:
    """Markdown of the section."""
    a, b = zones(measured["scaling"]["sizes"]), runs(measured["sweep10000"])
    largest = measured["sweep10000"]["largest"]
    share = sum(largest.values()) / measured["sweep10000"]["chunk_bytes"]
    names = ", ".join(f"`{name}`" for name in largest)
    return f"""\
**10,000 zones.** Measured: {a["per_draw_bytes"]:.0f} bytes for each pair and world, {a["per_pair_bytes"] / 1e3:.1f} kB for each pair with its routes and eight
worlds ({LARGE} zones), and the time of {LARGE} zones, taken in proportion to pairs. In the invented country {100 * REACHED:.0f} percent of commuters stay within
{a["reach_km"]:.0f} km by road, within which {a["within"]:,.0f} of 10,000 zones of the Netherlands lie; pairs beyond are kept by {LARGE} groups.

| of 10,000 zones | pairs | memory of a world | memory of a worker, eight worlds | run of 27 years, one core |
|---|---|---|---|---|
| all pairs | {a["all_pairs"] / 1e6:.0f} million | {a["all_draw_gb"]:.1f} GB | {a["all_gb"]:.0f} GB | {a["all_run_min"]:.0f} minutes |
| pairs within reach, the others by group | {a["near_pairs"] / 1e6:.1f} million | {a["near_draw_gb"]:.1f} GB | {a["near_gb"]:.0f} GB | {a["near_run_min"]:.0f} minutes |

A worker for every core of a node of {CORES} cores and {NODE_GB} GB does not fit either way: {NODE_GB // a["near_gb"]:.0f} workers do, so threads within a world would have to share its
pairs. Keeping pairs by group and threads are not built.

**Ten million runs** of the region of 70 zones. Measured: {b["ms"]:.0f} ms of the processor a run, {b["worker_mb"]:.0f} MB a worker, {b["kb"]:.1f} kB on disk a run.

| of ten million runs, profile `summary` | |
|---|---|
| processor time | {b["core_hours"]:,.0f} core hours: {b["node_hours"]:.1f} hours of a node of {CORES} cores, {60 * b["node_hours"] / 10:.0f} minutes of ten |
| memory of a node | {b["node_gb"]:.0f} GB |
| store | {b["tb"]:.2f} TB |
| files | {b["files"] / 1e6:.1f} million chunks and receipts of {b["file_kb"]:.0f} kB; {b["files_a_second"]:,.0f} a second from ten nodes |
| with the three outcomes of the study alone | {b["thin_tb"] * 1e3:,.0f} GB, {b["thin_files"] / 1e6:.2f} million files, where arrays weigh alike |

Bytes are no trouble for the file system of a cluster; files are: each is made and looked up by metadata servers that all users share, and
many clusters bound how many an account may have. What to thin first: {names} are {100 * share:.0f} percent of the bytes. What to do about files: chunks of {MERGED} blocks make
{b["files"] / MERGED / 1e3:,.0f} thousand files of {b["file_kb"] * MERGED / 1e3:.1f} MB, or one file of shards for each array (Zarr has them; a shard is written whole, so workers
would collect on the disk of their node first). Neither is built: a worker now writes chunks of its own block, so that blocks wait for
nobody (decision 0029)."""
