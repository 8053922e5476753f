"""Networks for the tests of assignment: files in TNTP format, and towns of any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.spatial import Delaunay, cKDTree

HEAD = "~ init_node term_node capacity length free_flow_time b power speed toll link_type ;"


def net_text(zones, nodes, first, links, head=HEAD):
    """A network file; a link is its columns from init_node on, at least seven."""
    tags = (("NUMBER OF ZONES", zones), ("NUMBER OF NODES", nodes), ("FIRST THRU NODE", first))
    lines = [f"<{name}> {value}" for name, value in (*tags, ("NUMBER OF LINKS", len(links)))]
    rows = ["\t" + "\t".join(str(value) for value in link) + "\t;" for link in links]
    return "\n".join([*lines, "<END OF METADATA>", "", head, *rows]) + "\n"


def trips_text(zones, trips):
    """A trips file of (origin, destination, trips)."""
    total = sum(float(value) for *_, value in trips)
    lines = [f"<NUMBER OF ZONES> {zones}", f"<TOTAL OD FLOW> {total}", "<END OF METADATA>", ""]
    for origin in sorted({o for o, *_ in trips}):
        lines.append(f"Origin \t{origin}")
        lines.append("".join(f"{d:5} : {value:>10};" for o, d, value in trips if o == origin))
    return "\n".join(lines) + "\n"


def write(folder: Path, net: str, trips: str) -> tuple[str, str]:
    """Both files."""
    (folder / "net.tntp").write_text(net, encoding="utf-8")
    (folder / "trips.tntp").write_text(trips, encoding="utf-8")
    return str(folder / "net.tntp"), str(folder / "trips.tntp")


def town(seed, zones, crossings, trips, shortest=0.75):
    """Links and trips of an invented town: crossings joined as triangles, zones beside it that nothing passes through.

    Streets of three capacities; each zone is tied to its two nearest crossings by links of constant time. Trips fall
    with distance. Returns (nodes, links, trips).
    """
    rng = np.random.default_rng(seed)
    places, homes = rng.uniform(0, 50, (crossings, 2)), rng.uniform(5, 45, (zones, 2))
    sides = Delaunay(places).simplices[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    streets = np.unique(np.sort(sides, axis=1), axis=0)
    km = np.hypot(*(places[streets[:, 0]] - places[streets[:, 1]]).T)
    links = []
    for n in np.argsort(km)[: int(len(km) * shortest)]:
        kind = rng.choice(3, p=[0.6, 0.3, 0.1])
        capacity, speed = (900, 1800, 3600)[kind], (0.7, 1.0, 1.6)[kind]
        for a, b in (streets[n], streets[n][::-1]):
            links.append((zones + 1 + a, zones + 1 + b, capacity, km[n], km[n] / speed, 0.15, 4))
    for zone, near in enumerate(cKDTree(places).query(homes, k=2)[1]):
        for crossing in near:
            minutes = 2.0 * np.hypot(*(homes[zone] - places[crossing]))
            links.append((zone + 1, zones + 1 + crossing, 99999, minutes, minutes, 0, 0))
            links.append((zones + 1 + crossing, zone + 1, 99999, minutes, minutes, 0, 0))
    away = np.hypot(*(homes[:, None] - homes[None]).transpose(2, 0, 1))
    made = rng.lognormal(0, 1, zones)[:, None] * rng.lognormal(0, 1, zones) * np.exp(-0.08 * away)
    np.fill_diagonal(made, 0.0)
    made *= trips / made.sum()
    table = [(o + 1, d + 1, made[o, d]) for o, d in np.argwhere(made > 0.0)]
    return zones + crossings, links, table
