"""A brief made by hand: the words of the ready-made study, tables as wide and long as those of six municipalities."""

from __future__ import annotations

from balanssim.report import charts, svg
from balanssim.report.brief import prices
from balanssim.report.brief.parts import Brief, Figure, Section, Sheet, Table, word
from balanssim.report.brief.sheet import TERMS
from balanssim.sweep import load

FAN = charts.fan_svg(
    charts.Fan((2024, 2041), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6)),
    svg.look(0),
    (0.0, 6.0),
    str,
    "Verloop van 1 naar 4",
)
BAND = "35.600 [31.600–39.800]"


def brief(band: str = BAND) -> Brief:
    """A brief with the words of the ready-made study, and tables as wide and long as those of six municipalities."""
    loaded = load.load("balanssim:studies/ijmeer-besluit")
    decision = loaded.study.decision
    assert decision is not None
    row = (("Extra auto's per uur in de spits, Hollandse Brug",), (band,), (band,), (band,), (band,))
    paper = Table("Bronnen", ("Wat", "Bron"), ((("Raming",), ("own estimate of the cost",)),))
    figures = Table("Vier getallen", ("Wat", "A", "B", "Verschil met A", "Verschil met C"), (row,) * 4)
    places = Table("Per gemeente", tuple(f"Werkt elders, verschil bij {at}" for at in range(7)),
                   tuple((("Noordoostpolder",), *(((band,),) * 6)) for _ in range(6)))  # fmt: skip
    money = {
        "low": "3.500",
        "central": "6.000",
        "high": "9.000",
        "price": prices.price("own estimate, about 2025", "nl"),
    }
    opens = {
        "project": "IJmeerverbinding",
        "year": "2046 [2043–na 2051]",
        "n": "90",
        "end": "2051",
        "money": "0 % van de raming gedekt",
    }
    found = f"{word('sheet.money_found', 'nl', share='0 %')} {word('sheet.to_start', 'nl', amount='4.500')}"
    points = (
        ("Wat wordt gevraagd?", (decision.question.nl, decision.scope.nl,
                                 word("sheet.who", "nl", who=decision.who.nl, when=decision.when.nl),
                                 *(word(f"sheet.explains.{name}", "nl") for name in TERMS))),
        ("Als we niets doen", (decision.if_nothing.nl,)),
        ("Als we het wel doen", (decision.if_decided.nl, word("sheet.opens", "nl", **opens))),
        ("Geld", (word("sheet.cost", "nl", **money), found, word("sheet.added", "nl", amount="6.750"))),
        ("Wat kan uw raad zelf doen?", tuple(one.nl for one in decision.own)),
        ("Wat weten we niet?", (word("sheet.bands", "nl"), *(one.nl for one in decision.unknown))),
    )  # fmt: skip
    sheet = Sheet(
        points,
        figures,
        places,
        ("Getallen van 1-1-2051.", "Bron: x.", "Vragen? x."),
        word("sheet.third_is", "nl", option="Zonder IJmeerverbinding, met Pampus"),
    )
    drawing = Figure("Verloop", FAN, "Verloop van 1 naar 4")
    section = Section("effects", "Effecten", ("Een zin.",), (figures, paper), (drawing,))
    sketch, asked = "Schetsinstrument: vervangt geen NRM, VENOM of MKBA.", (("Vraag", decision.question.nl),)
    return Brief("nl", "proef", loaded.study.title.nl, sketch, "1-11-2026", asked, (section,), (), sheet, "2026-11-01")
