"""Ratios of our speed to a reference, measured side by side in one run."""
