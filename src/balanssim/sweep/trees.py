"""A classification tree (CART) as boxes: the second opinion beside PRIM. scikit-learn is imported when it is asked for.

Source: Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Final

import numpy as np

from balanssim.errors import RunError
from balanssim.sweep.prim import LEAST, Box, Chosen
from balanssim.worlds import Floats

#: Most leaves: a tree that fits on a screen.
LEAVES: Final = 8
#: Parts in which the worlds are cut to see how the tree does on others.
FOLDS: Final = 5


def tree(given: Floats, cases: Chosen) -> tuple[list[Box], float]:
    """Leaves with more cases than on average, and how the tree does on worlds it has not seen.

    Parameters
    ----------
    given : (row, factor) values of the factors
    cases : (row,) worlds that matter

    Returns
    -------
    Boxes, most cases first, and the balanced accuracy: 1 always right, 0.5 as good as a coin; mean of ``FOLDS`` parts

    Raises
    ------
    RunError
        without scikit-learn (extra ``sensitivity``)
    """
    if find_spec("sklearn") is None:
        raise RunError("sweep.needs_package", package="scikit-learn", extra="sensitivity")
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    from sklearn.tree import DecisionTreeClassifier

    least = max(int(np.ceil(LEAST * len(cases))), 1)
    model = DecisionTreeClassifier(max_leaf_nodes=LEAVES, min_samples_leaf=least, random_state=0)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    right = cross_val_score(model, given, cases, cv=folds, scoring="balanced_accuracy")
    leaves = _leaves(model.fit(given, cases).tree_, given.shape[1])
    found = []
    for low, high in leaves:
        inside = ((given > low) & (given <= high)).all(axis=1)
        hits = cases[inside]
        if hits.mean() > cases.mean():
            found.append(Box(low, high, float(hits.sum() / cases.sum()), float(hits.mean()), float(inside.mean())))
    return sorted(found, key=lambda one: -one.coverage), float(right.mean())


def _leaves(made: Any, factors: int) -> list[tuple[Floats, Floats]]:
    """Limits of every leaf, low (excluded) and high (included)."""
    out = []
    todo = [(0, np.full(factors, -np.inf), np.full(factors, np.inf))]
    while todo:
        node, low, high = todo.pop()
        if made.children_left[node] < 0:
            out.append((low, high))
            continue
        factor, cut = int(made.feature[node]), float(made.threshold[node])
        below, above = high.copy(), low.copy()
        below[factor], above[factor] = cut, cut
        todo += [(int(made.children_left[node]), low, below), (int(made.children_right[node]), above, high)]
    return out
