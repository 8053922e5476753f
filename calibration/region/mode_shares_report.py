"""Text of `calibration/mode_shares.md`: what the fit of base mode shares reached, and the sensitivities that follow."""

from __future__ import annotations

import numpy as np

from calibration.region import mode_shares as fitting

PAIRS = (
    ("GM0034-ST", "GM0363-CE"), ("GM0034-ST", "GM0363-ZU"), ("GM0034-ST", "GM0363-ZO"), ("GM0034-ST", "GM0344"),
    ("GM0034-ST", "GM0402"), ("GM0034-ST", "GM0034-ST"), ("GM0995", "GM0034-ST"), ("GM0995", "GM0363-CE"),
    ("GM0303", "GM0995"), ("GM0363-NO", "GM0363-CE"), ("GM0392", "GM0363-CE"), ("GM0363-ZU", "GM0394"),
)  # fmt: skip
GRID = tuple((beta, ratio) for beta in (0.02, 0.03, 0.04) for ratio in (0.4, 0.6, 0.8))


def text(at: fitting.Setting, found: fitting.Fit) -> str:
    """The report as Markdown."""
    study = np.array([role == "study" for role in at.role])
    place = {zone: number for number, zone in enumerate(at.zones)}
    whole = (found.shares * at.jobs).sum(axis=(1, 2)) / at.jobs.sum()
    ours = (found.shares * at.jobs)[:, study].sum(axis=(1, 2)) / at.jobs[study].sum()
    lines = [
        "# Base mode shares and commuting sensitivities",
        "",
        "Made by `python -m calibration.region.mode_shares SHARED REGION`. Shares are of commuting jobs; bike holds",
        "bicycle, moped and walking. Targets and their sources are constants of `calibration/region/mode_shares.py`.",
        "",
        "| band, road km | jobs | car target | car | transit target | transit | bike target | bike |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lower = 0.0
    for number, upper in enumerate(fitting.BANDS_KM):
        cells = [
            f"{100 * value:.1f}%" for k in range(3) for value in (found.targets[number, k], found.reached[number, k])
        ]
        name = f"{lower:g}-{upper:g}" if np.isfinite(upper) else f"{lower:g} and more"
        lines.append(f"| {name} | {found.band_jobs[number]:,.0f} | " + " | ".join(cells) + " |")
        lower = upper
    lines += [
        "",
        f"All jobs: car {whole[0]:.3f}, transit {whole[1]:.3f}, bike {whole[2]:.3f} (CBS 2017, all commuting trips:",
        f"car 0.60, bicycle 0.25). Residents of the study area: {ours[0]:.3f}, {ours[1]:.3f}, {ours[2]:.3f}.",
        (
            f"Transit over car occupants across the IJmeer: {found.line_ratio:.3f}, target"
            f" {fitting.counted_ratio(at):.3f} (constant {found.line_constant:.2f}; commuters are assumed to be"
        ),
        f"{fitting.COMMUTERS_IN_TRANSIT:.2f} of the passengers). {found.iterations} rounds.",
        "",
        "| from | to | km | car | transit | bike |",
        "|---|---|---|---|---|---|",
    ]
    for origin, destination in PAIRS:
        i, j = place[origin], place[destination]
        car, transit, bike = found.shares[:, i, j]
        km = at.universe.base_km[i, j]
        lines.append(f"| {origin} | {destination} | {km:.1f} | {car:.2f} | {transit:.2f} | {bike:.2f} |")
    lines += [
        "",
        "## Sensitivities",
        "",
        "Arc elasticities of commuting kilometres of residents of the study area for +10%; congestion and both",
        "margins fixed. Aim: fuel cost and car time of car kilometres between -0.3 and -0.7. The fare elasticity is",
        "large: fares are linear in distance and the damping starts at 30 km only.",
        "",
        "| beta per min | lambda / beta | fuel, car km | car time, car km | fare, transit km | fuel, transit km |",
        "|---|---|---|---|---|---|",
    ]
    for beta, ratio in GRID:
        e = fitting.sensitivities(at, found, study, beta, ratio)
        lines.append(
            f"| {beta:g} | {ratio:g} | {e['fuel_car_km']:.2f} | {e['time_car_km']:.2f} | {e['fare_transit_km']:.2f} "
            f"| {e['fuel_transit_km']:.2f} |"
        )
    central = fitting.sensitivities(at, found, study, fitting.CENTRAL["beta"], fitting.CENTRAL["lambda_ratio"])
    steeper = central["deterrence"] / (fitting.CENTRAL["beta"] * fitting.CENTRAL["lambda_ratio"])
    lines += [
        "",
        (
            f"Suggested: `commuting.beta` {fitting.CENTRAL['beta']:g} (0.02 to 0.04), `commuting.lambda_ratio`"
            f" {fitting.CENTRAL['lambda_ratio']:g} (0.4 to 0.8), status assumed."
        ),
        "",
        f"Base deterrence (Hyman conditions on pairs with a study zone): {central['deterrence']:.4f} per damped minute",
        f"and {central['inside']:+.3f} within zones. It is {steeper:.1f} times the response lambda: the cross-section",
        "is steeper than the response over time.",
        f"Regional scalar on cars over the Flevopolder screenline: {central['scalar']:.3f}.",
        "",
    ]
    return "\n".join(lines)
