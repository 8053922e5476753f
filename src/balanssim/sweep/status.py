"""How far the sweeps of a results folder are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from balanssim.dims import BLOCK
from balanssim.results import files, store
from balanssim.sweep.run import FOLDER, RECORD, RUNS, VERSION


@dataclass(frozen=True)
class Status:
    """How far a kept sweep is, in blocks; ``problem`` is the code of what makes it unreadable."""

    study: str
    sweep: str
    path: Path
    policies: int = 0
    runs: int = 0
    blocks: int = 0
    finished: int = 0
    failed: int = 0
    problem: str = ""


def status(out: Path) -> list[Status]:
    """Every sweep below a results folder, by study and id."""
    return sorted(
        (_status(path.parent) for path in (out / FOLDER).glob(f"*/*/{RECORD}")), key=lambda one: (one.study, one.sweep)
    )


def _status(folder: Path) -> Status:
    content = files.load(folder / RECORD)
    if content is None or content.get("record_version", 0) > VERSION:
        code = "results.no_record" if content is None else "results.newer_contract"
        return Status(folder.parent.name, folder.name, folder, problem=code)
    rows, policies = content["design"]["rows"], content["policies"]
    states = []
    for policy in policies:
        blocks = folder / RUNS / policy["scenario"] / policy["run"] / store.BLOCKS
        states += [receipt.get("status") for path in sorted(blocks.glob("*.json")) if (receipt := files.load(path))]
    return Status(
        study=folder.parent.name,
        sweep=folder.name,
        path=folder,
        policies=len(policies),
        runs=rows * len(policies),
        blocks=(1 + -(-rows // BLOCK)) * len(policies),
        finished=states.count("done"),
        failed=states.count("failed"),
    )
