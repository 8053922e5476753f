"""Sweeps: many uncertain worlds by many policies. Schema and check of a study, designs, execution on ``execute``.

``balanssim.sweep`` is this package and, called, the public function of the same name: ``bs.sweep("study.yaml")``.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from balanssim.sweep.swept import Swept


class _CallableModule(ModuleType):
    """Importing the package puts it in the place of the function of the same name; so the package is callable."""

    def __call__(self, *args: Any, **kwargs: Any) -> Swept:
        from balanssim import api

        return api.sweep(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableModule
