"""A scenario in memory, some worlds at a time: what a page shows that asks again at every change. Nothing is stored.

World d is that of a run of the scenario, bit for bit, however many worlds stand beside it; so a first picture of a few
worlds is refined by the worlds that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from balanssim import catalogue
from balanssim.dims import BLOCK, DRAW

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from balanssim.inputs import Inputs, WorldBlock
    from balanssim.region.read import Region
    from balanssim.repeated import Repeated
    from balanssim.scenario.resolved import Resolved

    Arrays = Mapping[str, NDArray[Any]]

#: Beside the summary: what the map shows.
ON_MAP: Final = ("link_load_extra", "link_crowding")

#: Blocks of worlds that a process keeps: those of every picture that can be asked for.
BLOCKS: Final = 4


def variables() -> tuple[catalogue.Variable, ...]:
    """What is kept: the summary, and the links of the map."""
    return (*catalogue.stored("summary"), *(catalogue.VARIABLES[name] for name in ON_MAP))


def prepared(resolved: Resolved, region: Region) -> Inputs:
    """The arrays of a scenario; what only the region decides is made once per process."""
    from balanssim import prepare

    return prepare.prepare(resolved, region)


def worlds(
    resolved: Resolved,
    region: Region,
    inputs: Inputs,
    labels: Sequence[int],
    on_year: Callable[[int], None] | None = None,
    kept: Kept | None = None,
) -> Arrays:
    """Outcomes of some worlds, by variable, draw first.

    Parameters
    ----------
    inputs : of ``prepared``
    labels : world labels, of 1..N where N are the draws of the scenario
    on_year : called after each reference date; what it raises ends the run
    kept : what earlier states left; it changes no number
    """
    from balanssim import engine, prepare
    from balanssim.workers import one_blas_thread

    table = prepare.make_worlds(resolved, region)
    parts = [labels[start : start + BLOCK] for start in range(0, len(labels), BLOCK)]
    kept = Kept() if kept is None else kept
    made = []
    with one_blas_thread():
        for part in parts:
            block = kept.block(prepare.world_block(table, part, len(part)))
            run = engine.run_block(
                inputs, block.worlds, variables(), procedures=block.procedures(inputs),
                commuting=block.commuting(inputs), on_year=on_year,
            )  # fmt: skip
            made.append(run.outputs)
    return joined(made)


class Kept:
    """Blocks of worlds with what they left, the latest few."""

    def __init__(self) -> None:
        self._blocks: dict[bytes, Repeated] = {}

    def block(self, worlds: WorldBlock) -> Repeated:
        """These worlds, with what they left where they are the same as before."""
        from balanssim.repeated import Repeated

        labels = worlds.labels.tobytes()
        found = self._blocks.pop(labels, None)
        if found is None or not found.same(worlds):
            found = Repeated(worlds)
        self._blocks[labels] = found
        for old in list(self._blocks)[:-BLOCKS]:
            del self._blocks[old]
        return found


def joined(parts: Sequence[Arrays]) -> Arrays:
    """Worlds of several parts behind each other, in that order."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def dataset(resolved: Resolved, region: Region, arrays: Arrays) -> xr.Dataset:
    """Worlds 1..N as ``open_results`` gives them: labels, words of labels, units and the seed."""
    import xarray as xr

    from balanssim import prepare
    from balanssim.prepare import labels as words

    axes = prepare.axes_of(resolved, region)
    kept = {one.name: one for one in variables()}
    used = dict.fromkeys(dim for one in kept.values() for dim in one.dims)
    coords: dict[str, Any] = {dim: np.array(list(ids)) for dim, ids in words.coords(axes).items() if dim in used}
    coords |= {
        f"{dim}_name_{lang}": (dim, np.array(list(said), dtype=object))
        for dim, table in words.names(region).items()
        if dim in used
        for lang, said in table.items()
    }
    first = next(iter(arrays.values()))
    return xr.Dataset(
        {
            name: ((DRAW, *kept[name].dims), values, {"units": kept[name].unit, "role": kept[name].role})
            for name, values in arrays.items()
        },
        coords={DRAW: np.arange(1, len(first) + 1), **coords},
        attrs={"seed": resolved.scenario.sampling.seed},
    )
