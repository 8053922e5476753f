"""The templates under the name of the room that walks them; they are plain data that inputs carry."""

from __future__ import annotations

from balanssim.templates import CONDITIONS, ELSEWHERE, KINDS, SCOPES, WAITS, Resource, Stage, Template

__all__ = ["CONDITIONS", "ELSEWHERE", "KINDS", "SCOPES", "WAITS", "Resource", "Stage", "Template"]
