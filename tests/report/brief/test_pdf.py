"""PDF of a brief and of a fact sheet: tagged, with language, title and alternative texts, the same every time."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from dataclasses import replace

import pypdf
import pytest

from balanssim.errors import RunError
from balanssim.report import charts, svg
from balanssim.report.brief import pdf, render
from balanssim.report.brief.parts import Brief, Figure, Section, Sheet, Table, word
from balanssim.sweep import load

try:
    import weasyprint  # noqa: F401
except (ImportError, OSError) as missing:
    pytest.skip(f"weasyprint and Pango, extra brief: {missing}", allow_module_level=True)

FAN = charts.fan_svg(
    charts.Fan((2024, 2041), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6)),
    svg.look(0),
    (0.0, 6.0),
    str,
    "Verloop van 1 naar 4",
)
BAND, LONG = "35.600 [31.600–39.800]", "118.000 [102.000–131.000]"
COVERED = "0 % van de raming gedekt"


def brief(band: str = BAND) -> Brief:
    """A brief with the words of the ready-made study, and tables as wide and long as those of six municipalities."""
    loaded = load.load("balanssim:studies/ijmeer-besluit")
    decision = loaded.study.decision
    assert decision is not None
    row = (("Extra auto's per uur Hollandse Brug (auto's per uur)",), (band,), (band,), (band,))
    figures = Table("Vier getallen", ("Wat", "A", "B", "Verschil"), (row,) * 4)
    places = Table("Per gemeente", tuple(f"Werkt in andere gemeente, {at}" for at in range(7)),
                   tuple((("Noordoostpolder",), *(((band,),) * 6)) for _ in range(6)))  # fmt: skip
    money = {"low": "3.500", "central": "6.000", "high": "9.000", "covered": COVERED}
    opens = {"project": "IJmeerverbinding", "year": "2046 [2043–na 2051]", "n": "90", "end": "2051"}
    opens["covered"] = COVERED
    points = (
        ("Wat wordt gevraagd?", (decision.question.nl, decision.scope.nl,
                                 word("sheet.who", "nl", who=decision.who.nl, when=decision.when.nl))),
        ("Als we niets doen", (decision.if_nothing.nl,)),
        ("Als we het wel doen", (decision.if_decided.nl, word("sheet.opens", "nl", **opens))),
        ("Geld", (word("sheet.cost", "nl", **money), word("sheet.to_start", "nl", amount="4.500"),
                  word("sheet.added", "nl", amount="6.750"))),
        ("Wat kan uw raad zelf doen?", tuple(one.nl for one in decision.own)),
        ("Wat weten we niet?", (word("sheet.bands", "nl"), *(one.nl for one in decision.unknown))),
    )  # fmt: skip
    sheet = Sheet(points, figures, places, ("Getallen van 1-1-2051.", "Bron: x.", "Vragen? x."))
    drawing = Figure("Verloop", FAN, "Verloop van 1 naar 4")
    section = Section("effects", "Effecten", ("Een zin.",), (figures,), (drawing,))
    sketch, asked = "Schetsinstrument: vervangt geen NRM, VENOM of MKBA.", (("Vraag", decision.question.nl),)
    return Brief("nl", "proef", loaded.study.title.nl, sketch, "1-11-2026", asked, (section,), (), sheet, "2026-11-01")


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {"brief": pdf.pdf(render.brief(brief())), "sheet": pdf.pdf(render.sheet(brief()), 1)}


def elements(node, found: list) -> list:
    """Structure elements of a tagged PDF, in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            elements(one, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append(node)
        if "/K" in node:
            elements(node["/K"], found)
    return found


@pytest.mark.parametrize("which", ["brief", "sheet"])
def test_it_is_tagged_and_says_its_language_and_title(made, which: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made[which]))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 # an object of pypdf
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    assert "IJmeerverbinding" in str(reader.metadata.title)
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    tags = [str(one["/S"]) for one in elements(root["/StructTreeRoot"], [])]
    assert tags.count("/H1") == 1
    assert {"/H2", "/Table", "/TH", "/TD", "/P"} <= set(tags)


def test_every_drawing_has_its_words(made) -> None:
    root = pypdf.PdfReader(io.BytesIO(made["brief"])).trailer["/Root"]
    drawings = [one for one in elements(root["/StructTreeRoot"], []) if one["/S"] == "/Figure"]
    assert [str(one["/Alt"]) for one in drawings] == ["Verloop van 1 naar 4"]


def test_fact_sheet_is_one_page_of_a4(made) -> None:
    pages = pypdf.PdfReader(io.BytesIO(made["sheet"])).pages
    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    text = pages[0].extract_text()
    assert "Noordoostpolder" in text
    assert "Vragen?" in text


def test_a_long_sheet_is_printed_small_and_a_longer_one_refused() -> None:
    assert len(pypdf.PdfReader(io.BytesIO(pdf.pdf(render.sheet(brief(LONG)), 1))).pages) == 1
    long = replace(brief(), sheet=replace(brief().sheet, foot=("Een lange zin die niemand leest. ",) * 60))
    with pytest.raises(RunError) as error:
        pdf.pdf(render.sheet(long), 1)
    assert error.value.code == "brief.too_long"


def test_another_process_makes_the_same_bytes(made) -> None:
    code = (
        "import hashlib; from tests.report.brief.test_pdf import brief; from balanssim.report.brief import pdf, render;"
        "print(hashlib.sha256(pdf.pdf(render.sheet(brief()), 1)).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(made["sheet"]).hexdigest()
