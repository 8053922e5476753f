"""Scenario files: schema, loading with places, composition, provenance of each leaf, checks against the region."""

from balanssim.scenario.load import check, load, loads
from balanssim.scenario.resolved import Origin, Resolved
from balanssim.scenario.schema import Scenario, json_schema

__all__ = ["Origin", "Resolved", "Scenario", "check", "json_schema", "load", "loads"]
