"""45,000 homes without new links: extra cars over the Hollandse Brug, docs/bevindingen/45000-woningen.md.

    python -m calibration.findings.woningen_45000

adds the homes on the base date, with jobs and links held, in the worlds of ``referentie``; lays every link of the chain
beside that of a rough one, and shares out what travellers do when the roads get busier. ``statements`` holds what the
page says in words against the figures; the page is not written where one of them fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from calibration import ensemble
from calibration.findings import chain
from calibration.findings.chain import BRIDGE, CORRIDORS, Case
from calibration.findings.chain_page import (
    HOMES,
    ROUGH,
    Found,
    account_of,
    core,
    corridors,
    english,
    longer,
    others,
    the_chain,
    what_changes,
)
from calibration.findings.common import FOLDER, Array, Statement, checked, command, deciding

PAGE = FOLDER / "45000-woningen.md"
DRAWS = 1_024
#: Jobs that the vision wants beside these homes (F088), for a variant.
JOBS = 55_000.0
#: A gap ten times smaller than in a run: what is left of it is a car or two an hour.
SETTINGS = ("numerics.congestion=equilibrium", "numerics.gap_tolerance=1.0e-4")
#: Uncertain parameters that reach this sum.
REACH = ("commuting.", "people.occupancy_new", "network.variant", "work.jobs_all_band")


def gather(draws: int, seed: int) -> Found:
    """Add the homes in every world; three variants beside it."""
    case = ensemble.load(draws, seed, SETTINGS)
    parts: list[dict[str, Array]] = []
    for block in chain.blocks(case):
        almere, zones = block.almere, block.inputs.axes.zones
        homes, none = chain.as_planned(block.inputs, HOMES, almere), np.zeros(len(zones))
        pampus = np.array([zone == "GM0034-PA" for zone in zones])
        there = block.inputs.work.jobs.sum(axis=0) * almere
        variants = {
            "plans": Case(homes, none),
            "pampus": Case(HOMES * pampus, none),
            "elsewhere": Case(chain.as_planned(block.inputs, HOMES, almere & ~pampus), none),
            "jobs": Case(homes, JOBS * there / there.sum()),
        }
        made: dict[str, Array] = {}
        for name, variant in variants.items():
            before, after = (chain.solve(block, variant, answer=answer) for answer in (False, True))
            made |= {f"{name}.before": chain.extra(block, before, BRIDGE),
                     f"{name}.after": chain.extra(block, after, BRIDGE)}  # fmt: skip
            if name == "plans":
                made |= {f"link.{key}": value for key, value in chain.links(block, homes, before).items()}
                made |= {f"answer.{key}": value for key, value in chain.answers(block, before, after).items()}
                made |= {f"at.{key}.before": chain.extra(block, before, key) for key in CORRIDORS}
                made |= {f"at.{key}.after": chain.extra(block, after, key) for key in CORRIDORS}
                made["longer"] = chain.minutes_longer(block, after)
        made |= {f"factor.{key}": value for key, value in block.worlds.values.items() if key.startswith(REACH)}
        parts.append(made)
    of = chain.together(parts)
    flows = block.base.static.flows

    def those(kind: str) -> dict[str, Array]:
        return {key.partition(".")[2]: value for key, value in of.items() if key.startswith(f"{kind}.")}

    at = those("at")
    return Found(
        case=case, links=those("link"), answers=those("answer"),
        before={key: at[f"{key}.before"] for key in CORRIDORS}, after={key: at[f"{key}.after"] for key in CORRIDORS},
        variants={name: (of[f"{name}.before"], of[f"{name}.after"]) for name in variants},
        longer=of["longer"], more_lanes=of["factor.network.variant"] > 0.5,
        factors={key: value for key, value in those("factor").items() if np.ptp(value) > 0.0},
        districts={zone: float(count) for zone, count in zip(zones, homes, strict=True) if count > 0.0},
        outside=float(1.0 - flows[np.ix_(almere, almere)].sum() / flows[almere].sum()),
    )  # fmt: skip


def statements(found: Found) -> list[Statement]:
    """What the page says in words, and the share of the worlds in which it holds."""
    before, after = found.before[BRIDGE], found.after[BRIDGE]
    shared = np.abs(sum(found.answers.values(), np.zeros_like(after)) - (after - before))
    low, high = np.quantile(after, (0.1, 0.9))
    chained = HOMES * np.prod([found.links[name] for name in ROUGH], axis=0) + found.links["rest"]
    fewer, route, wide = found.variants["jobs"][1] < after, found.answers["route"], found.more_lanes
    return [
        Statement("de schakels vermenigvuldigen tot de auto's van het model",
                  float((np.abs(chained - before) < 1.0).mean())),
        Statement("de antwoorden tellen op tot het verschil", float((shared < 1.0).mean())),
        Statement("wie erbij komt, werkt vaker buiten Almere dan wie er nu woont",
                  float((found.links["outside"] > found.outside).mean())),
        Statement("na aanpassing rijden er minder auto's extra over de brug", float((after < before).mean()), 0.95),
        Statement("met vier stroken wijken auto's uit naar een andere brug", float((route[~wide] < 0).mean()), 0.8),
        Statement("met zes stroken komen er auto's bij van een andere brug", float((route[wide] > 0).mean()), 0.8),
        Statement("meer dan vier vijfde van de extra auto's blijft", float((after > 0.8 * before).mean()), 0.9),
        Statement("de ruwe keten ligt minder dan een kwart van de uitkomst voor aanpassing af",
                  float((np.abs(before / found.rough - 1.0) < 0.25).mean()), 0.9),
        Statement("met zes stroken blijven er meer auto's over dan met vier (mediaan)",
                  float(np.median(after[wide]) > np.median(after[~wide]))),
        Statement("met 55.000 banen erbij in Almere rijden er minder auto's over de brug", float(fewer.mean()), 0.99),
        Statement("alles in Pampus geeft meer auto's op de brug dan niets in Pampus",
                  float((found.variants["pampus"][1] > found.variants["elsewhere"][1]).mean()), 0.99),
        Statement("de band is smaller dan een derde van de uitkomst", float(high - low < np.median(after) / 3.0)),
    ]  # fmt: skip


def make(draws: int, seed: int, _: Path) -> tuple[list[Statement], dict[str, str]]:
    """Statements and parts of the page."""
    found = gather(draws, seed)
    said = statements(found)
    return said, {
        "verantwoording": account_of(found),
        "kern": core(found),
        "keten": the_chain(found),
        "aanpassing": what_changes(found),
        "langer": longer(found),
        "corridors": corridors(found),
        "varianten": others(found),
        "doorslag": deciding(found.factors, found.after[BRIDGE], seed),
        "controle": checked(said),
        "english": english(found),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the page."""
    return command(arguments, __doc__, PAGE, make, DRAWS)


if __name__ == "__main__":
    raise SystemExit(main())
