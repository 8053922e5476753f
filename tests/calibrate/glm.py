"""The gravity model as a Poisson GLM with dummies, by a statistics library."""

from __future__ import annotations

import numpy as np

from balanssim.calibrate import DETERRENCES


def fit_glm(library, ours):
    """Fits of the library, with Poisson and with sandwich (HC0) errors; the parameters of cost come first."""
    from statsmodels.genmod.families import Poisson

    table = ours.table
    made = {"cost": table.cost, "ln(cost)": np.log(table.cost)}
    terms = np.stack([made[name] for name in DETERRENCES[ours.deterrence].values()], axis=1)
    origins = np.eye(len(table.origins))[table.origin]
    destinations = np.eye(len(table.destinations))[table.destination][:, 1:]
    design = np.hstack([terms, origins, destinations])
    model = library.GLM(table.flow, design, family=Poisson())
    settings = {"tol": 1e-13, "tol_criterion": "params", "maxiter": 200}
    return model.fit(**settings), model.fit(cov_type="HC0", **settings)
