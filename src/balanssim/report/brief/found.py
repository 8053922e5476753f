"""All answers that a brief is made from, as they were computed; nothing here is in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from balanssim.errors import RunError
from balanssim.sweep import discover

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.compare.structure import Comparison
    from balanssim.region.read import Region
    from balanssim.report.needs import Needs
    from balanssim.report.rehearsal import InTime, Rehearsal
    from balanssim.report.together import Together
    from balanssim.sweep.decision import Decision
    from balanssim.sweep.discover import Discovery
    from balanssim.sweep.load import Loaded
    from balanssim.sweep.regret import Measured, Regrets
    from balanssim.sweep.years import Years
    from balanssim.texts import Lang


#: Futures of an option from which every analysis of a brief can be told from accident; with fewer it is for practice.
ENOUGH: Final = discover.FEWEST


@dataclass(frozen=True)
class Found:
    """The answers about one decision.

    ``together``: the options side by side, in order of the study; ``areas``: their differences to the first by place,
    as in ``bands.of_places``; ``rehearsals``: procedures of each option; ``pairs`` and ``pair_areas``: the same of the
    second option beside each further one, which is then the first;
    ``rounds``: the latest start decision, per year asked; ``needs``: what the second option needs to stay within each
    signal value; ``regrets``, ``years``, ``discoveries``: of the options; ``measured``: of the measures on all options.
    ``missing``: why a part is not there, by name of the field.
    """

    loaded: Loaded
    together: Together
    areas: xr.Dataset
    rehearsals: tuple[Rehearsal, ...]
    pairs: tuple[Together, ...] = ()
    pair_areas: tuple[xr.Dataset, ...] = ()
    rounds: tuple[InTime, ...] = ()
    needs: tuple[Needs, ...] = ()
    regrets: tuple[Regrets, ...] = ()
    measured: tuple[Measured, ...] = ()
    discoveries: tuple[Discovery, ...] = ()
    years: tuple[Years, ...] = ()
    missing: Mapping[str, RunError] = field(default_factory=dict)

    @property
    def decision(self) -> Decision:
        """What is decided."""
        assert self.loaded.study.decision is not None
        return self.loaded.study.decision

    @property
    def draws(self) -> int:
        """Futures of every option."""
        return self.together.scenarios[0].scenario.sampling.draws

    @property
    def practice(self) -> bool:
        """Too few futures to decide on."""
        return self.draws < ENOUGH

    @property
    def region(self) -> Region:
        """Of all options."""
        return self.together.region

    def table(self, lang: Lang) -> Comparison:
        """The comparison in words."""
        return self.together.table(lang)

    def column(self, scenario: str) -> int:
        """Column of an option by the id of its scenario."""
        return [one.id for one in self.together.scenarios].index(scenario)
