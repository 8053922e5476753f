"""A small contract, blocks whose values say where they belong, and workers that other processes can import."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from balanssim.results import contract as contracts
from balanssim.results import store
from balanssim.results.contract import Contract, Group

COORDS: dict[str, list[Any]] = {
    "year": [2024, 2025, 2026],
    "flow_year": [2024, 2025],
    "area": ["GM0034", "GM0363"],
    "segment": ["social_rent", "mid", "high"],
    "location": ["business_park", "office", "mixed"],
    "corridor": ["hollandse-brug"],
    "project": ["A27", "IJmeer"],
    "mode": ["car", "transit", "bike"],
    "origin": ["GM0034", "GM0363", "GM0995"],
    "destination": ["GM0034", "GM0363", "GM0995"],
    "sector": ["serving", "basic"],
    "map_year": [2026],
    "link": ["R_A_B", "T_IC_A_B"],
    "milestone": ["start_decision", "opening"],
    "delay": ["pause", "court"],
    "plan": ["pampus-fase-1", "zuiderhage-fase-1", "duin"],
    "cause": ["site", "grid"],
    "wait": ["release", "decision", "planners"],
}
NAMES = {
    "area": {"nl": ["Almere", "Amsterdam"], "en": ["Almere", "Amsterdam"]},
    "corridor": {"nl": ["Hollandse Brug"], "en": ["Hollandse Brug"]},
    "segment": {"nl": ["sociale huur", "midden", "hoog"], "en": ["social rent", "mid", "high"]},
}


def small_contract(profile: str = "standard", draws: int = 100, flow_years: tuple[int, ...] = ()) -> Contract:
    return contracts.make(profile, draws, COORDS, NAMES, flow_years)  # type: ignore[arg-type]


def arrays(contract: Contract, group: Group, block: int) -> dict[str, np.ndarray]:
    """Each value follows from variable, draw label and position; none is zero or round."""
    rows = contract.rows(group, block)
    labels = np.array(contract.labels(group)[rows], dtype=float)
    made = {}
    for spec in contract.arrays(group):
        shape = list(spec.shape[1:])
        if spec.chosen is not None:
            shape[spec.dims.index("year") - 1] = len(spec.chosen)
        key = int(hashlib.sha256(spec.name.encode()).hexdigest()[:4], 16)
        inner = np.arange(np.prod(shape, dtype=int)).reshape(shape) / 7.0
        made[spec.name] = key + labels.reshape(-1, *[1] * len(shape)) * 1.1 + inner
    return made


def write(run_dir: Path, contract: Contract, blocks: list[tuple[Group, int]]) -> None:
    for group, block in blocks:
        store.write_block(run_dir, group, block, arrays(contract, group, block), seconds=float(block))


def work(run_dir: str, profile: str, draws: int, group: Group, block: int) -> str:
    """What a worker does; says whether it had to import zarr or a library of labelled data."""
    import sys

    contract = small_contract(profile, draws)
    store.write_block(Path(run_dir), group, block, arrays(contract, group, block))
    return ",".join(name for name in ("xarray", "pandas", "zarr") if name in sys.modules)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a store."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
