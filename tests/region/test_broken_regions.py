# ruff: noqa: E501 - the table of cases is kept at one row a line
"""Broken regions: one change to a sound region each, and the words and place a reader must get."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from balanssim import texts
from balanssim.errors import InputError
from balanssim.region.check import check
from balanssim.region.read import load_region
from balanssim.testing import tiny_region


@dataclass(frozen=True)
class Case:
    """Replace ``old`` (once, the first) by ``new`` in ``file``; the problem is expected on the line of the change.

    ``where``: another file and line where the problem shows instead; ``column`` the place in the line.
    """

    name: str
    file: str
    old: str
    new: str
    nl: str
    en: str
    where: tuple[str, int] | None = None
    column: int | None = None


_ROAD, _LINES, _PROJECTS = "network/road_links.csv", "network/transit_links.csv", "network/projects.csv"

CASES = (
    Case("unknown column", "zones.csv", "space_known", "space_knwon", "onbekende kolom 'space_knwon'", "unknown column 'space_knwon'"),
    Case("missing column", "zones.csv", "space_known", "space_knwon", "kolom 'space_known' ontbreekt", "column 'space_known' is missing", ("zones.csv", 1)),
    Case("column twice", "woondeal.csv", "deal,area", "deal,deal", "staat er twee keer", "stands here twice"),
    Case("word for a number", _ROAD, "22.0,4,8400", "22.0,four,8400", "'four' is geen getal", "'four' is no number", column=32),
    Case("decimal comma", _ROAD, "22.0,4,8400", '"22,0",4,8400', "'22,0' is geen getal", "'22,0' is no number", column=27),
    Case("digits of another script", _ROAD, "22.0,4,8400", "22.0,٤,8400", "is geen getal", "is no number"),
    Case("underscore in a number", _ROAD, "22.0,4,8400", "22.0,4,8_400", "'8_400' is geen getal", "'8_400' is no number"),
    Case("nan", "base_year.csv", "homes,social_rent,T2,4000", "homes,social_rent,T2,nan", "'nan' is geen getal", "'nan' is no number"),
    Case("infinite", "base_year.csv", "homes,social_rent,T2,4000", "homes,social_rent,T2,1e999", "'1e999' is geen getal", "finite number"),
    Case("negative", "base_year.csv", "homes,social_rent,T2,4000", "homes,social_rent,T2,-4000", "waarde -4.000; een getal >= 0", "value -4,000; a number >= 0"),
    Case("share above one", "base_year.csv", "participation,,T2,0.73", "participation,,T2,1.73", "een getal 0..1", "a number 0..1"),
    Case("half a flag", "zones.csv", ",T1-C,1,", ",T1-C,0.5,", "geen geheel getal", "no whole number"),
    Case("empty cell", "pipeline/housing.csv", "hard,900,1000", "hard,900,", "leeg veld; een waarde van homes", "empty cell; a value of homes"),
    Case("space around text", "zones.csv", "Bijdorp,study", "Bijdorp ,study", "spatie", "space"),
    Case("unknown status", "bomirt.csv", "2023-11-15,past", "2023-13-15,past", "is geen datum", "is no date"),
    Case("unknown choice", "zones.csv", "Buurstad,neighbour", "Buurstad,neighbor", "study, neighbour, external", "one of study, neighbour, external"),
    Case("too many fields", "woondeal.csv", "T1,2024,", "T1,2024,1,", "7 velden; 6, zoals de kopregel", "7 fields; 6, as in the header"),
    Case("open quote", "known.csv", "homes,T2", 'homes,"T2', "geen geldige CSV", "not valid CSV"),
    Case("duplicate zone", "zones.csv", "T2,Bijdorp", "T3,Bijdorp", "T3 staat al op regel 4", "T3 stands on line 4 already", ("zones.csv", 5)),
    Case("duplicate link", _ROAD, "R_J_B_J_X,J_B", "R_J_C_J_B,J_B", "R_J_C_J_B staat al op regel 16", "R_J_C_J_B stands on line 16 already"),
    Case("a line named as a road", _LINES, "T_B1_S_B_S_X,", "R_J_C_J_B,", "schakel R_J_C_J_B bestaat al", "link R_J_C_J_B exists already"),
    Case("duplicate pair", "commuting.csv", "T2,T3,", "T2,T2,", "T2 / T2 staat al op regel 14", "T2 / T2 stands on line 14 already"),
    Case("unknown zone", "pipeline/housing.csv", "Bijdorp,T2", "Bijdorp,T22", "onbekende naam 'T22' (zone)", "Did you mean T2"),
    Case("unknown zone in commuting", "commuting.csv", "T2,T3,", "T2,T9,", "onbekende naam 'T9'", "unknown name 'T9' (zone), 1 times"),
    Case("unknown node", _ROAD, "R_J_N_J_C,J_N,J_C", "R_J_N_J_C,J_N,J_Q", "onbekende naam 'J_Q' (node)", "unknown name 'J_Q' (node)"),
    Case("unknown area", "known.csv", "homes,T2", "homes,T2x", "onbekende naam 'T2x' (area)", "unknown name 'T2x' (area)"),
    Case("unknown project", _PROJECTS, "P1_BRIDGE,change_link", "P1_BRUG,change_link", "Bedoelde u P1_BRIDGE", "Did you mean P1_BRIDGE"),
    Case("release by an unknown project", "pipeline/housing.csv", "decision:P2_METRO", "decision:P3_METRO", "Bedoelde u P2_METRO", "Did you mean P2_METRO"),
    Case("unknown location", "pipeline/programmes.csv", "basic,office", "basic,offce", "Bedoelde u office", "Did you mean office"),
    Case("unknown sector", "pipeline/programmes.csv", "basic,office", "stuwend,office", "onbekende naam 'stuwend' (sector)", "Add the name to its own table"),
    Case("origin margin", "commuting.csv", "T2,T3,1800.0", "T2,T3,1801.0", "uit T2 vertrekken 10.001 banen; 10.000", "10,001 jobs leave T2; 10,000", ("commuting.csv", 12)),
    Case("destination margin", "commuting.csv", "T2,T3,1800.0", "T2,T3,1801.0", "in T3 komen 58.801 banen aan; 58.800", "58,801 jobs arrive in T3; 58,800", ("commuting.csv", 5)),
    Case("ages", "base_year.csv", "age_share,75+,T2,0.1", "age_share,75+,T2,0.2", "telt op tot 1,1", "adds up to 1.1", ("base_year.csv", 94)),
    Case("mode shares", "commuting.csv", "T2,EX1,500.0,0,0.735", "T2,EX1,500.0,0,0.7", "share_* van T2 > EX1 telt op tot 0,965", "share_* of T2 > EX1 adds up to 0.965"),
    Case("resident jobs do not follow", "base_year.csv", "employee_share,,T2,0.82", "employee_share,,T2,0.8", "Stel resident_scale opnieuw vast", "Fix resident_scale again", ("base_year.csv", 103)),
    Case("unit differs", "base_year.csv", "T2,30000,,,persons", "T2,30000,,,thousand", "'persons', als op regel", "'persons', as on line"),
    Case("band", "base_year.csv", "T2,1.04,1.0,1.1", "T2,1.04,1.05,1.1", "laag 1,05, midden 1,04", "low 1.05, central 1.04"),
    Case("unknown variable", "base_year.csv", "population,,T2", "populatoin,,T2", "Lijkt op: population", "Looks like: population"),
    Case("unknown category", "base_year.csv", "homes,mid,T2", "homes,middle,T2", "social_rent, mid, high", "one of social_rent, mid, high"),
    Case("zone without a parent", "zones.csv", ",T1-C,1,", ",,1,", "zone T1-N heeft geen pendel en geen ouder", "zone T1-N has no commuting and no parent"),
    Case("own parent", "zones.csv", ",T1-C,1,", ",T1-N,1,", "zone T1-N heeft ouder T1-N", "zone T1-N has parent T1-N"),
    Case("zone is no area", "areas.csv", "T2,Bijdorp,Bijdorp,municipality,T2", "T2,Bijdorp,Bijdorp,municipality,T2;T3", "zone T2 is geen gebied", "zone T2 is no area", ("zones.csv", 4)),
    Case("municipality without all zones", "areas.csv", "T1-C;T1-N\nT2", "T1-C\nT2", "geen gebied met precies haar zones", "no area with exactly its zones", ("zones.csv", 2)),
    Case("two names", "zones.csv", "T1-N,Testad Nieuw,T1,Testad", "T1-N,Testad Nieuw,T1,Teststad", "heet hier 'Teststad' en elders 'Testad'", "called 'Teststad' here"),
    Case("zero length", _ROAD, "J_C-J_3,22.0", "J_C-J_3,0", "waarde 0; een getal > 0", "value 0; a number > 0"),
    Case("zero time", _LINES, "Intercity,15.0", "Intercity,0", "waarde 0; een getal > 0", "value 0; a number > 0"),
    Case("capacity zero", _ROAD, "22.0,4,8400", "22.0,4,0", "waarde 0; een getal > 0", "value 0; a number > 0"),
    Case("loop", _ROAD, "R_J_N_J_C,J_N,J_C", "R_J_N_J_C,J_N,J_N", "begint en eindigt in J_N", "starts and ends in J_N"),
    Case("train to a junction", _LINES, "T_SPR_S_C_S_3,S_C,S_3", "T_SPR_S_C_S_3,S_C,J_3", "knoop J_3 is geen halte", "node J_3 is no stop"),
    Case("more seats than places", _LINES, "25.0,2.0,900,1400", "25.0,2.0,1900,1400", "1.900 zitplaatsen", "1,900 seats"),
    Case("cut off by car, out", _ROAD, "R_T2_J_B,T2,J_B", "R_T2_J_B,J_X,J_B", "vanuit T2 niet in T1-C, T1-N, T3, EX1", "from T2 to T1-C, T1-N, T3, EX1", ("zones.csv", 4)),
    Case("cut off by car, in", _ROAD, "R_J_B_T2,J_B,T2", "R_J_B_T2,J_B,J_X", "niet in T2 vanuit T1-C, T1-N, T3, EX1", "get to T2 from T1-C, T1-N, T3, EX1", ("zones.csv", 4)),
    Case("only through another zone", _ROAD, "R_EX1_J_X,EX1,J_X", "R_EX1_J_X,EX1,T3", "vanuit EX1 niet in T1-C, T1-N, T2", "from EX1 to T1-C, T1-N, T2", ("zones.csv", 6)),
    Case("cut off by transit", "network/transit_access.csv", "T2,S_B,6,6", "T2,S_N,6,6", "met het ov komt men vanuit T2 niet", "by transit one cannot get from T2", ("zones.csv", 4)),
    Case("zone is no node", "network/nodes.csv", "T2,T2,zone", "T2,T2,junction", "zone T2 is geen knoop", "zone T2 is no node", ("zones.csv", 4)),
    Case("project without a link", _PROJECTS, "R_J_C_J_3;R_J_3_J_C,lanes", "R_J_C_J_4;R_J_3_J_C,lanes", "onbekende schakel 'R_J_C_J_4'", "unknown link 'R_J_C_J_4'"),
    Case("project without a node", _PROJECTS, "S_C>S_N", "S_C>S_Q", "onbekende knoop 'S_Q'", "unknown node 'S_Q'"),
    Case("project without a line", _PROJECTS, "line:SPR", "line:SPX", "onbekende lijn 'SPX'", "Looks like: SPR"),
    Case("project with one value too few", _PROJECTS, '"metro,M1,6,8,1400,7200"', '"metro,M1,6,8,1400"', "6 velden en 5 waarden", "6 fields and 5 values"),
    Case("project with an impossible value", _PROJECTS, "capacity_veh_h,10500", "capacity_veh_h,0", "capacity_veh_h wordt 0", "capacity_veh_h becomes 0"),
    Case("project on a wrong field", _PROJECTS, "lanes,5", "frequency_h,5", "veld 'frequency_h'", "field 'frequency_h'"),
    Case("project adds a link twice", _PROJECTS, "S_N>S_3", "S_N>S_C", "bestaat al", "exists already"),
    Case("variant on a wrong field", "network/variants.csv", "capacity_veh_h", "seats_pass_h", "veld 'seats_pass_h'", "field 'seats_pass_h'"),
    Case("corridor with an unknown link", "network/corridors.csv", "P2_METRO_M1_S_N_S_3", "P2_METRO_M1_S_N_S_4", "Bedoelde u P2_METRO_M1_S_N_S", "Did you mean P2_METRO_M1_S_N_S"),
    Case("corridor of two modes", "network/corridors.csv", "car,R_J_C_J_3", "car,T_SPR_S_C_S_3", "een andere vervoerwijze dan car", "another mode than car"),
    Case("corridor unit", "network/corridors.csv", "pass/h", "veh/h", "eenheid 'veh/h'; pass/h", "unit 'veh/h'; pass/h"),
    Case("location shares", "pipeline/locations.csv", "business_park,1,share", "business_park,0.9,share", "telt op tot 0,9", "adds up to 0.9"),
    Case("location unit", "pipeline/locations.csv", "20,ha", "20,m2", "business_park in m2; ha of share", "business_park in m2; ha or share"),
    Case("target falls", "woondeal.csv", "T1,2026,1750", "T1,2026,1050", "niet minder dan 1.400 (regel 5)", "no less than 1,400 (line 5)"),
    Case("years out of order", "pipeline/infrastructure.csv", "2027,2029,2035", "2027,2036,2035", "laag <= midden <= hoog", "low <= central <= high"),
    Case("unknown key", "region.yaml", "known_until: 2025", "known_untill: 2025", "Lijkt op: known_until", "Looks like: known_until"),
    Case("missing key", "region.yaml", "known_until: 2025\n", "", "sleutel 'known_until' ontbreekt", "key 'known_until' is missing", ("region.yaml", 1)),
    Case("key twice", "region.yaml", "known_until: 2025", "base_year: 2025", "'base_year' staat er twee keer", "key 'base_year' stands here twice"),
    Case("text for a year", "region.yaml", "base_year: 2024", "base_year: '2024'", "waarde 2024; een geheel getal", "value 2024; a whole number"),
    Case("horizon", "region.yaml", "end: 2030", "end: 2023", "peildatum <= begin < eind", "base year <= start < end"),
    Case("broken YAML", "region.yaml", "title: {nl: Testregio", "title: {nl: [Testregio", "geen geldige YAML", "not valid YAML"),
    Case("unknown headline area", "region.yaml", "[T1, T2]", "[T1, T9]", "onbekend gebied 'T9'", "unknown area 'T9'"),
    Case("unknown headline corridor", "region.yaml", "[bridge, rail]", "[bridge, rial]", "Lijkt op: rail", "Looks like: rail"),
    Case("schema version", "region.yaml", "schema_version: 1", "schema_version: 2", "schema_version 2; schema_version 1", "schema_version 2; schema_version 1"),
    Case("mode", "region.yaml", "[car, transit, bike]", "[car, transit, walk]", "car, transit en bike", "car, transit and bike"),
    Case("parameter missing", "parameters.yaml", "work.basic_growth:", "work.basic_grwth:", "parameter work.basic_growth ontbreekt", "parameter work.basic_growth is missing", ("parameters.yaml", 1)),
    Case("parameter unknown", "parameters.yaml", "work.basic_growth:", "work.basic_grwth:", "Bedoelde u work.basic_growth", "Did you mean work.basic_growth"),
    Case("parameter unit", "parameters.yaml", '"unit": "jobs/ha"', '"unit": "jobs/m2"', "eenheid 'jobs/m2'; 'jobs/ha'", "unit 'jobs/m2'; 'jobs/ha'"),
    Case("dimension twice", "parameters.yaml", '"dimension": 7}', '"dimension": 6}', "dimensie 6 is al van", "dimension 6 belongs to"),
    Case("distribution upside down", "parameters.yaml", '"low": 30, "mode": 50', '"low": 60, "mode": 50', "low (60) is groter dan mode (50)", "low (60) is greater than mode (50)"),
    Case("unknown distribution", "parameters.yaml", '"dist": "triangular"', '"dist": "trianglar"', "Lijkt op: triangular", "Looks like: triangular"),
    Case("outside what is possible", "parameters.yaml", '"high": 1.1, "unit": "persons/car"', '"high": 3, "unit": "persons/car"', "tussen 1 en 2", "between 1 and 2"),
    Case("no source", "parameters.yaml", '"source": "invented for tests", ', "", "heeft geen source", "has no source"),
)  # fmt: skip


def broken(folder: Path, case: Case) -> tuple[str, int]:
    """Write the broken region; file and line of the change."""
    tiny_region(folder)
    path = folder / case.file
    text = path.read_text(encoding="utf-8")
    assert case.old in text, "the case no longer fits the tiny region"
    path.write_text(text.replace(case.old, case.new, 1), encoding="utf-8")
    return case.where or (case.file, text[: text.index(case.old)].count("\n") + 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_problem_is_named_in_place(case, tmp_path):
    file, line = broken(tmp_path / "r", case)
    problems = check(tmp_path / "r")
    assert problems
    for lang, words in (("nl", case.nl), ("en", case.en)):
        shown = [texts.problem(problem, lang) for problem in problems]
        place = f"{file}:{line}:" + (f"{case.column} " if case.column else "")
        assert any(place in text and words in text for text in shown), "\n".join(shown)
    with pytest.raises(InputError) as caught:
        load_region(tmp_path / "r")
    assert list(caught.value.problems) == problems


def test_there_are_many_cases():
    assert len({(case.file, case.old, case.new) for case in CASES}) >= 75


def test_all_problems_at_once(tmp_path):
    folder = tmp_path / "r"
    some = [case for case in CASES if case.name in ("unknown zone", "loop", "unknown key", "capacity zero")]
    assert len(some) == 4
    tiny_region(folder)
    for case in some:
        path = folder / case.file
        path.write_text(path.read_text().replace(case.old, case.new, 1))
    (folder / "bomirt.csv").unlink()
    (folder / "extra.csv").write_text("a\n1\n")
    shown = texts.render(check(folder), "en")
    for words in ("'T22'", "value 0", "known_untill", "bomirt.csv is missing", "unknown file extra.csv"):
        assert words in shown
    # a loop is looked for only where the links are sound by themselves
    assert "starts and ends" not in shown


def test_missing_pairs_are_one_problem(tmp_path):
    folder = tiny_region(tmp_path / "r")
    path = folder / "commuting.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-7]))
    problems = [problem for problem in check(folder) if problem.code == "region.pairs_missing"]
    assert len(problems) == 1
    words = texts.problem(problems[0], "nl")
    assert "commuting.csv:19:" in words
    assert "7 paren ontbreken: T3 > T3, T3 > EX1, EX1 > T1-C" in words


def test_missing_rows_of_the_base_year_are_one_problem(tmp_path):
    folder = tiny_region(tmp_path / "r")
    path = folder / "base_year.csv"
    path.write_text("".join(row for row in path.read_text().splitlines(True) if not row.startswith("homes,mid,T")))
    problems = check(folder)
    assert [problem.code for problem in problems] == ["region.rows_missing"]
    assert "T1-C, T1-N, T2, T3" in texts.problem(problems[0], "en")


def test_a_column_full_of_errors_is_counted(tmp_path):
    folder = tiny_region(tmp_path / "r")
    path = folder / "commuting.csv"
    path.write_text(path.read_text().replace(",0,0.", ",x,0."))
    problems = [problem for problem in check(folder) if problem.key == "imputed"]
    assert len(problems) == 21
    assert "en nog 5 keer in deze kolom" in texts.render(problems, "nl")


def test_not_utf8(tmp_path):
    folder = tiny_region(tmp_path / "r")
    path = folder / "zones.csv"
    path.write_bytes(path.read_bytes().replace(b"Bijdorp", "Bijd\xf6rp".encode("latin-1")))
    assert "zones.csv is geen UTF-8" in texts.render(check(folder), "nl")


def test_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    folder = tiny_region(tmp_path / "r")
    for path in sorted(folder.rglob("*.csv")):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert check(folder) == []


def test_place_after_a_field_of_two_lines(tmp_path):
    folder = tiny_region(tmp_path / "r")
    path = folder / "zones.csv"
    text = path.read_text().replace("T1-C,Testad Centrum", 'T1-C,"Testad\nCentrum"').replace("neighbour", "nabuur")
    path.write_text(text)
    problem = next(problem for problem in check(folder) if problem.key == "role")
    assert (problem.line, problem.column) == (6, text.splitlines()[5].index("nabuur") + 1)


def test_manifest(tmp_path):
    folder = tiny_region(tmp_path / "r", manifest=True)
    assert check(folder) == []
    with (folder / "SOURCES.md").open("a") as handle:
        handle.write("x")
    (folder / "LICENSE").write_text("EUPL-1.2")
    words = texts.render(check(folder), "en")
    assert "SOURCES.md has changed: sha256" in words
    assert "LICENSE is not in manifest.json" in words
    (folder / "SOURCES.md").unlink()
    assert "names SOURCES.md, which is missing" in texts.render(check(folder), "en")
    for text in ("{}", "[]", "{", '{"files": 3}', '{"files": {"a": 1}}'):
        (folder / "manifest.json").write_text(text)
        assert "does not have the form of a manifest" in texts.render(check(folder), "en")


def test_unknown_references(tmp_path):
    assert "Looks like: balanssim:flevoland-mra" in texts.render(check("balanssim:flevoland"), "en")
    assert "bestaat niet" in texts.render(check(tmp_path / "nowhere"), "nl")
    assert "no region.yaml" in texts.render(check(tmp_path), "en")
    assert check("balanssim:../regions/flevoland-mra")[0].code == "region.unknown"
