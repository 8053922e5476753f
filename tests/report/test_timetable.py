"""The section on procedures: dates drawn where the axis has them, years by hand named so, and who is late."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import numpy as np
import pytest
import xarray as xr

from balanssim.compare import Setting, compare, tabulate
from balanssim.compare.structure import Comparison
from balanssim.dims import DELAYS, MILESTONES
from balanssim.report import gantt, page, svg, timetable
from tests import synthetic

METRO, A6 = synthetic.PROJECTS
TITLES = {"a": ("Referentie", "Reference"), "b": ("Visie", "Vision"), "c": ("Later", "Later")}


def data(dates: dict[str, float], lost: dict[str, tuple[float, float]], plan: float = 2032.0) -> xr.Dataset:
    """Invented results: dates of the crossing, a year apart in half of the worlds; years lost in either half."""
    found = synthetic.results()
    late = np.arange(found.sizes["draw"]) % 2
    milestones = np.full(found["milestone_year"].shape, np.nan)
    milestones[:, 1, MILESTONES.index("opening")] = 2036.0
    for name, year in dates.items():
        milestones[:, 0, MILESTONES.index(name)] = np.where(late * (year < 9999), year + 1.0, year)
    delays = np.zeros(found["project_delay"].shape)
    delays[:, 1] = np.nan
    for name, (low, high) in lost.items():
        delays[:, 0, DELAYS.index(name)] = np.where(late, high, low)
    opening = found["opening_year"].values.copy()
    opening[:, 0] = milestones[:, 0, -1]
    opening[:, 1] = 2036.0
    return found.assign(
        milestone_year=(found["milestone_year"].dims, milestones),
        project_delay=(found["project_delay"].dims, delays),
        opening_year=(found["opening_year"].dims, opening),
        plan_ready_year=(("draw", "plan"), np.full((found.sizes["draw"], 2), [plan, 2024.0])),
    )


DATES = {"start_decision": 2027.9, "preferred_decision": 2030.9, "project_decision": 2034.2, "opening": 2045.6}
SETTINGS = {METRO: Setting("procedures", 0.1), A6: Setting("assumed", 0.2)}


def together(*parts: xr.Dataset, settings: dict[str, dict[str, Setting]] | None = None, **options: Any) -> xr.Dataset:
    names = list(TITLES)[: len(parts)]
    given = settings or dict.fromkeys(names, SETTINGS)
    return compare(
        dict(zip(names, parts, strict=True)), settings=given, labels=synthetic.LABELS, titles=TITLES, **options
    )


@pytest.fixture(scope="module")
def one() -> xr.Dataset:
    return together(data(DATES, {"funding": (0.0, 12.0), "court": (4.0, 4.8), "meeting": (0.5, 0.7)}))


def test_dates_and_years_lost_are_those_of_the_worlds(one: xr.Dataset) -> None:
    metro, a6 = tabulate(one).courses
    assert [date.id for date in metro.cells[0].dates] == list(DATES)
    start = metro.cells[0].dates[0]
    assert (start.p10, start.median, start.p90) == pytest.approx((2027.9, 2027.9, 2028.9))
    assert [(lost.cause, round(lost.mean, 3)) for lost in metro.cells[0].lost] == [
        ("funding", 6.0), ("court", 4.4), ("meeting", 0.6),
    ]  # fmt: skip
    assert (metro.cells[0].lost[0].p10, metro.cells[0].lost[0].p90) == (0.0, 12.0)
    assert (a6.cells[0].setting, [date.id for date in a6.cells[0].dates], a6.cells[0].lost) == (
        "assumed",
        ["opening"],
        (),
    )
    assert [plan.id for plan in tabulate(one).plans] == ["pampus-fase-1"]  # the other is ready on the base date


def test_a_project_that_is_late_gets_a_sentence_with_its_figures(one: xr.Dataset) -> None:
    (sentence,) = timetable.late(tabulate(one, "nl"))
    causes = "geld (gemiddeld 6,0 jaar [0,0–12,0]) en beroep (gemiddeld 4,4 jaar [4,0–4,8])"
    assert sentence == f"IJmeerverbinding (metro) opent pas in 2046 [2046–2047], vooral door {causes}."
    assert timetable.late(tabulate(one, "en"))[0].startswith(
        "IJmeer link (metro) opens only in 2046 [2046–2047], mainly"
    )


@pytest.mark.parametrize(
    ("dates", "lost", "settings", "said"),
    [
        ({**DATES, "opening": 2040.4}, {"court": (4.0, 4.0)}, SETTINGS, 0),  # on the date it is open
        ({**DATES, "opening": 2045.6}, {"court": (0.9, 0.9)}, SETTINGS, 0),  # it is its work that takes so long
        ({**DATES, "opening": 2045.6}, {"court": (1.1, 1.1)}, SETTINGS, 1),
        ({**DATES, "opening": 2045.6}, {"court": (1.1, 1.1)}, {METRO: Setting("assumed")}, 0),
    ],
)
def test_the_rule_of_being_late(dates: Any, lost: Any, settings: Any, said: int) -> None:
    found = tabulate(together(data(dates, lost), settings={"a": {**SETTINGS, **settings}}))
    assert len(timetable.late(found)) == said


def test_what_does_not_come_within_the_horizon_is_said_to_be_so() -> None:
    never = data({**DATES, "project_decision": 9999.0, "opening": 9999.0}, {"funding": (20.0, 20.0)}, plan=9999.0)
    found = tabulate(together(never), "nl")
    assert timetable.late(found) == [
        "IJmeerverbinding (metro) opent niet voor 2051, vooral door geld (gemiddeld 20,0 jaar [20,0–20,0])."
    ]
    drawn = timetable.part(found)["charts"][0]["svg"]
    strip = gantt.WIDTH - 15  # the middle of the strip of what comes later
    assert drawn.count(f"M{svg.short(strip - 3.8)} ") == 3  # project decision, opening and the plan
    assert "niet voor 2051" in drawn


def test_scenarios_with_the_same_words_are_named_together() -> None:
    late = data(DATES, {"funding": (6.0, 6.0)})
    (sentence,) = timetable.late(tabulate(together(late, late), "nl"))
    assert sentence.endswith("bij beide scenario's.")
    (sentence,) = timetable.late(tabulate(together(late, late, late), "nl"))
    assert sentence.endswith("bij alle scenario's.")
    never = {"a": SETTINGS, "b": {**SETTINGS, METRO: Setting("never")}}
    (sentence,) = timetable.late(tabulate(together(late, late, settings=never), "nl"))
    assert sentence.endswith("bij A.")


def test_marks_stand_at_their_years_on_the_axis(one: xr.Dataset) -> None:
    drawn = timetable.part(tabulate(one))["charts"][0]["svg"]
    ticks = {
        int(year): float(x)
        for x, year in re.findall(r'<text x="([\d.]+)" y="[\d.]+" text-anchor="middle">(\d{4})</text>', drawn)
    }
    _, (low, left), *_, (high, right) = sorted(ticks.items())  # the first year is moved to stay on the drawing
    assert low < high

    def year(x: float) -> float:
        return low + (x - left) * (high - low) / (right - left)

    bands = [
        (year(float(a)), year(float(b))) for a, b in re.findall(r'class="thin" d="M([\d.]+) [\d.]+H([\d.]+)"', drawn)
    ]
    np.testing.assert_allclose(bands, [(date, date + 1.0) for date in DATES.values()], atol=0.1)
    starts = [float(x) for x in re.findall(r'class="mark" d="M([\d.]+) ', drawn)]
    shift = [0.0, 0.0, 3.8, 3.8, 3.8]  # a shape begins at its top, or left of its middle
    middles = [year(x + more) for x, more in zip(starts, shift, strict=True)]
    np.testing.assert_allclose(middles, [*DATES.values(), 2032.0], atol=0.15)


def test_every_milestone_has_a_strip_and_a_shape_of_its_own(one: xr.Dataset) -> None:
    drawn = timetable.part(tabulate(one))["charts"][0]["svg"]
    heights = [float(y) for y in re.findall(r'class="thin" d="M[\d.]+ ([\d.]+)H', drawn)]
    assert len(set(heights)) == len(heights) == 4
    assert len(set(gantt.SHAPES.values())) == len(gantt.SHAPES)
    assert set(gantt.SHAPES) == {*timetable.SHOWN, "ready"}


@pytest.mark.parametrize(("lang", "word"), [("nl", "aangenomen"), ("en", "assumed")])
def test_a_year_set_by_hand_is_named_so_wherever_it_stands(one: xr.Dataset, lang: Any, word: str) -> None:
    found = timetable.part(tabulate(one, lang))
    drawn = found["charts"][0]["svg"]
    assert f">2036 {word}</text>" in drawn
    assert drawn.count('class="hand"') == 1
    assert [cell["main"] for row in found["projects"] for cell in row["cells"]][1] == f"2036 {word}"
    html = page.render(one, page.Context(), lang)
    section = html[html.index('id="procedures"') : html.index("</section>", html.index('id="procedures"'))]
    for place in re.finditer("2036", re.sub(r"<[^>]*>", "", section)):
        assert re.sub(r"<[^>]*>", "", section)[place.end() :].lstrip().startswith(word)


def test_rows_stand_level_in_every_scenario() -> None:
    by_hand = {"a": SETTINGS, "b": {METRO: Setting("assumed"), A6: Setting("never")}}
    late = data(DATES, {"funding": (6.0, 6.0)})
    charts = timetable.part(tabulate(together(late, late, settings=by_hand)))["charts"]
    names = [re.findall(r'y="([\d.]+)" class="halo name"', chart["svg"]) for chart in charts]
    assert names[0] == names[1]
    assert len(names[0]) == 3


def test_a_scenario_without_a_project_says_so() -> None:
    never = {"a": SETTINGS, "b": {**SETTINGS, METRO: Setting("never")}}
    late = data(DATES, {"funding": (6.0, 6.0)})
    found = timetable.part(tabulate(together(late, late, settings=never), "nl"))
    assert [cell["main"] for cell in found["projects"][0]["cells"]] == ["2046 [2046–2047]", "opent hier niet"]
    assert found["lost"][0]["columns"][1]["none"] == "opent hier niet"


def test_every_drawing_has_a_table_and_names_keep_to_the_width() -> None:
    label = "Q" * 120
    assert gantt.lines(label, ["2046 [2046–2047]"]) == 2
    assert gantt.lines("A6", ["2046 [2046–2047]"]) == 1
    drawn = gantt.gantt_svg([gantt.Bar(label, "x", (), 2)], svg.look(0), (2024, 2051), "later", "<b>")
    longest = max(len(words) for words in re.findall(r">([^<]+)</text>", drawn))
    assert longest < 60
    assert "…" in drawn
    assert "&lt;b&gt;" in drawn


def test_results_without_dates_have_no_section() -> None:
    bare = synthetic.results().drop_vars(["milestone_year", "plan_ready_year"])
    found = together(bare)
    assert (tabulate(found).courses, tabulate(found).plans) == ((), ())
    assert 'id="procedures"' not in page.render(found, page.Context(), "nl")


def test_the_json_has_what_the_section_shows(one: xr.Dataset) -> None:
    plain = tabulate(one).to_json()
    assert plain["courses"][0]["cells"][0]["lost"][0]["cause"] == "funding"
    assert plain["plans"][0]["cells"][0]["ready"]["median"] == 2032.0


def test_words_on_the_page_are_those_of_the_sentences(one: xr.Dataset) -> None:
    comparison: Comparison = tabulate(one, "nl")
    words = unescape(page.render(one, page.Context(), "nl"))
    assert all(sentence in words for sentence in timetable.late(comparison))
