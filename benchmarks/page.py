"""Blocks of docs/performance.md that commands fill in, and the measurements they are made of."""

from __future__ import annotations

import json
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
MEASURED = Path(__file__).with_name("measured.json")


def block(text: str, name: str) -> tuple[str, str, str]:
    """What stands before, in and after the block of a command. Raises `ValueError` where the page has none."""
    start, end = f"<!-- python -m benchmarks.{name} -->\n", f"<!-- end of {name} -->"
    before, found, rest = text.partition(start)
    inside, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"{PAGE.name} has no block of {name}")
    return before + start, inside.strip("\n"), end + after


def fill(name: str, made: str, page: Path = PAGE) -> None:
    """Write what a command made into its block."""
    before, _, after = block(page.read_text(encoding="utf-8"), name)
    page.write_text(f"{before}\n{made.strip()}\n\n{after}", encoding="utf-8")


def keep(name: str, found: Any) -> None:
    """Keep measurements under the name of their command, beside those of the others."""
    known = kept()
    known[name] = found
    MEASURED.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n", encoding="utf-8")


def kept() -> dict[str, Any]:
    """All measurements by command."""
    return json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}


def machine() -> str:
    """What was measured on: processor, cores, versions, and how busy it was when the measurement began."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba") if version(name))
    busy = f", {os.getloadavg()[0]:.1f} processes busy beforehand" if hasattr(os, "getloadavg") else ""
    return (
        f"{os.cpu_count()} cores of {named[0] if named else platform.machine()}, Python {platform.python_version()}, "
        f"{versions}{busy}"
    )


def version(package: str) -> str:
    """Version of a package, empty where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
