# ruff: noqa: E501 - tables are kept at one row a line
"""Network tables of region `flevoland-mra`: nodes, links, access and variants.

The shared network set is schematic (AM peak hour, base 2023/2024). This module selects and renames its columns, puts its
sources in our own words and turns its confidence into a status: `estimated` where a public document stands behind the
row, else `assumed`. Projects and corridors are made in `network_projects` and `network_corridors`.
"""

from __future__ import annotations

from pathlib import Path

from calibration.region import csvtext, network_corridors, network_projects

NODE_COLUMNS = ("node", "name", "kind", "lat", "lon")
ROAD_COLUMNS = (
    "link", "from_node", "to_node", "name", "length_km", "lanes", "capacity_veh_h", "free_flow_min", "base_volume_veh_h",
    "commuter_share", "road_type", "bpr_alpha", "bpr_beta", "source", "status",
)  # fmt: skip
TRANSIT_COLUMNS = (
    "link", "from_node", "to_node", "mode", "line", "name", "in_vehicle_min", "frequency_h", "seats_pass_h",
    "capacity_pass_h", "base_volume_pass_h", "source", "status",
)  # fmt: skip
ACCESS_COLUMNS = ("zone", "node", "access_min", "egress_min", "source", "status")
VARIANT_COLUMNS = ("variant", "link", "field", "value", "source", "status")

RENAMED = {
    "base_volume_am_veh_h": "base_volume_veh_h",
    "commuter_share_of_volume": "commuter_share",
    "frequency_per_h_am_peak": "frequency_h",
    "capacity_seated_pass_h": "seats_pass_h",
    "capacity_total_pass_h": "capacity_pass_h",
    "base_volume_am_pass_h": "base_volume_pass_h",
    "link_id": "link",
    "line_id": "line",
    "node_id": "node",
    "zone_id": "zone",
}

# First words of a source in the shared set -> our own words. Order matters: the first that fits is used.
SOURCES = (
    ("lanes: Rijkswaterstaat, project SAA", "Lanes: Rijkswaterstaat, Schiphol-Amsterdam-Almere (2020). Volume: own estimate"),
    ("lanes: bezoekerscentrum.rijkswaterstaat.nl/Schiphol", "Lanes: Rijkswaterstaat visitor centre A1/A6 (2x5 and 2 reversible, to Amsterdam in the morning). Volume: own estimate"),
    ("expert estimate: lanes from general knowledge", "Own estimate: lanes from knowledge of the road, volume as 7.5-10.5% of a day"),
    ("lanes: hq-nieuws.nl", "Lanes: hq-nieuws.nl 2011 (peak-hour lane opened). Volume: own estimate"),
    ("lanes: rijkswaterstaat.nl A27/A1 Utrecht-Noord", "Lanes: Rijkswaterstaat A27/A1 (2018-2019). Volume: totaaltrans.nl and infrasite.nl daily counts 2014, carried to 2023"),
    ("lanes: bezoekerscentrum.rijkswaterstaat.nl/.../news", "Lanes: Rijkswaterstaat visitor centre 2016 (4 towards Amsterdam); whether the reversible lanes reach the bridge is open (HB01), see variants.csv. Volume: own estimate"),
    ("lanes: nos.nl", "Lanes: nos.nl July 2019 (four each way between Havendreef and Buiten-Oost). Volume: own estimate"),
    ("lanes: rijkswaterstaat.nl A6", "Lanes: Rijkswaterstaat, A6 Almere Oostvaarders-Lelystad. Volume: own estimate, chosen to reach a given load ratio"),
    ("lanes: general knowledge 2x2", "Own estimate; order of magnitude checked with friesjournaal.nl on bridge openings, which are not modelled"),
    ("lanes: wegenwiki.nl A27", "Lanes: wegenwiki.nl and A27L01. Volume: own estimate, chosen to reach a given load ratio"),
    ("filesnu.nl/CBS 2018", "Daily count: CBS 2018 through filesnu.nl (110,000-113,000 a carriageway). Peak share and lanes: own estimate"),
    ("lanes: rtvoost.nl", "Lanes: rtvoost.nl September 2021. Volume: own estimate"),
    ("wegenwiki.nl Coentunnel", "Daily count and lanes: wegenwiki.nl Coentunnel (159,400). Peak share and tidal split: own estimate"),
    ("amstelveeninzicht.nl/a9", "Daily count: amstelveeninzicht.nl (130,000 in 2014). Peak share: own estimate; hindrance during the works left out"),
    ("wegenwiki.nl Wijkertunnel", "Daily count: wegenwiki.nl Wijkertunnel (70,300). Peak share: own estimate"),
    ("ijmuidercourant.nl", "Daily count: ijmuidercourant.nl 2017 (about 60,000). Peak share: own estimate"),
    ("lanes 2x2 A27-N301", "Own estimate of lanes and volume"),
    ("wegenwiki.nl N302", "Lanes: wegenwiki.nl N302. Daily count: sagapedia.com Aquaduct Veluwemeer (over 30,000). Peak share: own estimate"),
    ("herik.nl 2024", "Lanes: herik.nl 2024 (N307 Roggebot-Kampen). Volume: own estimate"),
    ("nhnieuws.nl Nov 2023 (Houtribdijk", "Lanes: nhnieuws.nl November 2023; noord-holland.nl 2020. Volume: own estimate"),
    ("expert estimate: Amsterdam city main routes", "Own estimate: radial main streets of Amsterdam, schematic"),
    ("expert estimate: Almere ring roads", "Own estimate: ring roads of Almere, schematic"),
    ("expert estimate (schematic local access", "Own estimate: local access between a zone and its junction"),
    ("line pattern and frequency: NS/operator", "Service pattern 2023-2024: operators' timetables, compared with omroepflevoland.nl, treinenweb.nl and ovmagazine.nl. Minutes, seats and load: own estimate"),
    ("expert estimate (GVB pattern 2024)", "Own estimate after the Amsterdam service pattern of 2024; load own estimate"),
    ("frequency cross-checked where possible (rough", "Frequency: regional pages per line where found (320, 322, 316, 300, 30x). Minutes, vehicles and load: own estimate"),
    ("expert estimate (6 min each end", "Own estimate: about 6 minutes at each end for the main stop, more for other stops"),
)  # fmt: skip


def build(shared: Path) -> dict[str, str]:
    """Texts of the seven network tables, by file name relative to the region folder.

    `shared` is the folder that holds `data/network/`. Raises `ValueError` where the shared set changed in a way that this
    module does not know (an unknown source, a repeated link, a target that does not resolve).
    """
    folder = shared / "data" / "network"
    roads = [_renamed(row, ROAD_COLUMNS) for row in csvtext.read(folder / "road_links.csv")]
    lines = [_renamed(row, TRANSIT_COLUMNS) for row in csvtext.read(folder / "transit_links.csv")]
    access = [_renamed(row, ACCESS_COLUMNS) for row in csvtext.read(folder / "transit_access.csv")]
    nodes = [_renamed(row, NODE_COLUMNS) for row in csvtext.read(folder / "nodes.csv")]
    projects = network_projects.rows(csvtext.read(folder / "projects.csv"), roads)
    network_projects.check_targets(projects, nodes, roads, lines)
    added = network_projects.added_links(projects)
    corridors = network_corridors.rows({row["link"] for row in [*roads, *lines]} | set(added))
    return {
        "network/nodes.csv": csvtext.text(NODE_COLUMNS, nodes),
        "network/road_links.csv": csvtext.text(ROAD_COLUMNS, roads),
        "network/transit_links.csv": csvtext.text(TRANSIT_COLUMNS, lines),
        "network/transit_access.csv": csvtext.text(ACCESS_COLUMNS, access),
        "network/projects.csv": csvtext.text(network_projects.COLUMNS, projects),
        "network/variants.csv": csvtext.text(VARIANT_COLUMNS, variants()),
        "network/corridors.csv": csvtext.text(network_corridors.COLUMNS, corridors),
    }


def variants() -> list[dict[str, str]]:
    """Unsettled facts: the Hollandse Brug with the reversible carriageway, six lanes towards Amsterdam."""
    return [
        {
            "variant": "hollandse_brug_lanes",
            "link": "R_ALP_MBG",
            "field": "capacity_veh_h",
            "value": "12600",
            "source": "HB01: 6 lanes (5-7) towards Amsterdam with the reversible carriageway, x 2100 veh/h a lane (CAP03)",
            "status": "estimated",
        }
    ]


def status(source: str, confidence: str) -> str:
    """`estimated` where a public document stands behind the row and it is rated medium or high, else `assumed`."""
    documented = not source.startswith("expert estimate")
    return "estimated" if documented and confidence in ("medium", "high") else "assumed"


def _renamed(row: dict[str, str], columns: tuple[str, ...]) -> dict[str, str]:
    ours = {RENAMED.get(name, name): value for name, value in row.items()}
    ours["status"] = status(row["source"], row["confidence"])
    if "source" in columns:
        ours["source"] = _own_words(row["source"])
    return {column: ours[column] for column in columns}


def _own_words(source: str) -> str:
    for start, words in SOURCES:
        if source.startswith(start):
            return words
    raise ValueError(f"source without own words: {source!r}")
