"""Bottlenecks of housing and what relieves each by a quarter, as levers that a reader can repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balanssim.compare.differences import indistinguishable, mean_and_noise
from calibration.ensemble import Ensemble

Array = NDArray[np.float64]
#: A quarter more of a capacity or cap, as much work in less time, and a quarter less of a chance.
MORE, FASTER, FEWER = 1.25, 0.8, 0.75
ALMERE = "GM0034"


@dataclass(frozen=True)
class Relief:
    """One bottleneck: ``name`` as the table has it, ``short`` in a sentence; ``levers`` as after ``--set``.

    ``shown`` stands for the levers where there are too many to print.
    """

    id: str
    name: str
    short: str
    levers: tuple[str, ...]
    shown: str = ""


@dataclass(frozen=True)
class Gain:
    """Homes that a relief brings in the same worlds: mean of the differences, their band, noise of the mean."""

    mean: float
    low: float
    high: float
    noise: float

    @property
    def nothing(self) -> bool:
        """Whether it moves no home in nearly all worlds, rounding apart."""
        return max(abs(self.mean), abs(self.low), abs(self.high)) < 0.01

    @property
    def told_apart(self) -> bool:
        """Whether the mean rises above its noise."""
        return not bool(indistinguishable(np.array(self.mean), np.array(self.noise)))


def gain(base: Array, relieved: Array) -> Gain:
    """Paired difference of homes, (draw,) each, label by label."""
    mean, noise = mean_and_noise(base, relieved)
    low, high = np.quantile(relieved - base, (0.1, 0.9))
    return Gain(float(mean), float(low), float(high), float(noise))


def reliefs(case: Ensemble) -> tuple[Relief, ...]:
    """Every bottleneck with its levers: what the scenario has, a quarter more or less."""
    housing = case.scenario.levers.housing
    caps = {area: f"levers.housing.pace_cap.{area}={float(cap) * MORE:g}" for area, cap in housing.pace_cap.items()}
    dips = _scaled(case, "housing.market_dip_chance")
    lost = tuple(_scaled(case, f"housing.attrition_{status}") for status in ("hard", "soft", "unknown"))
    share = f"levers.housing.corporation_share_max={float(housing.corporation_share_max) * MORE:g}"
    return (
        Relief("grid", "Stroomnet: aansluitingen × 1,25", "het stroomnet", (f"levers.grid.connection_factor={MORE}",)),
        Relief("durations", "Doorlooptijden van plannen × 0,8", "de doorlooptijden",
               (f"levers.procedures.housing_duration_factor={FASTER}",)),
        Relief("lost", "Planuitval: kansen × 0,75", "de planuitval", lost,
               "`uncertainties.housing.attrition_hard`, `…_soft`, `…_unknown`: low, mode en high × 0,75"),
        Relief("sites", "Tempo per bouwplaats × 1,25", "het tempo per bouwplaats", _paces(case),
               "`levers.housing.plans.<plan>.max_pace`, elk plan in Flevoland × 1,25"),
        Relief("caps", "Tempogrenzen van alle gemeenten × 1,25", "de tempogrenzen", tuple(caps.values())),
        Relief("almere", "Tempogrens van Almere alleen × 1,25", "de tempogrens van Almere", (caps[ALMERE],)),
        Relief("builders", "Bouwers: capaciteit × 1,25", "de bouwers", (f"levers.housing.builders_factor={MORE}",)),
        Relief("dips", "Slechte jaren: kans × 0,75", "de slechte jaren", (dips,)),
        Relief("court", "Raad van State: capaciteit × 1,25", "de Raad van State",
               (f"levers.procedures.court_factor={MORE}",)),
        Relief("planners", "Planteams: capaciteit × 1,25", "de planteams",
               (f"levers.procedures.planners_factor={MORE}",)),
        Relief("corporations", "Corporaties: grens aan hun aandeel × 1,25", "de corporaties", (share,)),
    )  # fmt: skip


def together(chosen: Sequence[Relief]) -> Relief:
    """All of them at once."""
    levers = tuple(dict.fromkeys(lever for one in chosen for lever in one.levers))
    return Relief("all", "Alles hierboven tegelijk", "alles tegelijk", levers, "alle hefbomen hierboven")


#: What the reference does not have, so that nothing of it can be relieved: what it costs where it comes.
HARMS = (
    Relief("nitrogen", "Stikstof: een jaar voor wat nog geen harde status heeft", "een jaar stikstof",
           ("levers.housing.nitrogen_delay_years=1",)),
    Relief("fewer_planners", "Planteams: een kwart van de capaciteit", "een kwart van de planteams",
           ("levers.procedures.planners_factor=0.25",)),
)  # fmt: skip
#: Homes first at the court, in every year.
PRIORITY = Relief(
    "priority", "Raad van State: voorrang voor woningbouw, 7-10-12 maanden (WON10)", "voorrang",
    ("procedures.housing.appeal.duration={dist: triangular, low: 0.583, mode: 0.833, high: 1}",),
)  # fmt: skip
#: What stands below the reliefs in the table.
BESIDE = (PRIORITY, *HARMS)


def _paces(case: Ensemble) -> tuple[str, ...]:
    plans, inside = case.inputs.housing.plans, case.inside("flevoland")
    return tuple(
        f"levers.housing.plans.{name}.max_pace={pace * MORE:g}"
        for name, pace, zone in zip(plans.ids, plans.max_pace, plans.zone, strict=True)
        if inside[zone]
    )


def _scaled(case: Ensemble, name: str) -> str:
    """A triangular chance of the region, a quarter less: every world keeps its place in the band."""
    given = case.region.parameters[name].distribution
    if given.kind != "triangular":
        raise ValueError(f"{name} is {given.kind}, a triangular distribution was expected")
    words = ", ".join(f"{key}: {float(str(given.params[key])) * FEWER:g}" for key in ("low", "mode", "high"))
    return f"uncertainties.{name}={{dist: triangular, {words}}}"
