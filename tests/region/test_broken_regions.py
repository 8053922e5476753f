"""Broken regions: many mistakes at once, and what is fine. Single mistakes stand in tests/gallery."""

from __future__ import annotations

from balanssim import texts
from balanssim.region.check import check
from balanssim.testing import tiny_region
from tests.gallery import region_index


def test_all_problems_at_once(tmp_path):
    folder = tmp_path / "r"
    some = [
        case for case in region_index.CASES if case.name in ("unknown zone", "loop", "unknown key", "capacity zero")
    ]
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


def test_unknown_references(tmp_path):
    assert "Looks like: balanssim:flevoland-mra" in texts.render(check("balanssim:flevoland"), "en")
    assert "bestaat niet" in texts.render(check(tmp_path / "nowhere"), "nl")
    assert "no region.yaml" in texts.render(check(tmp_path), "en")
    assert check("balanssim:../regions/flevoland-mra")[0].code == "region.unknown"
