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
from balanssim.report.brief import pdf, render, structure
from tests.report.brief import ua
from tests.report.brief.made import brief

try:
    import weasyprint
except (ImportError, OSError) as missing:
    pytest.skip(f"weasyprint and Pango, extra brief: {missing}", allow_module_level=True)

LONG = "118.000 [102.000–131.000]"


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {"brief": pdf.pdf(render.brief(brief())), "sheet": pdf.pdf(render.sheet(brief()), 1)}


@pytest.mark.parametrize("which", ["brief", "sheet"])
def test_it_is_what_pdf_ua_asks(made, which: str) -> None:
    assert ua.faults(made[which]) == []
    reader = pypdf.PdfReader(io.BytesIO(made[which]))
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    assert reader.metadata is not None
    assert "IJmeerverbinding" in str(reader.metadata.title)


def test_words_in_the_other_language_say_so(made) -> None:
    tree = pypdf.PdfReader(io.BytesIO(made["brief"])).trailer["/Root"]["/StructTreeRoot"]
    assert [str(one["/Lang"]) for one in ua.below(tree) if "/Lang" in one] == ["en"]


def test_every_drawing_has_its_words(made) -> None:
    tree = pypdf.PdfReader(io.BytesIO(made["brief"])).trailer["/Root"]["/StructTreeRoot"]
    drawings = [str(one["/Alt"]) for one in ua.below(tree) if one["/S"] == "/Figure"]
    assert drawings == ["Verloop van 1 naar 4"]


def test_a_file_that_is_not_finished_is_found_out(monkeypatch) -> None:
    monkeypatch.setattr(structure, "finish", lambda document, file: None)
    found = set(ua.faults(pdf.pdf(render.brief(brief()))))
    assert {"a head without scope", "names of cells are double, or not in the tree of names"} <= found
    assert any("hangs in no structure" in words for words in found)  # the number of the page
    html = render.sheet(brief()).replace('lang="nl"', "").replace("<h2", "<h4").replace("</h2", "</h4")
    found = set(ua.faults(weasyprint.HTML(string=html).write_pdf()))
    assert {"no language", "not marked", "no structure tree", "the metadata do not say PDF/UA"} <= found
    found = set(ua.faults(weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")))
    assert {"no language", "heading 4 after 1"} <= found


def test_fact_sheet_is_one_page_of_a4(made) -> None:
    pages = pypdf.PdfReader(io.BytesIO(made["sheet"])).pages
    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    text = pages[0].extract_text()
    assert "Noordoostpolder" in text
    assert "Vragen?" in text


def test_a_long_sheet_is_printed_small_and_a_longer_one_refused() -> None:
    html = render.sheet(brief(LONG))
    assert len(weasyprint.HTML(string=html).render().pages) == 2  # in ordinary print
    assert len(pypdf.PdfReader(io.BytesIO(pdf.pdf(html, 1))).pages) == 1
    long = replace(brief(), sheet=replace(brief().sheet, foot=("Een lange zin die niemand leest. ",) * 600))
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
