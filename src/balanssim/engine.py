"""The loop over years for one block of draws, and nothing else.

``model.plan.PLAN`` is the order of a year. The only axis that is looped over is time; zones, pairs and draws are
arrays. A run may be split on any reference date: ``run_block`` returns the state it ended in and starts from one it
is given.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balanssim import outcomes, steps
from balanssim.catalogue import VARIABLES, Variable
from balanssim.dims import FLOW_YEAR, MAP_YEAR, YEAR
from balanssim.inputs import Array, Inputs, WorldBlock
from balanssim.model.commuting import CommutingBase, CommutingResult
from balanssim.model.state import State
from balanssim.procedures import ProcedureOutcome, simulate

Outputs = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class BlockResult:
    """Outcomes of a block, draw first, for the years that were run; the state on the last of them; seconds per step."""

    outputs: Outputs
    years: range
    state: State
    seconds: Mapping[str, float] = field(default_factory=dict)


class _Clock:
    """Seconds per step of the plan; never part of a result."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now


def run_block(
    inputs: Inputs,
    worlds: WorldBlock,
    variables: Sequence[Variable],
    *,
    flow_years: Sequence[int] = (),
    state: State | None = None,
    stop: int | None = None,
    procedures: ProcedureOutcome | None = None,
    commuting: CommutingBase | None = None,
    walks: Path | None = None,
    fresh: bool = False,
    on_year: Callable[[int], None] | None = None,
    check: bool = False,
) -> BlockResult:
    """Run one block of draws over the years.

    Parameters
    ----------
    inputs, worlds : the scenario's arrays and the worlds of the block
    variables : what to keep, catalogue entries
    flow_years : years for which the commuting matrix is kept
    state : where an earlier part of the run ended; None starts on the base date
    stop : last reference date to compute; the end of the horizon by default
    procedures : their outcome if it was computed before (the same for every part of a split run)
    commuting : of the base date, if it was computed before: ``prepare.commuting.base_date``
    walks : folder in which walks through procedures are kept, so that equal ones are not simulated twice
    fresh : simulate them all the same
    on_year : called after each reference date, for progress
    check : assert the conservation laws of every year (slower by a few percent)

    Returns
    -------
    BlockResult; a flow of year t belongs to the part of the run that computes reference date t + 1.

    Raises
    ------
    FloatingPointError
        with ``check``, where something is negative, missing or not conserved
    """
    clock = _Clock()
    axes = inputs.axes
    outcome = simulate(inputs, worlds, walks, fresh=fresh) if procedures is None else procedures
    fixed = steps.fixed(inputs, worlds, outcome, commuting)
    clock.lap("procedures")
    last = axes.end if stop is None else stop
    first = axes.start if state is None else state.year + 1
    keep = _Keeper(inputs, worlds.width, variables, range(first, last + 1), flow_years)
    if state is None:
        state = _commute(steps.begin(fixed), fixed, keep, clock, check)
        if on_year is not None:
            on_year(axes.start)
    while state.year < last:
        year = state.year
        state, flows = steps.housing(state, fixed)
        keep.flows(year, outcomes.flows(flows, fixed, year))
        clock.lap("housing")
        state = steps.people(state, fixed)
        clock.lap("people")
        state = steps.jobs(state, fixed)
        clock.lap("jobs")
        state = _commute(replace(state, year=year + 1), fixed, keep, clock, check)
        if on_year is not None:
            on_year(state.year)
    keep.constants(outcomes.constants(fixed) | outcomes.thresholds(state, fixed))
    return BlockResult(keep.draw_first(), range(first, last + 1), state, clock.seconds)


def _commute(state: State, fixed: steps.Fixed, keep: _Keeper, clock: _Clock, check: bool = False) -> State:
    """Steps 4 and 5 of a reference date."""
    state, result = steps.commuting(state, fixed)
    clock.lap("commuting")
    keep.year(state.year, outcomes.of_year(state, result, fixed, keep.names))
    if keep.wants_flow(state.year):
        keep.flow(state.year, result)
    if keep.wants_map(state.year):
        keep.map(state.year, outcomes.on_map(result, fixed))
    if check:
        outcomes.assert_conserved(state, result, fixed)
    clock.lap("indicators")
    return state


class _Keeper:
    """Arrays for what is kept, draw last while years are filled in, transposed once at the end."""

    def __init__(
        self, inputs: Inputs, width: int, variables: Sequence[Variable], years: range, flow_years: Sequence[int]
    ) -> None:
        self._years = years
        self._flow_index = {year: index for index, year in enumerate(y for y in flow_years if y in years)}
        self._map_index = {year: index for index, year in enumerate(y for y in inputs.axes.map_years if y in years)}
        self._flows_of = range(max(years.start - 1, inputs.axes.start), years.stop - 1)
        self._arrays: dict[str, NDArray[np.float32]] = {}
        for variable in variables:
            shape = [outcomes.length(inputs.axes, name) for name in variable.dims]
            if variable.dims[0] == YEAR:
                shape[0] = len(self._flow_index) if variable.name == "flow" else len(years)
            elif variable.dims[0] == FLOW_YEAR:
                shape[0] = len(self._flows_of)
            elif variable.dims[0] == MAP_YEAR:
                shape[0] = len(self._map_index)
            self._arrays[variable.name] = np.full((*shape, width), np.nan, dtype=np.float32)

    def _fill(self, index: int, values: Mapping[str, Array], first: str) -> None:
        for name, value in values.items():
            if name in self._arrays and VARIABLES[name].dims[0] == first:
                self._arrays[name][index] = value

    @property
    def names(self) -> Set[str]:
        """What is kept."""
        return self._arrays.keys()

    def year(self, year: int, values: Mapping[str, Array]) -> None:
        self._fill(year - self._years.start, values, YEAR)

    def flows(self, year: int, values: Mapping[str, Array]) -> None:
        self._fill(year - self._flows_of.start, values, FLOW_YEAR)

    def wants_flow(self, year: int) -> bool:
        return "flow" in self._arrays and year in self._flow_index

    def flow(self, year: int, result: CommutingResult) -> None:
        self._arrays["flow"][self._flow_index[year]] = result.mode_share * result.flows[None]

    def wants_map(self, year: int) -> bool:
        return year in self._map_index and any(VARIABLES[name].dims[0] == MAP_YEAR for name in self._arrays)

    def map(self, year: int, values: Mapping[str, Array]) -> None:
        self._fill(self._map_index[year], values, MAP_YEAR)

    def constants(self, values: Mapping[str, Array]) -> None:
        for name, value in values.items():
            if name in self._arrays:
                self._arrays[name][...] = value

    def draw_first(self) -> Outputs:
        return {name: np.ascontiguousarray(np.moveaxis(array, -1, 0)) for name, array in self._arrays.items()}
