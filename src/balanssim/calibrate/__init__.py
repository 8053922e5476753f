"""Fits of the model to what was observed: the room behind ``balanssim calibrate``."""

from __future__ import annotations

from balanssim.calibrate.gravity import DETERRENCES, GravityFit, fit_files, fit_tables

__all__ = ["DETERRENCES", "GravityFit", "fit_files", "fit_tables"]
