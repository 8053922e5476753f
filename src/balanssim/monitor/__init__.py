"""Yearly monitoring: figures that came in beside what was forecast, and the scenario that takes them as known."""
