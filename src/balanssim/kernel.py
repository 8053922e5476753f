"""Which kernel computes the equilibrium: the NumPy reference, or its compiled twin where numba is installed.

They agree to about 1e-12, not bit for bit: a run is finished with the kernel that its record names.
"""

from __future__ import annotations

import os
from importlib import util
from typing import Final

from balanssim.errors import RunError

NUMPY: Final = "numpy"
NUMBA: Final = "numba"
#: Environment variable that asks for one of them; without it numba where it is installed, else NumPy.
VARIABLE: Final = "BALANSSIM_KERNEL"


def chosen() -> str:
    """The kernel of a new run. Raises ``RunError`` for an unknown one, and for numba where it is not installed."""
    asked = os.environ.get(VARIABLE, "")
    if asked not in ("", NUMPY, NUMBA):
        raise RunError("kernel.unknown", found=asked, known=f"{NUMPY}, {NUMBA}")
    if asked == NUMBA and not _there():
        raise RunError("kernel.absent")
    return asked or (NUMBA if _there() else NUMPY)


def of_run(recorded: str, run: str) -> str:
    """The kernel with which a run goes on that was begun with ``recorded``.

    Raises ``RunError`` where another one is asked for, or it is not installed.
    """
    asked = os.environ.get(VARIABLE, "")
    if asked and chosen() != recorded:
        raise RunError("kernel.other", run=run, recorded=recorded, asked=asked)
    if recorded == NUMBA and not _there():
        raise RunError("kernel.gone", run=run)
    return recorded


def _there() -> bool:
    return util.find_spec("numba") is not None
