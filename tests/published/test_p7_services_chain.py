"""P7: jobs, households and services settle where TRANUS Example C does (tcapelle/pytranus, tests/ExampleC)."""

from __future__ import annotations

import numpy as np
import pytest

from calibration import jobs


@pytest.mark.parametrize("adjust_rate", [0.15, 0.6, 1.0])
def test_serving_equation_settles_on_the_published_services_and_households(adjust_rate: float) -> None:
    """Households are two 'zones' that spend in one service zone, whatever the speed at which service jobs follow."""
    settled = jobs.chain(adjust_rate, 600)[:, -1]
    np.testing.assert_allclose(settled, [5099.999, 21999.998, 16000.004], rtol=2e-6)
