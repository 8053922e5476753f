# ruff: noqa: E501 - tables are kept at one row a line
"""Where each of the 24 infrastructure projects of region `flevoland-mra` stands in its procedure.

A project enters its template at a stage on the date of its status. `restart_low` to `restart_high` are the places it may have in the
queue of paused projects: 17 of June 2023 and 5 of 2025 (MIRT17, MIRT18); only the A27 was named as first. `works` are years of building
where those of the template do not fit. `requires` is a milestone of another project, `serves` names the housing plans that a project is
meant for.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Places left in the queue of 22 after the first.
_LATER = (2, 22)


@dataclass(frozen=True)
class Standing:
    """Template, entry stage and what else decides when a project goes on."""

    template: str
    stage: str
    source: str
    route_decision: int | None = None
    release_from: int | None = None
    restart: tuple[int, int] | None = None
    requires: str = ""
    serves: str = ""
    works: tuple[float, float, float] | None = None

    def cells(self) -> dict[str, str | float | int | None]:
        """Cells of `pipeline/infrastructure.csv` by column; a project with a place in the queue is paused."""
        low, high = self.restart or (None, None)
        works = self.works or (None, None, None)
        return {
            "template": self.template, "entry_stage": self.stage, "route_decision": self.route_decision,
            "paused": int(self.restart is not None), "release_from": self.release_from, "restart_low": low,
            "restart_high": high, "requires": self.requires or None, "serves": self.serves or None,
            "works_low": works[0], "works": works[1], "works_high": works[2], "stage_source": self.source,
        }  # fmt: skip


_PAMPUS = "pampus-fase-1;pampus-rest"

STANDING: dict[str, Standing] = {
    "P01_IJMEER_METRO": Standing("metro", "start_decision", "F159: BO MIRT 2026 decides on the alternative route to an exploration, not on the exploration itself; works MIRT10", route_decision=2026, serves=_PAMPUS),
    "P02_IJMEERWEG": Standing("road", "start_decision", "F162: follows from the integral business case of the IJmeer crossing; works as those of a rail bridge or tunnel of that length (MIRT10), own estimate", requires="P01_IJMEER_METRO:preferred_decision", serves=_PAMPUS, works=(5, 7, 12)),
    "P03_A6_LLS": Standing("road", "elaboration", "MIRT08: start decision 2016, no route decision in September 2025; MIRT18: paused, not before 2030", release_from=2030, restart=_LATER),
    "P04_A27_ZWE": Standing("road", "elaboration", "MIRT17: paused June 2023; F161: named in November 2024 as first to restart", restart=(1, 1)),
    "P05_LELYLIJN": Standing("rail", "start_decision", "MIRT05: MIRT study done in 2024; works of a new line of about 120 km own estimate", works=(7, 10, 14)),
    "P06_STICHTSE_LIJN": Standing("busway", "research", "Only reserved in spatial plans (STI01); works of about 40 km own estimate", works=(2, 3, 5)),
    "P07_FLEVO_FREQ": Standing("rail", "realisation", "Study and partly works, waits for ERTMS: own band of opening years"),
    "P08_ZUIDASDOK": Standing("road", "realisation", "Under construction: own band of opening years"),
    "P09_NZLIJN_SHL": Standing("metro", "exploration", "Exploration since 2023 (welingelichtekringen.nl January 2026)"),
    "P10_RINGLIJN": Standing("metro", "exploration", "Exploration since 2023 (samenbouwenaanbereikbaarheid.nl 2023); works of about 4 km own estimate", works=(3, 5, 8)),
    "P11_A9_BAHO": Standing("road", "realisation", "Under construction: own band of opening years"),
    "P12_A7A8": Standing("road", "elaboration", "MIRT18: paused, money withdrawn, not before 2030; stage own estimate", release_from=2030, restart=_LATER),
    "P13_HOEVELAKEN": Standing("road", "elaboration", "MIRT17: paused June 2023; stage, and works of a large interchange, own estimate", restart=_LATER, works=(3, 5, 7)),
    "P14_ROTTEPOLDER": Standing("road", "elaboration", "MIRT17: paused June 2023; stage own estimate", restart=_LATER),
    "P15_RING_UTRECHT": Standing("road", "appeal", "MIRT12: interim ruling of the Council of State on 30 April 2025; works own estimate", works=(4, 6, 9)),
    "P16_A8A9": Standing("road", "elaboration", "Provincial project in elaboration; own estimate"),
    "P17_A4_BURGERVEEN": Standing("road", "elaboration", "MIRT18: paused, money withdrawn, not before 2030; stage own estimate", release_from=2030, restart=_LATER),
    "P18_N50": Standing("road", "research", "Regional wish; own estimate"),
    "P19_HOUTRIBDIJK": Standing("road", "research", "Political wish, not in the MIRT; own estimate"),
    "P20_PHS_GOOI": Standing("rail", "realisation", "Decided in 2020: own band of opening years"),
    "P21_HOV_GOOI": Standing("busway", "realisation", "Under construction: own band of opening years"),
    "P22_A1A30": Standing("road", "elaboration", "MIRT17: paused June 2023; stage own estimate", restart=_LATER),
    "P23_HOV_A6_A1": Standing("busway", "research", "Idea, no decision; own estimate"),
    "P24_PAMPUS_BUSWAY": Standing("busway", "research", "Idea, no decision; own estimate", serves="pampus-fase-1"),
}  # fmt: skip
