"""Which runs there are and how far they are: read from records and receipts, without opening a store."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balanssim.dims import BLOCK
from balanssim.errors import RunError
from balanssim.results import files
from balanssim.results.record import RECORD, read


@dataclass(frozen=True, order=True)
class RunInfo:
    """One run folder. ``blocks`` counts the central run too; ``finished == blocks`` means whole.

    ``problem`` is the code of what makes the folder unusable, empty where nothing is wrong.
    """

    study: str
    run: str
    scenario: str = ""
    title_nl: str = ""
    title_en: str = ""
    profile: str = ""
    draws: int = 0
    seed: int = 0
    blocks: int = 0
    finished: int = 0
    failed: int = 0
    problem: str = ""


def list_runs(results: Path) -> list[RunInfo]:
    """Every run below a results folder, by study and id; a damaged one is listed with its problem."""
    return sorted(_info(path.parent) for path in results.glob(f"*/*/{RECORD}"))


def show_run(run_dir: Path) -> dict[str, Any]:
    """Record, state and computing time of one run: ``info`` (RunInfo), ``record`` (mapping), ``seconds`` (total).

    Raises ``RunError`` when the record is absent or altered.
    """
    record = read(run_dir)
    timings = [receipt.get("timing", {}).get("seconds", 0.0) for receipt in _receipts(run_dir)]
    return {"info": _info(run_dir), "record": record, "seconds": sum(timings)}


def _info(run_dir: Path) -> RunInfo:
    try:
        question: Mapping[str, Any] = read(run_dir)["question"]
    except RunError as error:
        return RunInfo(run_dir.parent.name, run_dir.name, problem=error.code)
    states = [receipt.get("status") for receipt in _receipts(run_dir)]
    scenario = question["scenario"]
    title = scenario.get("title") or {}
    draws = int(question["sampling"].get("draws", 0))
    return RunInfo(
        run_dir.parent.name,
        run_dir.name,
        scenario=str(scenario.get("id", "")),
        title_nl=str(title.get("nl", "")),
        title_en=str(title.get("en", "")),
        profile=question["profile"],
        draws=draws,
        seed=int(question["sampling"].get("seed", 0)),
        blocks=1 + math.ceil(draws / BLOCK),
        finished=states.count("done"),
        failed=states.count("failed"),
    )


def _receipts(run_dir: Path) -> list[Mapping[str, Any]]:
    loaded = (files.load(path) for path in sorted((run_dir / "blocks").glob("*.json")))
    return [receipt for receipt in loaded if receipt is not None]
