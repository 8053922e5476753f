"""Text of `calibration/mode_shares.md`: what the fit of base mode shares reached."""

from __future__ import annotations

import numpy as np

from calibration.region import mode_shares as fitting

PAIRS = (
    ("GM0034-ST", "GM0363-CE"), ("GM0034-ST", "GM0363-ZU"), ("GM0034-ST", "GM0363-ZO"), ("GM0034-ST", "GM0344"),
    ("GM0034-ST", "GM0402"), ("GM0034-ST", "GM0034-ST"), ("GM0995", "GM0034-ST"), ("GM0995", "GM0363-CE"),
    ("GM0303", "GM0995"), ("GM0363-NO", "GM0363-CE"), ("GM0392", "GM0363-CE"), ("GM0363-ZU", "GM0394"),
)  # fmt: skip


def text(at: fitting.Setting, found: fitting.Fit) -> str:
    """The report as Markdown."""
    study = np.array([role == "study" for role in at.role])
    place = {zone: number for number, zone in enumerate(at.zones)}
    whole = (found.shares * at.jobs).sum(axis=(1, 2)) / at.jobs.sum()
    ours = (found.shares * at.jobs)[:, study].sum(axis=(1, 2)) / at.jobs[study].sum()
    wanted = fitting.counted_ratio(at, float(fitting.parameters().occupancy[0]))
    lines = [
        "# Base mode shares",
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
            f" {wanted:.3f} (constant {found.line_constant:.2f}; commuters are assumed to be"
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
    lines += ["", "Sensitivities: [joint fit](commuting_fit.md). Elasticities that follow: [realism](realism.md).", ""]
    return "\n".join(lines)
