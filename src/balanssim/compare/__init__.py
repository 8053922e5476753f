"""Two or more scenarios in the same uncertain worlds: bands, paired differences, goals.

``balanssim.compare`` is this package and, called, the public function of the same name: ``bs.compare(["a.yaml"])``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from balanssim.compare.table import DEFAULT_YEAR, Comparison, Row, headline_rows, tabulate

if TYPE_CHECKING:
    from balanssim.compare.build import compare
    from balanssim.compare.differences import STATISTICS
    from balanssim.compare.goals import Clash, Goal, union
    from balanssim.compare.openings import Setting

__all__ = [
    "DEFAULT_YEAR",
    "STATISTICS",
    "Clash",
    "Comparison",
    "Goal",
    "Row",
    "Setting",
    "compare",
    "headline_rows",
    "tabulate",
    "union",
]


#: Names that need numpy or xarray are loaded when first used: the command line reads tables without them.
_LAZY = {
    "Clash": "goals",
    "Goal": "goals",
    "STATISTICS": "differences",
    "Setting": "openings",
    "compare": "build",
    "union": "goals",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(f"balanssim.compare.{_LAZY[name]}"), name)
    raise AttributeError(name)


class _CallableModule(ModuleType):
    """Importing the package puts it in the place of the lazy function of the same name; so the package is callable."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from balanssim import api

        return api.compare(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableModule
