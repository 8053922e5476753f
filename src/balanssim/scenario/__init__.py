"""Scenario files: schema, loading with places, composition, provenance of each leaf, checks against the region."""

from balanssim.scenario.diff import diff, differences
from balanssim.scenario.load import check, load, loads
from balanssim.scenario.new import new
from balanssim.scenario.resolved import Origin, Resolved
from balanssim.scenario.schema import Scenario, json_schema
from balanssim.scenario.show import show
from balanssim.scenario.sources import shipped

__all__ = [
    "Origin",
    "Resolved",
    "Scenario",
    "check",
    "diff",
    "differences",
    "json_schema",
    "load",
    "loads",
    "new",
    "shipped",
    "show",
]
