"""Procedures: when homes, work locations and links arrive, per draw.

One function, ``simulate``: scenario arrays and worlds in, completions, supply and openings out. Paces are caps; delays
and attrition are drawn; opening years are set by hand or drawn from the band of the sources.
"""

from __future__ import annotations

from balanssim.procedures.outcome import ProcedureOutcome
from balanssim.procedures.simulate import simulate

__all__ = ["ProcedureOutcome", "simulate"]
