"""Outcomes of commuting by area, each computed where it is asked for: zones summed to areas, then shares and ratios."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import cached_property

import numpy as np

from balanssim.inputs import Array
from balanssim.model import indicators, peak
from balanssim.model.commuting import CommutingResult
from balanssim.model.state import State
from balanssim.steps import Fixed, employed, levers_of

#: Minutes of the accessibility indicators (parameters IND04), and of the shorter ones.
THRESHOLD_MIN, SHORT_MIN = 45.0, 30.0
#: The order of modes in what follows.
CAR, TRANSIT, BIKE = range(3)


class Travelled:
    """A year of commuting by area; what several outcomes need is made once."""

    def __init__(self, state: State, result: CommutingResult, fixed: Fixed) -> None:
        self.state, self.result, self.fixed = state, result, fixed
        self.member = fixed.inputs.membership

    @cached_property
    def leaving(self) -> Array:
        """Jobs of the residents of a zone (zone, draw)."""
        return np.asarray(self.result.flows.sum(axis=1))

    @cached_property
    def residents(self) -> Array:
        """Jobs of residents (area, draw)."""
        return indicators.total(self.member, self.leaving)

    @cached_property
    def workers(self) -> Array:
        """Jobs at workplaces (area, draw)."""
        return indicators.total(self.member, self.result.flows.sum(axis=0))

    @cached_property
    def inside(self) -> Array:
        """Jobs of residents of an area in it (area, draw)."""
        return indicators.inside_area(self.member, self.result.flows)

    @cached_property
    def jobs(self) -> Array:
        """Employee jobs (zone, draw)."""
        return np.asarray(self.state.jobs.sum(axis=0))

    @cached_property
    def travelled(self) -> Array:
        """Jobs by mode (mode, origin, destination, draw)."""
        return self.result.flows * self.result.mode_share

    @cached_property
    def distance(self) -> Array:
        """Kilometres of a pair (origin, destination, 1)."""
        return self.fixed.inputs.commuting.universe.base_km[:, :, None]

    @cached_property
    def minutes(self) -> Array:
        """Minutes door to door in the morning peak by the clock, (mode, origin, destination, draw)."""
        return np.stack([np.broadcast_to(self.minutes_of(mode), self.result.flows.shape) for mode in range(3)])

    def minutes_of(self, mode: int) -> Array:
        """The same of one mode."""
        if mode == BIKE:
            factor = levers_of(self.fixed, self.state.year)["cycle_time_factor"]
            slow = self.distance * (60.0 / self.fixed.commuting.parameters.bike_kmh * factor)
            return np.broadcast_to(slow, self.result.car_min.shape)
        return self.result.car_min if mode == CAR else self.result.transit_min

    def share(self, mode: int) -> Array:
        """Share of residents who go by a mode (area, draw)."""
        by_mode = (self.result.flows * self.result.share_of(mode)).sum(axis=1)
        return indicators.ratio(indicators.total(self.member, by_mode), self.residents)

    def reach(self, mode: int, threshold: float) -> Array:
        """Resident-weighted mean over zones of the jobs within the threshold, (area, draw)."""
        within = indicators.jobs_within(self.minutes_of(mode), self.jobs, threshold)
        return indicators.weighted_mean(self.member, within, self.leaving)

    def mean_by_mode(self, values: Array) -> Array:
        """Mean over the commuters of each mode who live in an area, (mode, area, draw); zero where there are none."""
        top = indicators.total(self.member, np.einsum("modk,modk->mok", self.travelled, values))
        return indicators.ratio(top, indicators.total(self.member, self.travelled.sum(axis=2)))

    def mean_km(self) -> Array:
        """Mean kilometres of residents to work (area, draw)."""
        km = (self.result.flows * self.distance).sum(axis=1)
        return indicators.ratio(indicators.total(self.member, km), self.residents)

    @cached_property
    def car_km(self) -> Array:
        """Kilometres by car to work and back on an average working day, (area, draw)."""
        extra, worlds = levers_of(self.fixed, self.state.year)["wfh_extra_share"], self.fixed.worlds
        per_job = self.fixed.commuting.at.once.made("car km", (worlds, extra), lambda: self._km_per_driver(extra))
        km = np.einsum("odk,odk,odk->ok", self.result.flows, self.result.share_of(CAR), per_job)
        return indicators.total(self.member, km)

    def _km_per_driver(self, extra: float) -> Array:
        """The same for each job whose holder goes by car (origin, destination, draw); `extra` share worked at home."""
        values, km = self.fixed.values, self.fixed.inputs.commuting.universe.base_km
        going = peak.at_work(km.ravel(), values["commuting.wfh"], extra).reshape(*km.shape, -1)
        daily = values["commuting.days_per_week"] / 5.0 * values["commuting.present"] / values["commuting.occupancy"]
        return np.asarray(2.0 * self.distance * (going * daily))

    def car_co2(self) -> Array:
        """Tonnes of CO2 of those kilometres (area, draw)."""
        values, start = self.fixed.values, self.fixed.inputs.axes.start
        grams, later = values["commuting.car_co2"], values["commuting.car_co2_2040"]
        return indicators.car_co2(self.car_km, self.state.year, start, grams, values["commuting.occupancy"], later)

    def outside_all(self) -> Array:
        """Share of all workers who work outside the area, an estimate (area, draw)."""
        employee_share = self.fixed.inputs.people.employee_share
        self_employed = employed(self.state, self.fixed, self.state.year) * (1.0 - employee_share)[:, None]
        return indicators.share_outside_all(
            self.residents, self.inside, indicators.total(self.member, self_employed), self.self_employed_outside()
        )

    def self_employed_outside(self) -> Array:
        """Share of the self-employed residents of an area who work outside it, (area, draw), 0..1.

        The parameter speaks of municipalities, an area may hold many or be part of one. Self-employed who leave their
        municipality are taken to go as far as employees who do, and those who stay in it to spread as employees who
        stay.
        """
        leave, beyond = self.fixed.values["work.self_employed_outside"], []
        for leaving, inside in self.fixed.apart:
            out = indicators.total(self.member, indicators.of_pairs(leaving, self.result.flows))
            beyond.append(indicators.share_outside(out, indicators.of_pairs(inside, self.result.flows)))
        return np.clip(leave * beyond[0] + (1.0 - leave) * beyond[1], 0.0, 1.0)  # rounding of what stays inside


OUTCOMES: dict[str, Callable[[Travelled], Array]] = {
    "hansen_accessibility": lambda at: indicators.weighted_mean(at.member, at.state.job_access, at.leaving),
    "commute_min_by_mode": lambda at: at.mean_by_mode(at.minutes),
    "commute_km_by_mode": lambda at: at.mean_by_mode(np.broadcast_to(at.distance, at.travelled.shape)),
    "resident_jobs": lambda at: at.residents,
    "out_commuters": lambda at: at.residents - at.inside,
    "in_commuters": lambda at: at.workers - at.inside,
    "share_working_outside": lambda at: indicators.share_outside(at.residents, at.inside),
    "share_working_outside_all": lambda at: at.outside_all(),
    "self_containment": lambda at: indicators.ratio(at.inside, at.workers),
    "car_share": lambda at: at.share(CAR),
    "transit_share": lambda at: at.share(TRANSIT),
    "mean_commute_km": lambda at: at.mean_km(),
    "commute_car_km": lambda at: at.car_km / 1000.0,
    "commute_car_co2": lambda at: at.car_co2(),
    "jobs_within_45min_car": lambda at: at.reach(CAR, THRESHOLD_MIN),
    "jobs_within_45min_transit": lambda at: at.reach(TRANSIT, THRESHOLD_MIN),
    "jobs_within_45min_bike": lambda at: at.reach(BIKE, THRESHOLD_MIN),
    "jobs_within_30min_car": lambda at: at.reach(CAR, SHORT_MIN),
    "jobs_within_30min_transit": lambda at: at.reach(TRANSIT, SHORT_MIN),
    "jobs_within_30min_bike": lambda at: at.reach(BIKE, SHORT_MIN),
    "jobs_scale": lambda at: at.result.closure,
    "furness_error": lambda at: at.result.margin_error,
    "gap_route": lambda at: at.result.gap_route,
    "gap_demand": lambda at: at.result.gap_demand,
}


def of_year(
    state: State, result: CommutingResult, fixed: Fixed, wanted: Container[str] | None = None
) -> dict[str, Array]:
    """Outcomes of a reference date by name, those `wanted` (all by default): (area, draw) and the like."""
    at = Travelled(state, result, fixed)
    return {name: make(at) for name, make in OUTCOMES.items() if wanted is None or name in wanted}
