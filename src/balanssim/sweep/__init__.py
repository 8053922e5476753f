"""Sweeps: many uncertain worlds by many policies. Schema and check of a study, designs, execution on ``execute``."""
