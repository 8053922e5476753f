"""Any two positions of an offline page beside each other: headline outcomes with their difference, world by world.

Every pair of whole pages would be a hundred times the file. A table of the headline rows is a few hundred characters.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from balanssim.compare.differences import STATISTICS, indistinguishable, mean_and_noise, rounding, summary
from balanssim.compare.smallest import smallest
from balanssim.dims import AREA, CORRIDOR, DRAW, YEAR
from balanssim.report import pageparts

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.compare.structure import Outcome
    from balanssim.texts import Lang

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Headline:
    """Headline rows of one position on one date: words by language, and (draw, row) the outcome in each world."""

    rows: dict[Lang, tuple[Outcome, ...]]
    values: Array


def headline(rows: dict[Lang, tuple[Outcome, ...]], dataset: xr.Dataset, year: int) -> Headline:
    """What is kept of a position: ``rows`` of its table by language, ``dataset`` its worlds of label 1 and up."""
    columns = []
    for row in rows["nl"]:
        dim = CORRIDOR if CORRIDOR in dataset[row.variable].dims else AREA
        held = dataset.variables[row.variable].transpose(DRAW, YEAR, dim).values
        columns.append(
            held[:, dataset[YEAR].values.tolist().index(year), dataset[dim].values.tolist().index(row.place)]
        )
    return Headline(rows, np.stack(columns, axis=1).astype(np.float64))


def labels(one: Headline, lang: Lang) -> list[dict[str, Any]]:
    """What each row is called, its unit where that does not stand in the cells, and if it is a part of one above."""
    made = [pageparts.row(outcome, lang) for outcome in one.rows[lang]]
    return [{name: row[name] for name in ("label", "unit", "beneath")} for row in made]


def cells(one: Headline, lang: Lang) -> str:
    """Median and band of every row, as JSON."""
    made = [pageparts.row(outcome, lang)["cells"][0]["text"] for outcome in one.rows[lang]]
    return json.dumps(made, ensure_ascii=False)


def differences(held: Sequence[Headline], at: int, tolerance: float, lang: Lang) -> str:
    """The difference of position ``at`` to every one of ``held``, in words: a line of JSON for each, in their order.

    ``tolerance`` : to which worlds were solved, as in ``smallest.smallest``.
    """
    own = held[at]
    least = np.array([smallest(row.variable, tolerance) for row in own.rows["nl"]])
    lines = []
    for other in held:
        paired = own.values - other.values
        bands = dict(zip(STATISTICS, summary(paired), strict=True))
        mean, noise = mean_and_noise(other.values, own.values)
        same = indistinguishable(mean, np.maximum(noise, least))
        sizes = np.abs(paired) > rounding(other.values, own.values)
        higher, lower = (sizes & (paired > 0)).mean(axis=0), (sizes & (paired < 0)).mean(axis=0)
        said = []
        for place, (now, before) in enumerate(zip(own.rows[lang], other.rows[lang], strict=True)):
            cell = replace(
                now.cells[0], difference_median=float(bands["median"][place]), difference_mean=float(mean[place]),
                difference_p10=float(bands["p10"][place]), difference_p90=float(bands["p90"][place]),
                noise=float(noise[place]), indistinguishable=bool(same[place]), higher=float(higher[place]),
                lower=float(lower[place]),
            )  # fmt: skip
            shown: Any = pageparts.row(replace(now, cells=(before.cells[0], cell)), lang)["cells"][1]
            said.append("; ".join(filter(None, (shown["difference"], shown["how_often"]))))
        lines.append(json.dumps(said, ensure_ascii=False))
    return "\n".join(lines)
