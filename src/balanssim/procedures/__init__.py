"""Procedures: when homes, work locations and links arrive, per draw.

One function, ``simulate``: scenario arrays and worlds in, completions, supply and openings out. Projects, plans and
work locations walk through stages, decisions, desks and appeals; paces are caps; an opening year may be set by hand.
"""

from __future__ import annotations

from balanssim.procedures.outcome import ProcedureOutcome
from balanssim.procedures.simulate import simulate

__all__ = ["ProcedureOutcome", "simulate"]
