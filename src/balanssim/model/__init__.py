"""Equations on bare arrays, by topic; the draw axis is last. Nothing here reads files, time or global state."""
