"""The page: self-contained, accessible, and the same numbers as everywhere."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from balanssim import catalogue, parameters, texts
from balanssim.compare import Setting, compare, tabulate
from balanssim.compare.woondeal import Band, Deal, Pace, PathYear, Published
from balanssim.region.read import load_region as read_region
from balanssim.report import (
    areas,
    assumptions,
    cautions,
    charts,
    goals,
    numbers,
    page,
    pageparts,
    papers,
    story,
    svg,
    terminal,
)  # fmt: skip
from tests import hostile, synthetic


class Reader(HTMLParser):
    """Collects tags, attributes and what is left open."""

    void = frozenset(("meta", "br", "img", "link", "hr", "input"))

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


CONTEXT = page.Context(
    date="2026-01-01",
    command="balanssim compare referentie.yaml omgevingsvisie.yaml --draws 64 --seed 1",
    assumptions=[
        page.Assumption("levers.work.business_park_ha", "Bedrijventerrein <Almere>",
                        (page.AssumptionCell("100", "ha", "F099", "estimated"), page.AssumptionCell("300", "ha"))),
    ],
    inconsistencies=[page.Inconsistency("Sociale huur", "24 of 26,6 procent", "26,6", "X009")],
    runs=[page.RunRecord("Referentie", "8f3a", 64, 1, "0.1.0", (("referentie.yaml", "ab" * 32),))],
    unknowns=["Iets"],
    places=hostile.PLACES,
    area_kinds={"GM0034": "municipality", "GM0995": "municipality", "flevoland": "province"},
)  # fmt: skip


@pytest.fixture(scope="module")
def dataset():
    data = {
        "referentie": synthetic.results(openings={"P01_IJMEER_METRO": 9999}),
        "omgevingsvisie": synthetic.results(scale=1.3),
    }
    settings = {"omgevingsvisie": {"P01_IJMEER_METRO": Setting("procedures", 0.1)}}
    titles = {"referentie": ("Referentie", "Reference"), "omgevingsvisie": ("Omgevingsvisie & meer", "Vision & more")}
    goals = dict.fromkeys(data, synthetic.GOALS)
    found = compare(data, goals, labels=synthetic.LABELS, titles=titles, settings=settings, region="Flevoland-MRA")
    found.attrs["areas"] = '["GM0034", "flevoland"]'
    return found


@pytest.fixture(scope="module", params=["nl", "en"])
def html(dataset, request):
    return request.param, page.render(dataset, CONTEXT, request.param)


def test_it_is_well_formed_and_in_its_language(html):
    lang, text = html
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    assert ("html", "lang", lang) in reader.attributes


def test_it_needs_nothing_from_outside(html):
    reader = Reader()
    reader.feed(html[1])
    assert not {"link", "img", "iframe", "object", "base", "form"} & set(reader.tags)
    links = [value for _, name, value in reader.attributes if name in ("src", "href", "xlink:href", "action")]
    assert [value for value in links if not str(value).startswith("#")] == []
    assert "http" not in html[1].replace('http-equiv="Content-Security-Policy"', "")
    assert "url(" not in html[1]


def test_its_policy_allows_its_own_style_and_script_only(html):
    text = html[1]
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', text).group(1))
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    assert "unsafe" not in policy
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        inline = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert allowed[directive] == f"'sha256-{digest}'"
    reader = Reader()
    reader.feed(text)
    assert [name for _, name, _ in reader.attributes if name == "style" or name.startswith("on")] == []


def test_the_script_is_small_and_evaluates_nothing(html):
    script = re.search(r"<script>(.*?)</script>", html[1], re.DOTALL).group(1)
    assert script.count("\n") < 150
    assert not re.search(r"\beval\b|Function\(|innerHTML|document\.write|fetch|XMLHttp", script)


def test_it_is_small_enough_to_mail(html):
    assert len(html[1].encode()) < 5_000_000


def test_every_drawing_has_words_and_a_table(html):
    text = html[1]
    drawings = re.findall(r"<svg[^>]*>", text)
    assert all('role="img" aria-label="' in one or 'aria-hidden="true"' in one for one in drawings)
    fans = text[text.index('id="fans"') : text.index("</section>", text.index('id="fans"'))]
    assert fans.count("<details><summary>") == fans.count('<div class="panels') > 0


def test_ids_are_unique(html):
    found = re.findall(r'\bid="([^"]+)"', html[1])
    assert len(found) == len(set(found))


def test_the_numbers_are_those_of_the_terminal(html, dataset):
    lang, text = html
    words = unescape(text)
    comparison = tabulate(dataset, lang)
    for outcome in comparison.outcomes:
        for column in range(2):
            assert terminal.outcome_text(outcome, column, lang) in words
        assert terminal.difference_text(outcome, 1, lang) in words
    for project in comparison.projects:
        for cell in project.cells:
            assert terminal.project_text(cell, comparison.horizon_end, lang) in words


def test_it_says_what_it_is_not_first_and_last(html, dataset):
    lang, text = html
    sketch = tabulate(dataset, lang).sketch
    assert text.index(sketch) < text.index("<h1>")
    assert text.count(sketch) == 2


def test_kinds_of_goals_never_share_a_table(html):
    text = html[1]
    section = text[text.index('id="goals"') : text.index('id="table"')]
    assert section.count("<table>") == 4


def test_assumptions_inconsistencies_and_the_record_are_there(html):
    words = unescape(html[1])
    for part in ("Bedrijventerrein <Almere>", "F099", "24 of 26,6 procent", "8f3a", CONTEXT.command, "abababababab"):
        assert part in words
    assert "<Almere>" not in html[1]


def test_years_on_the_axes_have_no_separator():
    fan = charts.Fan((2024, 2041), (1.0, 2.0), (1.0, 2.0), (1.0, 2000.0), (1.0, 2.0), (1.0, 3000.0))
    drawn = charts.fan_svg(fan, svg.look(0), (0, 3000), lambda value: texts.number(value, "nl"), "<b>")
    assert ">2030<" in drawn
    assert ">2.000<" in drawn
    assert "&lt;b&gt;" in drawn


@pytest.mark.parametrize("top", [0.5, 1.2, 1.7, 3.0, 9.0, 70.0, 4000.0])
def test_no_two_values_of_an_axis_read_the_same(top):
    digits = pageparts.axis_digits((0.0, top), "seats")
    said = [texts.number(value, "nl", digits) for value in svg.ticks(0.0, top)]
    assert len(said) > 1
    assert len(set(said)) == len(said)
    assert digits == 0 or len({texts.number(value, "nl", digits - 1) for value in svg.ticks(0.0, top)}) < len(said)


def test_scales_of_a_row_hold_all_bands_and_bounds():
    fan = charts.Fan((2024, 2030), (-5.0, 1.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (3.0, 9.0))
    low, high = charts.domain([fan], [20.0])
    assert low < -5
    assert high > 20
    assert charts.domain([charts.Fan((1, 2), (5.0, 6.0), (5.0, 6.0), (6.0, 6.0), (7.0, 8.0), (8.0, 20.0))])[0] == 0


def test_no_two_scenarios_look_the_same():
    looks = [svg.look(column) for column in range(26)]
    assert len({(look.colour, look.dash) for look in looks}) == len({look.letter for look in looks}) == 26
    assert len({look.colour for look in looks[:7]}) == len({look.dash for look in looks[:7]}) == 7


def test_sections_stand_in_the_order_of_a_reader(html):
    found = re.findall(r'<h2 id="([^"]+)"', html[1])
    assert found == ["story", "goals", "table", "fans", "map", "areas", "procedures", "assumptions", "unknown", "made"]


def test_every_link_on_the_page_leads_somewhere(html):
    ids = set(re.findall(r'\bid="([^"]+)"', html[1]))
    links = re.findall(r'href="#([^"]+)"', html[1])
    assert links
    assert set(links) <= ids


def test_the_table_of_municipalities_has_raw_numbers_behind_words(dataset):
    columns = areas.columns(dataset, "nl")
    assert [column.name for column in columns][: len(areas.MAIN)] == list(areas.MAIN)
    assert len({column.name for column in columns}) == len(columns)
    kinds = {"GM0034": "municipality", "flevoland": "province"}
    tables = areas.area_tables(dataset, tabulate(dataset, "nl"), kinds, columns)
    assert [(table.sort, [line.label for line in table.lines]) for table in tables] == [
        ("aggregates", ["Flevoland"]), ("municipalities", ["Almere"]),
    ]  # fmt: skip
    homes, outside = (
        next(i for i, c in enumerate(columns) if c.name == name) for name in (areas.MAIN[0], areas.MAIN[3])
    )
    for scenario, values in enumerate(tables[1].lines[0].scenarios):
        band = dataset["homes_added"].sel(area="GM0034", year=2041).isel(scenario=scenario)
        assert float(values[homes].raw[0]) == pytest.approx(float(band.sel(statistic="median")), abs=0.06)
        assert values[homes].main == numbers.value(float(band.sel(statistic="median")), "homes", "nl")
        share = dataset["share_working_outside"].sel(area="GM0034", year=2041, statistic="p90").isel(scenario=scenario)
        assert float(values[outside].raw[2]) == pytest.approx(100 * float(share), abs=0.006)


def test_a_date_that_is_none_is_shown_as_given(dataset):
    assert "Gemaakt op gisteren" in page.render(dataset, page.Context(date="gisteren"), "nl")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_hostile_names_are_words_everywhere(lang):
    text = page.render(hostile.dataset(), hostile.context(), lang)
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    assert reader.tags.count("script") == 2
    assert "alert('x')" not in text.replace("&lt;script&gt;alert(&#39;x&#39;)", "").replace(
        "&lt;script&gt;alert(&#x27;x&#x27;)", ""
    ).replace("\\u003cscript\\u003ealert('x')", "").replace("&lt;script&gt;alert('x')&lt;", "")
    assert "<script>alert" not in text


def test_one_scenario_has_no_differences():
    data = {"only": synthetic.results(links=hostile.LINKS)}
    found = compare(data, {"only": synthetic.GOALS}, labels=synthetic.LABELS, region="R")
    text = page.render(found, replace(CONTEXT, assumptions=()), "nl")
    assert text.count('class="map" role="img"') == 1
    assert "▲" not in text[text.index("<body>") :]
    assert "Verschil met" not in text


def test_the_summary_profile_gives_a_map_of_areas_only_and_says_so(dataset):
    text = page.render(dataset, CONTEXT, "nl")
    section = text[text.index('id="map"') : text.index('id="areas"')]
    assert texts.message("page.map.no_links", "nl") in section
    assert "l-homes" in section
    assert "l-road" not in section


def test_two_pages_of_the_same_are_the_same_bytes(dataset):
    assert page.render(dataset, CONTEXT, "nl") == page.render(dataset, CONTEXT, "nl")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_sentences_and_cautions_are_on_the_page_before_the_tables(dataset, lang):
    comparison = tabulate(dataset, lang)
    words = unescape(page.render(dataset, CONTEXT, lang))
    top = words[: words.index('id="goals"')]
    assert all(sentence.text in top for sentence in story.sentences(comparison))
    assert all(line in top for line in cautions.cautions(comparison))


def test_a_goal_has_its_outcome_and_what_is_missing_with_bands(dataset):
    comparison = tabulate(dataset, "nl")
    (table,) = [one for one in goals.goal_tables(comparison) if one["kind"] == "afspraak"]
    goal = next(one for one in comparison.goals if one.kind == "afspraak")
    for part, cell in zip(table["rows"][0]["cells"], goal.cells, strict=True):
        low, high = cell.band
        assert f"uitkomst {numbers.central(cell.median, low, high, 'homes', 'nl')}" in part["below"]
        amount = numbers.central(14_000 - cell.median, 14_000 - high, 14_000 - low, "homes", "nl")
        assert (f"{amount} onder de grens" in part["below"]) == (high < 14_000)
    assert table["rows"][0]["bound"] == "minstens 14.000 woningen erbij sinds 1-1-2024"


def test_a_margin_that_may_go_either_way_keeps_its_sign(dataset):
    comparison = tabulate(dataset, "nl")
    goal = next(one for one in comparison.goals if one.kind == "afspraak")
    cell = replace(goal.cells[0], median=13_900.0, band=(13_000.0, 15_000.0), margin=-100.0)
    (table,) = goals.goal_tables(replace(comparison, goals=(replace(goal, cells=(cell,)),)))
    assert "verschil met de grens −100 [−1.000 – 1.000]" in table["rows"][0]["cells"][0]["below"]


def test_counts_that_read_the_same_have_no_sign_of_indistinguishable(dataset):
    comparison = tabulate(dataset, "nl")
    goal = comparison.goals[0]
    cells = tuple(replace(goal.cells[0], futures=share, indistinguishable=True) for share in (0.0, 0.0, 0.002))
    (table,) = goals.goal_tables(replace(comparison, goals=(replace(goal, cells=cells),)))
    assert [cell["main"] for cell in table["rows"][0]["cells"]] == [
        "0 van 100", "0 van 100", f"<1 van 100{numbers.NO_BREAK}≈",
    ]  # fmt: skip


def test_an_arrow_never_stands_beside_two_equal_numbers(dataset):
    outcome = tabulate(dataset, "nl").outcomes[0]
    told = replace(outcome.cells[1], indistinguishable=False, difference_median=0.2, lower=0.46, difference_p10=-900.0)
    changed = replace(outcome, cells=(outcome.cells[0], replace(told, higher=0.0)))
    assert terminal.mark(changed, 1) == ""
    assert pageparts.row(changed, "nl")["cells"][1]["how_often"] == "lager in 46 van 100 toekomsten"
    assert terminal.mark(outcome, 1) == "▲"
    assert pageparts.row(outcome, "nl")["cells"][1]["how_often"] == ""


def test_a_row_has_the_level_on_the_base_date(dataset):
    rows = {one["id"]: one["now"] for one in (pageparts.row(o, "nl") for o in tabulate(dataset, "nl").outcomes)}
    assert rows["share_working_outside@GM0034"].endswith("]") or "%" in rows["share_working_outside@GM0034"]
    assert rows["commute_load_extra@hollandse-brug"] == ""


def test_a_deal_shows_the_pace_needed_beside_the_pace_calculated_and_possible(dataset):
    bands = (Band(2894, 2500, 3243), Band(2917, 2486, 3371))
    steps = (PathYear(2030, 39_743, "policy", (Band(13_200, 10_600, 15_800), Band(12_900, 9_700, 15_900))),)
    pace = Pace(2024, 2030, 4759.71, bands, (4150.0, None))
    deal = Deal("flevoland", 6425.0, "2024-01-01", (Published("2024-01-01", 1326.0, False),), steps, pace)
    words = unescape(page.render(dataset, replace(CONTEXT, deals=[deal]), "nl"))
    section = words[words.index('id="woondeal"') :]
    for part in ("4.760 nodig", "2.900 [2.500–3.200]", "2.900 [2.500–3.400]", "4.150", "niet begrensd"):
        assert part in section


def test_codes_of_sources_lead_to_what_they_stand_for():
    region = read_region("balanssim:flevoland-mra")
    found = papers.sources(["Nu beschikbaar (F099)", "A6L03, A6L04 en A27L03; niet X1 of GM0034", "F099"], region)
    assert [one.code for one in found] == ["A27L03", "A6L03", "A6L04", "F099"]
    assert all(one.title for one in found)
    assert "100" in found[3].title


def test_every_code_in_a_ready_made_scenario_is_in_the_list_of_sources():
    region = read_region("balanssim:flevoland-mra")
    known = {str(row["key"]) for row in region.sources.rows()}
    folder = Path(__file__).resolve().parents[2] / "scenarios"
    read = (file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.yaml")))
    codes = {code for text in read for said in re.findall(r"source: (.*)", text) for code in papers.CODE.findall(said)}
    assert len(codes) > 30
    assert codes - known == set()


def test_a_corridor_is_named_with_the_direction_that_is_counted():
    region = read_region("balanssim:flevoland-mra")
    assert papers.directions(["GM0034", "hollandse-brug", "hollandse-brug"], region, "nl") == [
        "Hollandse Brug (A6, richting Amsterdam)"
    ]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_unit_has_words(lang):
    units = {one.unit for one in catalogue.VARIABLES.values()} | {one.unit for one in parameters.DECLARED.values()}
    units |= {"m2", "ha", "million euro", "min"}
    codes = texts.codes("messages", lang)
    assert {unit for unit in units if numbers.unit_code(unit) not in codes} == set()


def test_a_distribution_is_in_words_and_a_share_is_a_percentage():
    entry = {"dist": "triangular", "low": 0.1, "mode": 0.17, "high": 0.3, "unit": "share", "source": "s"}
    cell = assumptions.distribution(entry, "nl")
    percent = "\N{NO-BREAK SPACE}%"
    assert cell.value == f"driehoek: laagst 10{percent}, meest waarschijnlijk 17{percent}, hoogst 30{percent}"
    assert (cell.unit, cell.source) == ("", "s")
    growth = {"dist": "uniform", "low": 0.0, "high": 0.006, "unit": "1/year"}
    assert assumptions.distribution(growth, "nl").value == "gelijk verdeeld: laagst 0, hoogst 0,006"
    assert assumptions.distribution(growth, "nl").unit == "per jaar"


def test_a_difference_below_the_rounding_of_the_outcome_is_not_counted(dataset):
    outcome = tabulate(dataset, "nl").outcomes[0]
    cell = replace(outcome.cells[1], indistinguishable=False, difference_median=0.0, lower=0.42, higher=0.0)
    for low, said in ((-6.0, ""), (-600.0, "lager in 42 van 100 toekomsten")):
        changed = replace(outcome, cells=(outcome.cells[0], replace(cell, difference_p10=low, difference_p90=0.0)))
        assert pageparts.row(changed, "nl")["cells"][1]["how_often"] == said
