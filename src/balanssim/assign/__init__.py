"""Traffic assignment on networks of others: the room behind ``balanssim network``."""

from __future__ import annotations

from balanssim.assign.run import Assignment, assign_files, write_flows

__all__ = ["Assignment", "assign_files", "write_flows"]
