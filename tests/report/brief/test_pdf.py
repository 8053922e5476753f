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
from balanssim.report.brief import pdf, render
from tests.report.brief.made import brief

try:
    import weasyprint  # noqa: F401
except (ImportError, OSError) as missing:
    pytest.skip(f"weasyprint and Pango, extra brief: {missing}", allow_module_level=True)

LONG = "118.000 [102.000–131.000]"


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
        "import hashlib; from tests.report.brief.made import brief; from balanssim.report.brief import pdf, render;"
        "print(hashlib.sha256(pdf.pdf(render.sheet(brief()), 1)).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(made["sheet"]).hexdigest()
