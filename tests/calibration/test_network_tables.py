"""Network tables: what readers rely on, and that the files in the package are what the code makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from calibration.region import csvtext, network, network_corridors, network_projects

ROOT = Path(__file__).resolve().parents[2]
REGION = ROOT / "src" / "balanssim" / "data" / "regions" / "flevoland-mra"
SHARED = ROOT.parent / "shared"


def table(name: str) -> list[dict[str, str]]:
    return csvtext.read(REGION / "network" / f"{name}.csv")


@pytest.mark.skipif(not (SHARED / "data" / "network").is_dir(), reason="source tables are not beside the repository")
def test_files_are_what_the_code_makes() -> None:
    for name, text in network.build(SHARED).items():
        assert (REGION / name).read_text(encoding="utf-8") == text, name


def test_every_link_has_its_reverse_and_known_nodes() -> None:
    nodes = {row["node"] for row in table("nodes")}
    for name in ("road_links", "transit_links"):
        rows = table(name)
        assert len({row["link"] for row in rows}) == len(rows)
        ends = sorted((row["from_node"], row["to_node"], row.get("line", "")) for row in rows)
        assert ends == sorted((row["to_node"], row["from_node"], row.get("line", "")) for row in rows)
        assert {row["from_node"] for row in rows} <= nodes


def test_road_numbers_make_sense() -> None:
    for row in table("road_links"):
        assert 0 <= float(row["base_volume_veh_h"]) < float(row["capacity_veh_h"]), row["link"]
        speed = 60 * float(row["length_km"]) / float(row["free_flow_min"])
        assert 10 < speed < 110, row["link"]
        assert row["status"] in ("estimated", "assumed")


def test_transit_capacity_is_at_least_the_seats() -> None:
    for row in table("transit_links"):
        assert float(row["seats_pass_h"]) <= float(row["capacity_pass_h"])
        assert float(row["frequency_h"]) > 0


def test_twenty_four_projects_resolve_and_each_changes_something() -> None:
    projects = table("projects")
    names = list(dict.fromkeys(row["project"] for row in projects))
    assert len(names) == 24
    assert [name[:3] for name in names] == [f"P{number:02d}" for number in range(1, 25)]
    network_projects.check_targets(projects, table("nodes"), table("road_links"), table("transit_links"))
    fields = set(network.ROAD_COLUMNS) | set(network.TRANSIT_COLUMNS)
    for row in projects:
        assert set(row["field"].split(",")) <= fields, row
        assert len(row["field"].split(",")) == len(row["unit"].split(",")), row
        assert row["source"]
        assert row["status"]


def test_wrong_targets_are_all_named_at_once() -> None:
    rows = [
        dict(row, target=target)
        for row, target in zip(table("projects")[:2], ("S_ALM>S_NOWHERE", "S_NONE>S_ALM"), strict=True)
    ]
    with pytest.raises(ValueError, match=r"S_NOWHERE.*S_NONE"):
        network_projects.check_targets(rows, table("nodes"), table("road_links"), table("transit_links"))


def test_own_projects_are_assumptions() -> None:
    for row in table("projects"):
        if row["project"][:3] in ("P23", "P24"):
            assert row["status"] == "assumed"


def test_corridors_point_at_links_of_their_mode() -> None:
    by_mode = {"car": table("road_links"), "transit": table("transit_links")}
    added = set(network_projects.added_links(table("projects")))
    for row in table("corridors"):
        links = row["links"].split(";")
        assert len(set(links)) == len(links)
        assert set(links) <= {link["link"] for link in by_mode[row["mode"]]} | added, row["corridor"]
        assert row["load_ratio_settled"] in ("0", "1")


def test_headline_corridors_are_unsettled() -> None:
    settled = {row["corridor"]: row["load_ratio_settled"] for row in table("corridors")}
    assert [settled[name] for name in ("hollandse-brug", "stichtse-brug", "a6-almere-lelystad")] == ["0", "0", "0"]


def test_flevolijn_is_a_whole_cut() -> None:
    """Without its links no train runs from Almere to Amsterdam or the Gooi."""
    corridor = next(row for row in table("corridors") if row["corridor"] == "flevolijn")
    cut = set(corridor["links"].split(";"))
    reached = {"S_ALM", "S_ALMP", "S_ALMM", "S_ALMB", "S_ALMO", "S_ALPW", "S_LLS"}
    west = {"S_WSP", "S_ASDZ", "S_ASD", "S_NDB"}
    leaving = [
        row["link"]
        for row in table("transit_links")
        if row["mode"] == "train" and row["from_node"] in reached and row["to_node"] in west
    ]
    assert sorted(leaving) == sorted(link for link in cut if link.startswith("T_"))
    assert not [link for link in cut if "S_WSP_S_ALM" in link]


def test_flevopolder_cut_leaves_no_way_off_by_road() -> None:
    corridor = next(row for row in table("corridors") if row["corridor"] == "flevopolder-uit")
    cut = set(corridor["links"].split(";"))
    roads = [row for row in table("road_links") if row["link"] not in cut]
    reached, front = {"J_ALM"}, ["J_ALM"]
    while front:
        here = front.pop()
        for row in roads:
            if row["from_node"] == here and row["to_node"] not in reached:
                reached.add(row["to_node"])
                if not row["to_node"].startswith(("GM", "EX")):
                    front.append(row["to_node"])
    assert not reached & {"J_MBG", "J_HUI", "J_NYK", "J_HAR", "J_ELB", "J_KAZ", "J_URK", "J_ENK"}


def test_variant_is_six_lanes() -> None:
    (row,) = table("variants")
    assert (row["variant"], row["link"], row["field"]) == ("hollandse_brug_lanes", "R_ALP_MBG", "capacity_veh_h")
    assert float(row["value"]) == 6 * 2100


def test_a_row_with_a_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="row 2"):
        csvtext.text(("a", "b"), [{"a": 1}])


def test_corridor_with_an_unknown_link_is_refused() -> None:
    with pytest.raises(ValueError, match="hollandse-brug: R_ALP_MBG"):
        network_corridors.rows(set())
