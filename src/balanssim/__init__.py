"""balanssim: scenario simulation of the balance of homes, jobs and mobility in a Dutch region.

    import balanssim as bs

    table = bs.compare(["scenarios/referentie.yaml", "scenarios/omgevingsvisie.yaml"], draws=200)

The names below are the public interface; they are loaded when first used. Sketch tool: no substitute for NRM, VENOM or
a cost-benefit analysis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from balanssim._version import __version__

if TYPE_CHECKING:
    from balanssim.api import (
        Resolved,
        Scenario,
        check,
        compare,
        export,
        list_runs,
        load_region,
        load_scenario,
        open_results,
        simulate,
        sweep,
        write_page,
    )
    from balanssim.errors import BalanssimError, InputError, RunError

_ERRORS = ("BalanssimError", "InputError", "RunError")

__all__ = [
    "BalanssimError",
    "InputError",
    "Resolved",
    "RunError",
    "Scenario",
    "__version__",
    "check",
    "compare",
    "export",
    "list_runs",
    "load_region",
    "load_scenario",
    "open_results",
    "simulate",
    "sweep",
    "write_page",
]


def __getattr__(name: str) -> Any:
    if name.startswith("_") or name not in __all__:
        raise AttributeError(f"module 'balanssim' has no attribute {name!r}")
    if name in _ERRORS:
        from balanssim import errors

        return getattr(errors, name)
    from balanssim import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted(__all__)
