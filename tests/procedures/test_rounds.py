"""Annulment and repair unrolled into rounds: shares, names, and the expected time of the central run."""

from __future__ import annotations

import numpy as np

from balanssim.distributions import Distribution
from balanssim.procedures import rounds
from balanssim.procedures.walk import run
from balanssim.templates import Stage
from tests.procedures.walks import walk

COURT = Distribution("uniform", {"low": 1.0, "high": 1.4})
APPEAL = Stage(
    "appeal", "Beroep", "Appeal", COURT, resource="court", probability=0.4, annulled=0.25,
    repair=Distribution("fixed", {"value": 0.5}), rounds=3,
)  # fmt: skip
LABELS = np.arange(4001)


def test_rounds_come_with_their_shares_and_the_central_run_with_the_expected_time() -> None:
    steps = rounds.steps(APPEAL, 0, "plan-a", 1, LABELS, resource=0, not_before=np.full(4001, 2025.0))
    assert [step.name for step in steps] == ["appeal", "appeal.repair2", "appeal.2", "appeal.repair3", "appeal.3"]
    assert rounds.last(APPEAL) == "appeal.3"
    assert [step.resource for step in steps] == [0, -1, 0, -1, 0]
    assert [step.not_before is None for step in steps] == [False, True, True, True, True]
    shares = [step.happens[1:].mean() for step in steps]
    np.testing.assert_allclose(shares, [0.4, 0.1, 0.1, 0.025, 0.025], atol=0.02)
    assert not (steps[2].happens & ~steps[0].happens)[1:].any()
    end = run(walk({"plan-a": steps}, desks={"court": 1})).date[0, "appeal.3"]
    expected = 0.4 * 1.2 + 0.1 * (0.5 + 1.2) + 0.025 * (0.5 + 1.2)
    gate = np.where(steps[0].happens, 1.0, 0.0)
    np.testing.assert_allclose(end[0] - 2025.0, expected)
    assert abs((end - 2024.0 - gate)[1:].mean() - expected) < 0.05
    assert (end - 2024.0)[1:].max() > 4.0  # the long tail: annulled twice


def test_a_stage_without_annulment_is_one_step_scaled_by_its_factor() -> None:
    stage = Stage("permit", "Vergunning", "Permit", COURT)
    (step,) = rounds.steps(stage, 2, "plan-a", 1, LABELS[:3], factor=np.array([1.0, 0.5, 1.0]))
    (plain,) = rounds.steps(stage, 2, "plan-a", 1, LABELS[:3])
    np.testing.assert_allclose(step.duration, plain.duration * [1.0, 0.5, 1.0])
    assert (step.item, step.name, rounds.last(stage)) == (2, "permit", "permit")
    assert step.duration[0] == 1.2
