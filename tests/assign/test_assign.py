"""User equilibrium on networks of files: figures by hand, quirks of the format, and what is refused."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest

from balanssim import cli, texts
from balanssim.assign import assign_files
from balanssim.model import volume_delay
from tests.assign import support

#: Two roads from 1 to 2: by 3 in 10 minutes that rise, by 4 in 20 that do not.
TWO = [(1, 3, 100, 1, 10, 1, 1), (3, 2, 100, 1, 0, 0, 0), (1, 4, 100, 5, 20, 0, 0), (4, 2, 100, 5, 0, 0, 0)]


@pytest.fixture
def run(tmp_path):
    def assign(links, trips, zones=2, nodes=4, first=1, **options):
        net, od = support.write(
            tmp_path, support.net_text(zones, nodes, first, links), support.trips_text(zones, trips)
        )
        return assign_files(net, od, **options)

    return assign


# ---- figures by hand ------------------------------------------------------------------------------------------------


def test_two_roads_end_equally_long(run):
    found = run(TWO, [(1, 2, 150.0)])
    # 10 (1 + v / 100) = 20: a hundred by the first, the rest by the other
    assert found.flow == pytest.approx([100, 100, 50, 50])
    assert found.objective == pytest.approx(10 * 100 + 10 / 100 * 100**2 / 2 + 20 * 50)
    assert found.total_travel_time == pytest.approx(150 * 20)
    assert found.converged


def test_a_road_that_is_never_worth_it_stays_empty(run):
    found = run(TWO, [(1, 2, 90.0)])
    assert found.flow.tolist() == [90.0, 90.0, 0.0, 0.0]
    assert found.relative_gap == 0.0


def test_toll_and_distance_count_in_the_choice_and_not_in_time(run):
    links = [(*link, 0, 8 if link[:2] == (1, 3) else 0, 1) for link in TWO]
    found = run(links, [(1, 2, 150.0)], toll_factor=0.5, distance_factor=0.25)
    # 10 (1 + v / 100) + 0.5 x 8 + 0.25 x 2 = 20 + 0.25 x 10: eighty by the first
    assert found.flow == pytest.approx([80, 80, 70, 70])
    assert found.total_travel_time == pytest.approx(80 * 18 + 70 * 20)
    assert found.total_cost == pytest.approx(150 * 22.5)
    assert found.objective == pytest.approx(10 * 80 + 0.1 * 80**2 / 2 + 4.5 * 80 + 22.5 * 70)


def test_zones_below_the_first_thru_node_are_not_passed_through(run):
    links = [(1, 2, 1, 1, 1, 0, 0), (2, 3, 1, 1, 1, 0, 0), (1, 4, 1, 1, 9, 0, 0), (4, 3, 1, 1, 9, 0, 0)]
    trips = [(1, 3, 10.0), (1, 2, 4.0), (2, 3, 1.0)]
    assert run(links, trips, zones=3, first=1).flow.tolist() == [14.0, 11.0, 0.0, 0.0]
    assert run(links, trips, zones=3, first=4).flow.tolist() == [4.0, 1.0, 10.0, 10.0]


def test_links_side_by_side_share(run):
    links = [(1, 2, 10, 1, 10, 1, 1), (1, 2, 30, 1, 10, 1, 1), (1, 2, 5, 1, 99, 0, 0), (2, 2, 1, 1, 0, 0, 0)]
    found = run(links, [(1, 2, 40.0)], nodes=2)
    assert found.flow == pytest.approx([10, 30, 0, 0])


def test_trips_within_a_zone_use_no_link_and_are_said(run):
    found = run(TWO, [(1, 1, 7.0), (1, 2, 90.0)])
    assert (found.trips, found.within_zones) == (90.0, 7.0)
    nothing = run(TWO, [(1, 1, 7.0)])
    assert (nothing.objective, nothing.relative_gap, nothing.converged) == (0.0, 0.0, True)


def test_free_roads_and_steep_and_gentle_curves(run):
    links = [(1, 2, 10, 0, 0, 0.15, 4), (1, 2, 10, 0, 0, 0, 0)]
    assert run(links, [(1, 2, 50.0)], nodes=2).total_travel_time == 0.0
    links = [(1, 2, 10, 1, 10, 0.15, 0), (1, 2, 10, 1, 10, 0.15, 12), (1, 2, 10, 1, 10, 0.15, 0.5)]
    found = run(links, [(1, 2, 25.0)], nodes=2, gap=1e-9)
    # power 0: 11.5 minutes whatever the volume; the others fill until they take as long
    assert found.time == pytest.approx([11.5, 11.5, 11.5], rel=1e-6)
    assert found.flow == pytest.approx([5, 10, 10], rel=1e-5)


def test_slopes_and_areas_belong_to_costs():
    links = volume_delay.curves(
        *(np.array(x, float) for x in ([10, 5, 3], [0.15, 1, 2], [9, 4, 7], [4, 1, 0.5], [1, 0, 2]))
    )
    volume, step = np.array([7.0, 3.0, 5.0]), 1e-5
    costs = [volume_delay.costs(links, volume + move) for move in (-step, step)]
    assert volume_delay.slopes(links, volume) == pytest.approx((costs[1] - costs[0]) / (2 * step), rel=1e-6)
    areas = [volume_delay.areas(links, volume + move) for move in (-step, step)]
    assert volume_delay.costs(links, volume) == pytest.approx((areas[1] - areas[0]) / (2 * step), rel=1e-6)
    assert volume_delay.areas(links, np.zeros(3)).tolist() == [0.0, 0.0, 0.0]


def test_a_crowded_town_of_forty_zones_reaches_a_very_small_gap(tmp_path):
    nodes, links, trips = support.town(3, 40, 150, 45_000.0)
    net, od = support.write(tmp_path, support.net_text(40, nodes, 41, links), support.trips_text(40, trips))
    found = assign_files(net, od, gap=1e-10)
    assert found.converged
    free = found.flow @ found.network.free
    assert found.total_travel_time > 1.15 * free  # crowded indeed
    assert (found.flow >= 0.0).all()


def test_too_few_iterations_end_with_1_and_say_so(tmp_path, capsys):
    nodes, links, trips = support.town(3, 12, 40, 9_000.0)
    files = support.write(tmp_path, support.net_text(12, nodes, 13, links), support.trips_text(12, trips))
    code = cli.main(["network", "assign", *files, "--max-iterations", "1", "--json", "--lang", "en"])
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert (code, found["converged"], found["iterations"]) == (1, False, 1)
    assert "--max-iterations" in captured.err
    assert found["relative_gap"] > 1e-6


# ---- files ----------------------------------------------------------------------------------------------------------

NET = support.net_text(2, 4, 1, TWO)
TRIPS = support.trips_text(2, [(1, 2, 150.0)])

QUIRKS = {
    "comments anywhere": (NET.replace("\t;", "\t; ~ a street"), "~ made by hand\n" + TRIPS),
    "no semicolons": (NET.replace(";", ""), TRIPS.replace(";", "")),
    "spaces for tabs": (NET.replace("\t", "  "), TRIPS.replace("\t", " ")),
    "windows": ("\ufeff" + NET.replace("\n", "\r\n"), TRIPS.replace("\n", "\r\n")),
    "tags in small letters": (NET.replace("NUMBER OF", "number of "), TRIPS.replace("Origin", "ORIGIN")),
    "tabs behind numbers": (re.sub(r"(> \d+)\n", r"\1\t\t\n", NET), TRIPS),
    "numbers with a point": (
        re.sub(r"\t(\d+)\t(\d+)\t", r"\t\1.0\t\2.00\t", NET, count=3), TRIPS.replace("150.0", "1.5E+02"),
    ),
    "origin without a space": (NET.replace("> ", ">"), TRIPS.replace("Origin \t1", "Origin1 ;")),
    "origin and its trips in one line": (NET, TRIPS.replace("Origin \t1\n", "origin: 1 ")),
    "more columns": (NET.replace("\t;", "\t50\t0\t0.00000\t;"), TRIPS),
    "zeros and no spaces": (NET, TRIPS.replace("2 :      150.0;", "1:0;2:150;")),
    "nodes nobody uses": (NET.replace("NODES> 4", "NODES> 99"), TRIPS),
    "no number of links": (NET.replace("<NUMBER OF LINKS> 4\n", ""), TRIPS),
}  # fmt: skip


@pytest.mark.parametrize("quirk", QUIRKS)
def test_quirks_of_published_files_are_read(tmp_path, quirk):
    net, trips = QUIRKS[quirk]
    assert (net, trips) != (NET, TRIPS)
    found = assign_files(*support.write(tmp_path, net, trips))
    assert found.flow == pytest.approx([100, 100, 50, 50])
    assert found.notes == ()


@pytest.mark.parametrize(
    ("net", "trips", "note"),
    [
        (NET.replace("<FIRST THRU NODE> 1\n", ""), TRIPS, "first_thru_missing"),
        (NET, TRIPS.replace("FLOW> 150.0", "FLOW> 200"), "total_differs"),
        (NET, TRIPS.replace("ZONES> 2", "ZONES> 3"), "zones_differ"),
    ],
)
def test_what_is_odd_but_harmless_is_said(tmp_path, capsys, net, trips, note):
    files = support.write(tmp_path, net, trips)
    for lang in texts.LANGUAGES:
        assert cli.main(["network", "assign", *files, "--lang", lang]) == 0
        out = capsys.readouterr().out
        assert out.rstrip().splitlines()[-1].count("<") == 1
        assert not re.search(r"\{\w+\}", out)
    assert cli.main(["network", "assign", *files, "--json"]) == 0
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["notes"]] == [note]


BROKEN = {
    "tntp.no_metadata": (NET.replace("<END OF METADATA>", ""), TRIPS, "net.tntp:8:1"),
    "tntp.tag_missing": (NET.replace("<NUMBER OF ZONES> 2\n", ""), TRIPS, "net.tntp:1:1"),
    "tntp.tag_count": (NET.replace("NODES> 4", "NODES> four"), TRIPS, "net.tntp:2:1"),
    "tntp.link_count": (NET.replace("LINKS> 4", "LINKS> 5"), TRIPS, "net.tntp:4:1"),
    "tntp.zones_above_nodes": (NET.replace("ZONES> 2", "ZONES> 9"), TRIPS, "net.tntp:1:1"),
    "tntp.link_columns": (NET.replace("\t1\t3\t100\t1\t10\t1\t1", "\t1\t3\t100\t1\t10\t1"), TRIPS, "net.tntp:8:1"),
    "tntp.number": (NET.replace("\t1\t3\t100", "\t1\t3\tmany"), TRIPS, "net.tntp:8:6"),
    "tntp.node": (NET.replace("\t1\t3\t100", "\t1\t7\t100"), TRIPS, "net.tntp:8:4"),
    "tntp.negative": (NET.replace("\t1\t3\t100", "\t1\t3\t-100"), TRIPS, "net.tntp:8:6"),
    "tntp.no_capacity": (NET.replace("\t1\t3\t100", "\t1\t3\t0"), TRIPS, "net.tntp:8:6"),
    "tntp.zone": (NET, TRIPS.replace("2 :", "3 :"), "trips.tntp:6:5"),
    "tntp.no_origin": (NET, TRIPS.replace("Origin \t1\n", ""), "trips.tntp:5:5"),
    "tntp.trips_row": (NET, TRIPS + "2 = 4\n", "trips.tntp:7:1"),
    "tntp.trips_twice": (NET, TRIPS + "2 : 4;\n", "trips.tntp:7:1"),
    "tntp.unconnected": (NET, TRIPS + "Origin 2\n1 : 4;\n", "trips.tntp:8:1"),
    "input.missing_file": (NET, None, "trips.tntp"),
}  # fmt: skip


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("code", BROKEN)
def test_broken_files_are_told_by_place(tmp_path, monkeypatch, capsys, code, lang):
    monkeypatch.chdir(tmp_path)
    net, trips, place = BROKEN[code]
    support.write(tmp_path, net, trips or "")
    if trips is None:
        (tmp_path / "trips.tntp").unlink()
    command = ["network", "assign", "net.tntp", "trips.tntp", "--lang", lang]
    assert cli.main(command) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert place in captured.err
    assert not re.search(r"\{\w+\}", captured.err)
    assert cli.main([*command, "--json"]) == 2
    found = [one for one in json.loads(capsys.readouterr().out)["problems"] if one["code"] == code]
    shown = [f"{one['file']}:{one['line']}:{one['column']}" if one["line"] else one["file"] for one in found]
    assert place in shown


def test_all_problems_of_both_files_at_once(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    net = NET.replace("\t1\t3\t100", "\t1\tx\t-1").replace("LINKS> 4", "LINKS> 5")
    support.write(tmp_path, net, TRIPS.replace("150.0", "nan") + "Origin 5\n2:-1\n")
    assert cli.main(["network", "assign", "net.tntp", "trips.tntp"]) == 2
    err = capsys.readouterr().err
    for place in (
        "net.tntp:4:1",
        "net.tntp:8:4",
        "net.tntp:8:6",
        "trips.tntp:6:14",
        "trips.tntp:7:8",
        "trips.tntp:8:3",
    ):
        assert place in err, place


@pytest.mark.parametrize(
    "words", [("--gap", "0"), ("--gap", "nan"), ("--toll-factor", "-1"), ("--distance-factor", "x")]
)
@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_options_that_make_no_sense_are_refused(tmp_path, capsys, words, lang):
    files = support.write(tmp_path, NET, TRIPS)
    assert cli.main(["network", "assign", *files, *words, "--lang", lang]) == 2
    assert words[1] in capsys.readouterr().err


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_the_answer_reads_in_both_languages_and_flows_are_written(tmp_path, capsys, lang):
    files = support.write(tmp_path, NET, TRIPS + "Origin 2\n2 : 3;\n")
    out = tmp_path / "flows.csv"
    command = ["network", "assign", *files, "--out", str(out), "--distance-factor", "0.1", "--lang", lang]
    assert cli.main(command) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert out.as_posix() in captured.out
    assert ("Totale reistijd" in captured.out) == (lang == "nl")
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "from_node,to_node,flow,time,cost"
    row = dict(zip(lines[0].split(","), map(float, lines[1].split(",")), strict=True))
    assert row["cost"] == pytest.approx(row["time"] + 0.1)
    assert math.isclose(row["time"], 10 * (1 + row["flow"] / 100))
    assert len(lines) == 5


def test_every_code_has_words_and_every_word_a_code(root):
    source = "\n".join(path.read_text("utf-8") for path in sorted((root / "src/balanssim/assign").glob("*.py")))
    used = set(re.findall(r'"(tntp\.[a-z_]+)"', source))
    assert used == {code for code in BROKEN if code.startswith("tntp.")}
    notes = {f"fits.assignment.note.{code}" for code in re.findall(r'\(\("(\w+)", \{', source)}
    for lang in texts.LANGUAGES:
        assert {code for code in texts.codes("problems", lang) if code.startswith("tntp.")} == used
        assert {code for code in texts.codes("messages", lang) if ".assignment.note." in code} == notes
