"""The sentences of a brief follow from its numbers."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from balanssim import api, texts
from balanssim.compare.lateness import Latest, Line, Waiting
from balanssim.compare.structure import Cell, Deciding, GoalCell, GoalLine, Outcome
from balanssim.funding import Statement
from balanssim.report.brief import effects, openings, prices, robust, sheet, timing, tongue
from balanssim.report.rehearsal import InTime
from balanssim.sweep import load
from balanssim.sweep.discover import Discovery, Found, Limit
from balanssim.sweep.regret import Regret, Regrets


def test_what_a_missed_round_costs_is_said_in_the_numbers_of_the_table() -> None:
    lines = (Line(2027, 0.47, 2047.0, 2043.0, 9999.0), Line(2028, 0.35, 2048.0, 2044.0, 9999.0))
    asked = InTime(None, "P", "Verbinding", "Link", 2051, Latest(2046, 0.5, lines, None, 2027, 0.12, 1.2), 2026)  # type: ignore[arg-type]
    said = timing.round_words(asked, "nl")
    assert "in geen enkele ronde gehaald. Bij BO MIRT 2027 in 47 van 100." in said[0]
    assert said[1].endswith("wie BO MIRT 2027 mist, gaat van 47 naar 35 van 100 toekomsten op tijd. De opening schuift "
                            "1,2 jaar op (mediaan).")  # fmt: skip
    assert asked.route_words("nl").startswith("Verbinding: op BO MIRT 2026 gaat het over de route")
    assert replace(asked, route=0).route_words("nl") == ""


FIRST = Cell("niets", 1000.0, 800.0, 1200.0)


BESIDE = Cell("wel", 1100.0, 700.0, 1300.0, 0.2, -1.0, 0.3, 0.2, 5.0, False)


def outcome(median: float, low: float, high: float, same: bool, unit: str = "veh/h") -> Outcome:
    other = Cell("wel", 1000.0 + median, 700.0, 1300.0, median, low, high, median, 5.0, same)
    return Outcome("x@y", "Extra auto's", "x", "y", "Y", unit, 2041, False, (FIRST, other))


@pytest.mark.parametrize(
    ("case", "nl", "en"),
    [
        (
            outcome(-200.0, -300.0, -100.0, False),
            "bij B 200 [100–300] auto's per uur minder dan bij A",
            "less than with A",
        ),
        (outcome(200.0, 100.0, 300.0, False), "bij B 200 [100–300] auto's per uur meer dan bij A", "more than with A"),
        (outcome(60.0, -100.0, 300.0, False), "meer en minder liggen allebei in de band", "both lie in the band"),
        (
            outcome(20.0, -100.0, 300.0, False),
            "1.000 auto's per uur bij A en bij B; het verschil per toekomst is +20 [−100 – 300] auto's per uur",
            "with A and with B; the difference per future is +20",
        ),
        (
            replace(
                outcome(1.0, -180.0, 3.0, False, "jobs"),
                cells=(
                    Cell("niets", 38_560.0, 32_000.0, 47_000.0),
                    Cell("wel", 38_449.0, 32_000.0, 47_000.0, 1.0, -180.0, 3.0, -60.0, 30.0, False),
                ),
            ),
            "in het midden vrijwel nul: +1 [−180 – 3] banen",
            "the middle of the difference per future is practically nil",
        ),
        (
            replace(outcome(0.2, -420.0, 0.3, False), cells=(FIRST, replace(BESIDE, difference_p10=-420.0))),
            "tussen A en B is het verschil per toekomst in het midden vrijwel nul: 0 [−420 – 0] auto's per uur",
            "the middle of the difference per future is practically nil",
        ),
        (outcome(200.0, -0.2, 300.0, False), "bij B 200 [0–300] auto's per uur meer dan bij A", "more than with A"),
        (outcome(0.2, -0.3, 0.4, False), "B is niet te onderscheiden van A", "B is indistinguishable from A"),
        (outcome(2.0, -1.0, 3.0, True), "B is niet te onderscheiden van A", "B is indistinguishable from A"),
    ],
)
def test_a_difference_is_said_as_far_as_it_goes(case: Outcome, nl: str, en: str) -> None:
    assert nl in effects.told(case, 1, "nl")
    assert en in effects.told(case, 1, "en")


def test_a_difference_of_shares_is_in_percentage_points() -> None:
    case = outcome(-0.02, -0.03, -0.01, False, "share")
    assert "2,0 %-punt [1,0–3,0] minder" in effects.told(case, 1, "nl")


def goal(*futures: float | None) -> GoalLine:
    cells = tuple(GoalCell("x", 1.0, one, 0.0, None) for one in futures)
    return GoalLine("g", "42.000 woningen", "ambitie", "met", "x", "y", "homes", 2041, 42000.0, None, "bron", cells)


def test_goals_are_counted_per_option_and_once_where_alike() -> None:
    assert (
        effects.met(goal(0.12, 0.12), "nl")
        == "42.000 woningen (ambitie): gehaald in 12 van 100 toekomsten, bij elke optie."
    )
    assert effects.met(goal(0.12, 0.40), "nl").endswith("12 bij A, 40 bij B.")
    assert effects.met(goal(None, 0.4), "nl") == ""


MONEY = Statement("P", (3500.0, 6000.0, 9000.0), "2025", 0.0, 0.0, 0.0)
WAITING = Waiting("P", "Verbinding", "procedures", 2041.4, 2037.0, 2050.0, 0.9, {}, (), MONEY)


def test_an_opening_has_its_band_and_how_it_was_set() -> None:
    assert openings.year(WAITING, 2051, "nl") == ("2041 [2037–2050]", "volgt uit procedures")
    late = replace(WAITING, p90=9999.0)
    assert openings.year(late, 2051, "nl")[0] == "2041 [2037–na 2051]"
    by_hand = replace(WAITING, setting="assumed", median=2040.0, p10=2040.0, p90=2040.0)
    assert openings.year(by_hand, 2051, "nl") == ("2040, aangenomen", "met de hand gezet, dus zonder band")
    assert openings.covered(MONEY, "nl") == "0\N{NO-BREAK SPACE}% van de raming gedekt"
    assert openings.covered(replace(MONEY, state=None, region=None, area=None), "nl") == "dekking niet gevonden"


def regret_of(first: float, second: float) -> Regrets:
    lines = tuple(
        Regret(name, {}, "", high / 2, high, high * 2, 0.5) for name, high in (("niets", first), ("wel", second))
    )
    return Regrets("homes_added", "", 0, True, 64, lines)


def test_least_regret_is_named_where_one_option_has_it() -> None:
    class Nobody:
        def column(self, scenario: str) -> int:
            return ("niets", "wel").index(scenario)

    said = robust.least(regret_of(4000.0, 100.0), Nobody(), "nl")  # type: ignore[arg-type]
    assert "bij B is de achterstand op de beste optie het kleinst: 100 woningen of meer" in said
    assert said.endswith("bij A 4.000 woningen.")
    assert robust.least(regret_of(100.0, 100.0), Nobody(), "nl") == ""  # type: ignore[arg-type]
    nearly = regret_of(3.0, 120.0)
    none = replace(nearly, policies=(replace(nearly.policies[0], best=0.97), nearly.policies[1]))
    said = robust.least(none, Nobody(), "nl")  # type: ignore[arg-type]
    assert "bij A is er in bijna elke toekomst geen achterstand" in said
    assert "bij B is die 120 woningen of meer" in said
    both = replace(nearly, policies=tuple(replace(one, best=0.97) for one in nearly.policies))
    assert robust.least(both, Nobody(), "nl") == ""  # type: ignore[arg-type]


class Plan:
    """Stands in for the answers where columns and the names of places are asked."""

    class region:
        class index:
            areas = {}
            corridors = {}
            projects = {}

    def column(self, scenario: str) -> int:
        return ("niets", "wel").index(scenario)


def discovery(share: float, worlds: int, *boxes: Found) -> Discovery:
    return Discovery(
        "wel", {}, "", "homes_added", "", 2041, 42000.0, "ambitie", False, True, share, worlds, boxes, 0.6, 0.8
    )


def test_circumstances_are_told_with_how_well_they_tell() -> None:
    limit = Limit("work.basic_growth", None, 0.012, 0.9)
    box = Found((limit,), 0.7, 0.9, 0.3)
    ((head, option, lines),) = robust.circumstances(discovery(0.4, 160, box), Plan(), "nl")  # type: ignore[arg-type]
    assert head[0] == "Woningen erbij sinds de begindatum, 1-1-2041 (woningen)"
    assert "40 van 100" in head[1]
    assert option == ("B",)
    assert "hoogstens 1,2" in lines[0]
    assert "70" in lines[1]
    assert "90" in lines[1]


def test_a_box_that_does_not_come_back_is_not_told() -> None:
    shaky = Found((Limit("work.basic_growth", None, 0.012, 0.05),), 0.7, 0.9, 0.3)
    ((_, _, lines),) = robust.circumstances(discovery(0.4, 160, shaky), Plan(), "nl")  # type: ignore[arg-type]
    assert lines == ("Wat er gevonden is, houdt in herhalingen geen stand: meer toekomsten zijn nodig.",)


def test_where_nearly_all_are_alike_the_furthest_quarter_is_told() -> None:
    limit = Found((Limit("work.basic_growth", None, 0.012, 0.9),), 0.7, 0.9, 0.3)
    case = replace(discovery(0.01, 160, limit), furthest=33_700.0)
    ((_, _, lines),) = robust.circumstances(case, Plan(), "nl")  # type: ignore[arg-type]
    assert "tot en met 33.700" in lines[0]
    assert "hoogstens 1,2" in lines[1]


@pytest.mark.parametrize("case", [discovery(0.4, 160), discovery(0.01, 160)])
def test_no_circumstances_are_said_to_be_none(case: Discovery) -> None:
    ((_, _, lines),) = robust.circumstances(case, Plan(), "nl")  # type: ignore[arg-type]
    code = "too_few" if case.too_few else "none"
    assert lines == (texts.message(f"sweep.discover.{code}", "nl"),)


def factor(name: str, share: float, low: float, high: float, stands_out: bool) -> Deciding:
    return Deciding(name, name, share, low, high, "wel", stands_out)


def test_what_decides_the_difference_is_what_stands_out_and_cannot_be_told_from_the_largest() -> None:
    one = outcome(-200.0, -300.0, -100.0, False)
    factors = (
        factor("netverzwaring", 0.5, 0.4, 0.6, True), factor("bouwtempo", 0.35, 0.25, 0.45, True),
        factor("ruimte", 0.1, 0.06, 0.14, True), factor("geluk", 0.02, 0.0, 0.04, False),
    )  # fmt: skip
    table = SimpleNamespace(scenarios=(("niets", "Niets"), ("wel", "Wel")))
    said = robust.decided(replace(one, deciding=factors), table, "nl")  # type: ignore[arg-type]
    assert "netverzwaring (50" in said
    assert "bouwtempo (35" in said
    assert "ruimte" not in said
    nothing = robust.decided(replace(one, deciding=factors[3:]), table, "nl")  # type: ignore[arg-type]
    assert nothing.endswith("steekt geen aanname erboven uit.")


def test_what_decides_is_told_as_far_as_it_is_sharp_and_where_there_is_a_difference() -> None:
    one = outcome(-200.0, -300.0, -100.0, False)
    table = SimpleNamespace(scenarios=(("niets", "Niets"), ("wel", "Wel")), draws=160)

    def said(*factors: Deciding, case: Outcome = one) -> str:
        return robust.decided(replace(case, deciding=factors), table, "nl", ("C", "B"))  # type: ignore[arg-type]

    vague = factor("rijstroken", 0.59, 0.14, 1.0, True)
    assert "is uit 160 toekomsten niet scherp af te leiden" in said(vague, factor("groei", 0.3, 0.24, 0.39, True))
    lucky = factor("CO2", 0.05, 0.01, 0.10, True)
    assert said(lucky).endswith("steekt geen aanname erboven uit.")
    sure = said(factor("groei", 0.3, 0.24, 0.39, True), lucky, vague)
    assert "groei (30" in sure
    assert "CO2" not in sure
    assert "rijstroken" not in sure
    assert "tussen C en B" in sure
    alike = replace(one, cells=(one.cells[0], replace(one.cells[1], indistinguishable=True)))
    assert said(factor("groei", 0.3, 0.24, 0.39, True), case=alike).endswith("er is niets te verklaren.")


@pytest.mark.parametrize(
    ("level", "nl"),
    [
        ("own estimate, about 2025", "eigen schatting, prijspeil ongeveer 2025; zonder uitspraak over btw"),
        ("2021", "prijspeil 2021; btw niet vermeld in de bron"),
        ("own estimate", "eigen schatting; zonder uitspraak over btw"),
        (
            "as published 2019-2025",
            "zoals gepubliceerd in 2019–2025; prijspeil niet vermeld in de bron; btw niet vermeld in de bron",
        ),
        (
            "2018, central and high own estimate",
            "raming uit 2018, deels eigen schatting; prijspeil niet vermeld in de bron; btw niet vermeld in de bron",
        ),
        ("", "prijspeil en btw niet vermeld in de bron"),
        ("prijspeil 2021, inclusief btw", "prijspeil 2021, inclusief btw"),
    ],
)
def test_an_amount_says_its_price_level_or_that_its_source_does_not(level: str, nl: str) -> None:
    assert prices.price(level, "nl") == nl
    assert (prices.price(level, "en") == nl) == (level == nl)


def test_every_price_level_of_the_region_has_words() -> None:
    region = api.load_region("balanssim:flevoland-mra")
    for level in region.infrastructure["price_level"]:
        assert prices.price(str(level or ""), "nl") != str(level)


def test_language_of_a_source_is_told_by_its_small_words() -> None:
    region = api.load_region("balanssim:flevoland-mra")
    stated = [str(one) for one in region.infrastructure["status_text"]]
    assert [one for one in stated if tongue.other(one, "nl")] == []
    assert [one for one in stated if tongue.other(one, "en") != "nl"] == []
    papers = [str(entry["source"]) for entry in region.index.parameters.values() if " " in str(entry["source"])]
    assert [one for one in papers if tongue.other(one, "en")] == []
    assert [one for one in papers if tongue.other(one, "nl") != "en"] == []
    assert tongue.other("WON06", "nl") == tongue.other("WON06", "en") == ""


def test_words_of_the_field_are_explained_where_a_decision_uses_them() -> None:
    decision = load.load("balanssim:studies/ijmeer-besluit").study.decision
    found = SimpleNamespace(decision=decision)
    for lang in texts.LANGUAGES:
        said = sheet._explained(found, lang)  # type: ignore[arg-type]
        assert said == tuple(texts.message(f"brief.sheet.explains.{name}", lang) for name in ("mirt", "exploration"))
