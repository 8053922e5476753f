"""The brief of a decision on the tiny region: what it says is what was computed; its files are whole and equal."""

from __future__ import annotations

import builtins
import hashlib
import io
import json
import re
import sys
import zipfile
from dataclasses import replace
from html import unescape
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import openpyxl
import pypdf
import pytest

from balanssim import api, cli, questions, texts
from balanssim.compare.woondeal import Deal, PathYear
from balanssim.errors import InputError, RunError
from balanssim.report import numbers
from balanssim.report.brief import deals, files, maps, pdf, render
from balanssim.report.brief.build import assemble
from balanssim.report.brief.effects import alt_of, headline
from balanssim.report.brief.pdf import NoPrinter
from balanssim.sweep import load
from tests.report.brief import ua
from tests.report.brief.support import study
from tests.report.test_page import Reader

DAY = "2026-11-01"
SKETCH = "Schetsinstrument: vervangt geen NRM, VENOM of MKBA."


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return tmp_path_factory.mktemp("besluit")


@pytest.fixture(scope="module")
def found(room):
    """All answers of a small decision: some seconds, shared by every test here."""
    return questions.brief(study(room), out=room / "results", workers=1)


@pytest.fixture(scope="module")
def page(found):
    return render.brief(assemble(found, "nl", DAY))


def plain(html: str) -> str:
    return unescape(re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", html)))


def test_it_says_what_an_ordinary_comparison_says(found, page, room) -> None:
    options = [room / f"{name}.yaml" for name in ("niets", "wel", "anders")]
    compared = api.compare(options, year=2030, draws=20, seed=1, out=room / "results", workers=1)
    assert compared["value"].equals(found.together.dataset["value"])
    assert compared["goal_futures"].equals(found.together.dataset["goal_futures"])
    assert compared["opening_year"].equals(found.together.dataset["opening_year"])
    text = plain(page)
    table = found.table("nl")
    assert len(headline(table)) == 4
    for outcome in headline(table):
        for cell in outcome.cells:
            assert numbers.central(cell.median, cell.p10, cell.p90, outcome.unit, "nl") in text


def test_every_part_is_there_or_says_why_not(found) -> None:
    brief = assemble(found, "nl", DAY)
    ids = [section.id for section in brief.sections]
    assert ids == ["options", "short", "pairs", "effects", "money", "procedure", "in_time", "no_regret", "regret",
                   "decides", "places", "map", "followed", "unknown"]  # fmt: skip
    assert [section.id for section in brief.annex] == [
        "map_numbers", "assumptions", "parameters", "inconsistencies", "fit", "sources", "repeat",
    ]  # fmt: skip
    assert set(found.missing) == {"discoveries"}  # it asks more futures than these
    decides = next(section for section in brief.sections if section.id == "decides")
    assert any("20 toekomsten" in note for note in decides.notes)


def test_without_measures_goals_and_signals_the_rest_is_told(found) -> None:
    bare = replace(found, measured=(), needs=(), rounds=(), years=(), regrets=(), pairs=(), pair_areas=())
    brief = assemble(bare, "nl", DAY)
    ids = {section.id for section in brief.sections}
    assert not {"pairs", "no_regret", "regret"} & ids
    assert {"options", "effects", "money", "procedure", "places"} <= ids
    assert len(brief.sheet.figures.heads) == 4
    few = RunError("sweep.too_few_worlds", n=2, least=20)
    brief = assemble(replace(bare, missing={"regrets": few, "measured": few}), "nl", DAY)
    for section in brief.sections:
        if section.id in ("no_regret", "regret"):
            assert section.notes == (f"Niet berekend: {texts.message(few.code, 'nl', few.params)}",)
            ids.add(section.id)
    assert {"no_regret", "regret"} <= ids


def test_both_languages_have_the_same_shape(found) -> None:
    dutch, english = (assemble(found, lang, DAY) for lang in ("nl", "en"))
    for one, other in zip((*dutch.sections, *dutch.annex), (*english.sections, *english.annex), strict=True):
        assert one.id == other.id
        assert [len(table.rows) for table in one.tables] == [len(table.rows) for table in other.tables]
        assert (len(one.points), len(one.figures)) == (len(other.points), len(other.figures))
    assert dutch.sketch == SKETCH
    assert english.sketch != SKETCH


def test_an_opening_never_stands_without_its_money(found) -> None:
    brief = assemble(found, "nl", DAY)
    procedure = next(section for section in brief.sections if section.id == "procedure")
    for row in procedure.tables[0].rows:
        for cell in row[2:]:
            assert re.search(r"gedekt|dekking niet gevonden", cell[-1]), cell
            assert re.search(r"\[|niet voor|in elke toekomst hetzelfde|met de hand gezet", " ".join(cell[:-1])), cell


@pytest.mark.parametrize("make", [render.brief, render.sheet])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_pages_are_sealed_and_can_be_read_aloud(found, make, lang) -> None:
    brief = assemble(found, lang, DAY)
    html = make(brief)
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    assert ("html", "lang", lang) in reader.attributes
    assert brief.sketch in plain(html)
    levels = [int(tag[1]) for tag in reader.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    images = reader.tags.count("img")
    alts = [value for tag, name, value in reader.attributes if (tag, name) == ("img", "alt")]
    assert len(alts) == images
    assert all(alts)
    assert "<zo>" not in html  # words of the study are words, never markup
    assert "&lt;zo&gt;" in html or "&lt;so&gt;" in html
    links = [value for _, name, value in reader.attributes if name in ("href", "src")]
    assert all(link.startswith(("#", "data:image/svg+xml;base64,")) for link in links)
    ids = [value for _, name, value in reader.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


def test_fact_sheet_has_what_a_council_asks(found) -> None:
    sheet = assemble(found, "nl", DAY).sheet
    assert len(sheet.figures.rows) == 4
    assert [title for title, _ in sheet.points] == [
        "Wat wordt gevraagd?", "Als we niets doen", "Als we het wel doen", "Geld", "Wat kan uw raad zelf doen?",
        "Wat weten we niet?",
    ]  # fmt: skip
    assert [row[0][0] for row in sheet.places.rows] == ["Testad", "Bijdorp"]
    assert not any("MIRT" in line for line in sheet.points[0][1])  # only words that the decision uses are explained
    assert all("[" in cell[0] for row in sheet.figures.rows for cell in row[1:3])
    change = sheet.places.heads.index("Woningen, verschil bij B")
    assert sheet.places.rows[0][change] == ("geen duidelijk verschil",)  # A and B build alike in the town
    assert sheet.beside.startswith("C is: anders & <zo>.")
    assert "1-1-2030" in sheet.foot[0]
    opening = next(line for line in sheet.points[2][1] if "Openingsjaar" in line)
    assert re.search(r"als het geld er komt \(.*(gedekt|dekking niet gevonden)\)", opening)  # no year without its money
    assert any("prijspeil" in line for line in sheet.points[3][1])
    assert ".." not in " ".join([*sheet.foot, *(line for _, lines in sheet.points for line in lines)])


def test_the_decision_itself_is_held_against_the_option_with_the_rest(found) -> None:
    """C has fewer homes, B has the metro: paired by future, B minus C."""
    (pair,) = found.pairs
    homes = next(outcome for outcome in pair.table("nl").outcomes if outcome.variable == "homes_added")
    runs = [api.open_results(run.path)["homes_added"].sel(area="T1", year=2030) for run in found.together.runs]
    expected = float((runs[1] - runs[2]).median("draw"))
    assert expected > 0
    assert homes.cells[1].difference_median == pytest.approx(expected)
    brief = assemble(found, "nl", DAY)
    section = next(section for section in brief.sections if section.id == "pairs")
    assert section.title == "Wat het besluit zelf doet: B tegenover C"
    assert "meer dan bij C" in section.points[0]
    assert brief.sheet.figures.heads[-1] == "Verschil met C"
    assert brief.sheet.figures.rows[0][-1][0].startswith("+")


def test_every_area_has_the_difference_of_each_option_and_of_the_decision_itself(found) -> None:
    """C builds less in the town than A and B, which build alike there."""
    section = next(section for section in assemble(found, "nl", DAY).sections if section.id == "places")
    homes = section.tables[0]
    assert homes.heads[-1] == "Verschil van B met C"
    town = next(row for row in homes.rows if row[0] == ("Testad",))
    assert [len(cell) for cell in town] == [1, 1, 2, 2, 1]
    assert town[2][1] == "niet te onderscheiden"
    runs = [api.open_results(run.path)["homes_added"].sel(area="T1", year=2030) for run in found.together.runs]
    low, middle, high = np.quantile(runs[1] - runs[2], [0.1, 0.5, 0.9])
    assert town[4] == (numbers.difference(middle, low, high, "homes", "nl"),)
    assert town[3][1].startswith(numbers.MINUS)


def test_indicators_are_followed_on_every_corridor_and_driving_in_the_whole_area(found) -> None:
    section = next(section for section in assemble(found, "nl", DAY).sections if section.id == "followed")
    rows = {(row[0][0], row[1][0]): row for row in section.tables[0].rows}
    corridors = found.region.index.headline_corridors
    assert len([row for what, row in rows if what == "Extra auto's of reizigers in het drukste uur"]) == len(corridors)
    whole = found.region.index.areas[found.region.index.study_area].name_nl.split(" (")[0]
    assert ("Autokilometers woon-werk", whole) in rows
    assert rows["Ruimte voor economie, per soort locatie", ""][2] == ("niet bewaard",)


def test_workbook_holds_the_numbers_themselves(found) -> None:
    from balanssim.report.brief.workbook import workbook

    brief = assemble(found, "nl", DAY)
    data = workbook(brief, found)
    assert data == workbook(brief, found)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert SKETCH in [row[0].value for row in book["Over dit bestand"].iter_rows()]
    heads, *rows = [[cell.value for cell in row] for row in book["Uitkomsten"].iter_rows()]
    held = {(row[heads.index("Naam")], row[heads.index("Optie")]): row for row in rows}
    for outcome in found.table("nl").outcomes:
        for letter, cell in zip("ABC", outcome.cells, strict=True):
            row = held[outcome.id, letter]
            assert row[heads.index("Mediaan")] == pytest.approx(cell.median)
            assert row[heads.index("90 procent")] == pytest.approx(cell.p90)
            assert row[heads.index("Eenheid")] == outcome.unit
    areas = [[cell.value for cell in row] for row in book["Gebieden en corridors"].iter_rows()]
    expected = float(found.together.dataset["homes_added"].sel(area="T2", year=2030, statistic="median")[1])
    homes = [row for row in areas if row[1] == "homes_added" and row[2] == "Bijdorp" and row[5] == "B"]
    assert [row[6] for row in homes] == [pytest.approx(expected)]
    outside = next(row for row in areas if row[1] == "homes_added" and row[2] == "Testad" and row[5] == "C")
    runs = [api.open_results(run.path)["homes_added"].sel(area="T1", year=2030) for run in found.together.runs]
    assert outside[9] == pytest.approx(float((runs[2] - runs[0]).median("draw")))
    assert outside[12] == "nee"
    loads = [row for row in areas if row[1] == "commute_load_extra" and row[5] == "B"]
    assert len(loads) == found.together.dataset.sizes["corridor"]
    beside = [[cell.value for cell in row] for row in book["Opties onderling"].iter_rows()]
    (own,) = [row for row in beside if row[1] == "homes_added" and row[2] == "Testad"]
    assert own[5:7] == ["B min C", pytest.approx(float((runs[1] - runs[2]).median("draw")))]
    numbered = {
        "effects",
        "goals",
        "money",
        "places",
        "map",
        "map_numbers",
    }  # as numbers; every other table of the brief as it reads
    told = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    for section in (*brief.sections[1:], *brief.annex):
        assert section.id in numbered or {table.caption for table in section.tables} <= told, section.id


def test_zip_repeats_the_study(found, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(files, "pdf", lambda html, most: b"%PDF of " + hashlib.sha256(html.encode()).digest())
    made, without = files.make(found, "nl", DAY)
    assert without == ""
    assert sorted(made) == ["proef.html", "proef.pdf", "proef.xlsx", "proef.zip"]
    assert made == files.make(found, "nl", DAY)[0]
    with zipfile.ZipFile(io.BytesIO(made["proef.zip"])) as held:
        held.extractall(tmp_path)
        sums = held.read("SHA256SUMS").decode().splitlines()
        assert {line.split("  ")[1] for line in sums} == set(held.namelist()) - {"SHA256SUMS"}
        assert all(hashlib.sha256(held.read(line[66:])).hexdigest() == line[:64] for line in sums)
        readme = held.read("LEESMIJ.txt").decode()
    shown = re.search(r"balanssim brief (\S+)", readme)
    assert shown
    again = load.load(tmp_path / shown[1])
    assert [one.resolved.canonical_json() for one in again.policies] == [
        one.resolved.canonical_json() for one in found.loaded.policies
    ]
    assert str(tmp_path.parent) not in readme
    assert (tmp_path / "proef.html").read_bytes() == made["proef.html"]


def test_without_a_printer_the_rest_is_made_and_it_says_how_to_mend_it(found, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    for lang in ("nl", "en"):
        made, without = files.make(found, lang, DAY)
        assert sorted(made) == ["proef.html", "proef.xlsx", "proef.zip"]
        assert "pip install 'balanssim[brief]'" in without
        assert "libpango-1.0-0" in without


def test_a_library_that_is_not_there_is_named(monkeypatch) -> None:
    def load_module(name: str, *rest: object, **more: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': not found")
        return imported(name, *rest, **more)

    imported = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", load_module)
    with pytest.raises(NoPrinter) as missing:
        pdf.pdf("<p>x</p>")
    assert "cannot load library 'libpango-1.0-0'" in missing.value.why("nl")
    assert "libharfbuzz-subset0" in missing.value.why("en")


def test_the_command_writes_where_it_says(found, room, capsys, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    asked: dict[str, object] = {}

    def brief(study: str, **options: object) -> object:
        asked.update(options, study=study)
        return found

    monkeypatch.setattr(questions, "brief", brief)  # computed already
    words = ["brief", str(room / "proef.yaml"), "--out", str(room / "blad"), "--results", str(room / "results")]
    code = cli.main([*words, "--date", DAY, "--factsheet", "--workers", "1", "--json", "--lang", "en"])
    said = json.loads(capsys.readouterr().out)
    assert code == 0
    assert asked == {
        "study": str(room / "proef.yaml"), "out": str(room / "results"), "runs": None, "workers": 1,
    }  # fmt: skip
    assert said["files"] == [(room / "blad" / "proef-fact-sheet.html").as_posix()]
    assert "weasyprint" in said["without_pdf"]
    assert said["warning"].startswith("Practice version, 20 futures: not to decide on.")
    assert (room / "blad" / "proef-fact-sheet.html").read_text(encoding="utf-8") == render.sheet(
        assemble(found, "en", DAY)
    )


def test_a_day_that_is_none_is_refused(found) -> None:
    for day in ("1-11-2026", "2026-13-01", "20261101", "morgen"):
        with pytest.raises(RunError) as error:
            files.make(found, "nl", day)
        assert error.value.code == "brief.bad_date"


def test_maps_without_and_with_the_decision_and_what_it_changes(found) -> None:
    brief = assemble(found, "nl", DAY)
    section = next(section for section in brief.sections if section.id == "map")
    captions = [figure.caption for figure in section.figures]
    assert [caption.partition(": woningen erbij")[0] for caption in captions[:4]] == [
        "A. niets & <zo>", "B. wel & <zo>", "B min A", "B min C",
    ]  # fmt: skip
    assert len(captions) == 8
    date = numbers.date(maps.panels(found, "nl")[0].sheet.data.shown, "nl")
    for figure in section.figures:
        assert date in figure.alt
        assert "map-ground" not in figure.drawing  # every image stands by itself
        assert figure.alt == alt_of(figure.drawing)
    sheet = maps.panels(found, "nl")[0].sheet
    homes = found.together.dataset["homes_added"].sel(year=sheet.data.shown, statistic="median").isel(scenario=1)
    zone = max((zone.id for zone in sheet.data.layer("homes").items), key=lambda zone: float(homes.sel(area=zone)))
    name = found.region.index.areas[zone].name_nl
    assert f"{name} {numbers.value(float(homes.sel(area=zone)), 'homes', 'nl')}" in section.figures[1].alt


def test_maps_of_differences_share_one_scale_and_say_where_they_are_largest(found) -> None:
    made = maps.panels(found, "nl")
    differences = [panel for panel in made if panel.first is not None]
    assert [panel.letters("nl") for panel in differences] == ["B min A", "B min C"]
    assert len({repr(sorted(panel.sheet.scales[1].items())) for panel in differences}) == 1
    (pair,) = found.pairs
    year = made[0].sheet.data.shown
    change = pair.dataset["homes_added_difference"].sel(year=year, statistic="median").isel(scenario=1)
    zones = [zone.id for zone in made[0].sheet.data.layer("homes").items]
    largest = max(zones, key=lambda zone: abs(float(change.sel(area=zone))))
    said = [words for words in maps.largest(differences[1], "nl") if words.startswith("Woningen")]
    amount = numbers.value(float(change.sel(area=largest)), "homes", "nl", fine=True)
    assert f"in {found.region.index.areas[largest].name_nl}: +{amount}" in said[0]
    assert len(said) == 1


def test_the_year_of_crossing_and_the_first_date_after_it_are_told_apart(found) -> None:
    """The same crossing: a calendar year where it is asked until when, the 1 January after it as threshold year."""
    (need,) = found.needs
    (threshold,) = (one for one in found.years if one.outcome == "commute_load_extra" and one.scenario == "wel")
    crossed = need.plain.tipping.year
    firsts = [year if year is not None else 9999 for year in threshold.quantiles]
    assert any(first < 9999 for first in firsts)
    for during, first in zip(crossed, firsts, strict=True):
        assert during in (first, first - 1) or (during >= 9999 and first >= 9999)
    section = next(section for section in assemble(found, "nl", DAY).sections if section.id == "in_time")
    assert section.tables[-1].heads[2] == "In de loop van [10–90]"
    assert "kalenderjaar daarvoor" in section.notes[0]


def test_what_is_not_known_does_not_deny_what_the_brief_shows(found) -> None:
    brief = assemble(found, "nl", DAY)
    followed = next(section for section in brief.sections if section.id == "followed")
    assert any("I/C" in row[0][0] and "niet gemodelleerd" not in row[2] for row in followed.tables[0].rows)
    unknown = next(section for section in brief.sections if section.id == "unknown")
    assert not any("geen verhouding tot" in line for line in unknown.points)
    assert texts.message("page.caution.load", "nl") not in unknown.notes
    assert "is niet gemeten" not in " ".join(unknown.notes)  # the annex has the fit to the past
    fit = next(section for section in brief.annex if section.id == "fit")
    assert [line.split(",")[0] for line in fit.points] == ["Woningen erbij", "Pendel tussen gemeenten"]


def test_every_deal_has_its_path_and_its_backlog_per_option(found) -> None:
    brief = assemble(found, "nl", DAY)
    held = found.together.deals()
    tables = [table for section in brief.sections if section.id == "woondeal" for table in section.tables]
    assert len(tables) == len(held)
    points = [words for section in brief.sections if section.id == "woondeal" for words in section.points]
    assert all(words.endswith(".") and not re.search(r"\d\)? Plannen|\.\.", words) for words in points)
    for table, deal in zip(tables, held, strict=True):
        last, step = table.rows[-1], deal.path[-1]
        assert last[0] == (f"Achterstand eind {step.year}",)
        assert last[1][0].startswith(texts.number(step.target, "nl"))
        for cell, band in zip(last[2:], step.backlog, strict=True):
            assert cell == (numbers.central(band.median, band.p10, band.p90, "homes", "nl"),)


def test_cover_by_plans_is_that_of_the_progress_report() -> None:
    """49 percent firm and 123 in total of what Flevoland has left to add; 43 and 74 firm in its two parts."""
    region = api.load_region("balanssim:flevoland-mra")
    ends = {row["area"]: (int(row["year"]), float(row["cumulative_target"])) for row in region.woondeal.rows()}
    realised = {"woondeal-mra": 4595.0, "woondeal-zund": 1830.0, "flevoland": 6425.0}
    firm = {}
    for area, (year, target) in ends.items():
        deal = Deal(area, realised[area], "", (), (PathYear(year, target, "policy", ()),))
        firm[area] = deals.cover(SimpleNamespace(region=region), deal)
    assert {area: round(100 * share[0]) for area, share in firm.items()} == {
        "woondeal-mra": 43, "woondeal-zund": 74, "flevoland": 49,
    }  # fmt: skip
    assert round(100 * firm["flevoland"][1]) == 123


@pytest.mark.parametrize(("lang", "other"), [("nl", "en"), ("en", "nl")])
def test_words_in_the_other_language_say_so(found, lang, other) -> None:
    said = re.findall(
        r'<blockquote lang="(\w+)" role="presentation">([^<]+)<', render.brief(assemble(found, lang, DAY))
    )
    assert {tongue for tongue, _ in said} <= {other}
    assert ("en", "invented for tests") in said or lang == "en"


def test_maps_are_in_the_pdf_with_their_words(found) -> None:
    pytest.importorskip("weasyprint", reason="needs WeasyPrint and Pango, extra brief", exc_type=(ImportError, OSError))
    brief = assemble(found, "nl", DAY)
    (section,) = (section for section in brief.sections if section.id == "map")
    data = pdf.pdf(render.brief(replace(brief, sections=(section,), annex=())))
    assert ua.faults(data) == []
    tree = pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]
    words = [str(one["/Alt"]) for one in ua.below(tree) if one["/S"] == "/Figure"]
    assert words == [figure.alt for figure in section.figures]


@pytest.mark.parametrize(("lang", "said"), [("nl", "Oefenversie, 20 toekomsten"), ("en", "Practice version, 20 fut")])
def test_a_brief_of_few_futures_says_so_at_the_top_of_all_it_makes(found, lang, said, monkeypatch) -> None:
    from balanssim.report.brief import found as module
    from balanssim.report.brief.workbook import workbook

    brief = assemble(found, lang, DAY)
    assert brief.warning.startswith(said)
    for make in (render.brief, render.sheet):
        text = plain(make(brief))
        assert said in text[: text.index(brief.title, len(brief.title) + 40)]
    about = openpyxl.load_workbook(io.BytesIO(workbook(brief, found))).worksheets[0]
    assert about.cell(3, 1).value == brief.warning
    monkeypatch.setattr(module, "ENOUGH", 20)
    assert assemble(found, lang, DAY).warning == ""
    assert 'class="practice"' not in render.brief(assemble(found, lang, DAY))


@pytest.mark.parametrize(("size", "runs", "place"), [(19, None, "design.size"), (20, 119, "--runs")])
def test_too_few_futures_are_refused_before_anything_is_computed(tmp_path, size, runs, place) -> None:
    path = study(tmp_path, design={"method": "factorial", "size": size})
    with pytest.raises(InputError) as error:
        questions.brief(path, runs=runs, out=tmp_path / "results")
    for lang, least in (("nl", "--runs 120"), ("en", "--runs 120")):
        said = texts.render(error.value.problems, lang)
        assert place in said
        assert "19" in said
        assert least in said
    assert not (tmp_path / "results").exists()


def test_a_study_without_a_decision_is_refused(room, tmp_path) -> None:
    with pytest.raises(RunError) as error:
        questions.brief(study(tmp_path, decision=None), out=tmp_path / "results")
    assert error.value.code == "brief.no_decision"


def test_a_brief_of_another_day_differs_in_that_day_alone(found) -> None:
    one, other = (assemble(found, "nl", day) for day in (DAY, "2026-11-02"))
    same = replace(other, date=one.date, day=one.day, sheet=one.sheet, annex=one.annex)
    assert same == one
    assert one != other
