"""The page: self-contained, accessible, and the same numbers as everywhere."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from balanssim.compare import Setting, compare, tabulate
from balanssim.report import charts, numbers, page, terminal
from tests import synthetic


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
    assert not {"script", "link", "img", "iframe", "object"} & set(reader.tags)
    links = [value for _, name, value in reader.attributes if name in ("src", "href", "xlink:href", "action")]
    assert [value for value in links if not str(value).startswith("#")] == []
    without_namespaces = re.sub(r'xmlns(:\w+)?="[^"]*"', "", html[1])
    assert "http" not in without_namespaces.replace('http-equiv="Content-Security-Policy"', "")


def test_it_is_small_enough_to_mail(html):
    assert len(html[1].encode()) < 5_000_000


def test_every_drawing_has_words_and_a_table(html):
    text = html[1]
    assert text.count("<svg") == text.count('role="img" aria-label="')
    assert text.count("<details><summary>") == text.count('<div class="panels">')


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
    fan = charts.Fan((2024, 2030), (1.0, 2.0), (1.0, 2.0), (1.0, 2000.0), (1.0, 2.0), (1.0, 3000.0))
    drawn = charts.svg(charts.fan_spec(fan, charts.COLOURS[0], (0, 3000)), "nl", "label")
    assert ">2025<" in drawn
    assert "2.025" not in drawn
    assert ">2.000<" in drawn


def test_scales_of_a_row_hold_all_bands_and_bounds():
    fan = charts.Fan((2024, 2030), (-5.0, 1.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (3.0, 9.0))
    low, high = charts.domain([fan], [20.0])
    assert low < -5
    assert high > 20
    assert charts.domain([charts.Fan((1, 2), (5.0, 6.0), (5.0, 6.0), (6.0, 6.0), (7.0, 8.0), (8.0, 20.0))])[0] == 0


def test_colours_are_distinct():
    assert len(set(charts.COLOURS)) == len(charts.COLOURS) >= 5


def test_the_story_says_what_was_found(dataset):
    from balanssim.report import story

    comparison = tabulate(dataset, "nl")
    found = story.sentences(comparison)
    assert len(found) == 5
    for sentence, row in zip(found, ("homes_added", "jobs_all_added", "share_working_outside"), strict=False):
        outcome = next(one for one in comparison.outcomes if one.variable == row)
        for cell, title in zip(outcome.cells, comparison.titles(), strict=True):
            assert title in sentence
            assert numbers.central(cell.median, cell.p10, cell.p90, outcome.unit, "nl") in sentence
    assert "Woondeal 2030" in found[4]
    assert "+55.000 banen 2040" in found[4]
