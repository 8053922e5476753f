"""What all tests share: one BLAS thread, kept byte code, repeatable hypothesis runs, and where things are."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

# Before NumPy is imported: bits of a matrix product depend on the number of threads, and workers share the cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

# Packages are installed without byte code: not keeping it doubles what each process that a test starts costs.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

ROOT = Path(__file__).resolve().parents[1]

# No deadline: a shared machine is slow at times, and a test that fails by the clock teaches nothing.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """A figure file kept beside the checkout (``../shared/data/NAME``); the test is skipped where it is absent."""

    def find(name: str) -> Path:
        path = ROOT.parent / "shared" / "data" / name
        if not path.exists():
            pytest.skip(f"needs ../shared/data/{name}, which is not part of the repository")
        return path

    return find
