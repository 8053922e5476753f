"""The brief and the fact sheet as one HTML document each, which refers to nothing outside itself; PDF is made of it."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final

from balanssim.report import selfcontained
from balanssim.report.brief.parts import word
from balanssim.report.brief.tongue import other

if TYPE_CHECKING:
    from balanssim.report.brief.parts import Brief

#: Printers of pages do not know the outline behind letters, and would draw it over them.
_PLAIN: Final = "svg .halo { stroke: none; }\n"


def brief(made: Brief) -> str:
    """The brief."""
    return _render("brief.html.j2", made, selfcontained.file("brief.css"))


def sheet(made: Brief) -> str:
    """The fact sheet."""
    return _render("factsheet.html.j2", made, selfcontained.file("brief.css") + selfcontained.file("factsheet.css"))


def _render(template: str, made: Brief, style: str) -> str:
    return str(
        selfcontained.environment()
        .get_template(template)
        .render(
            b=made,
            lang=made.lang,
            style=style,
            policy=selfcontained.policy(style, images="data:"),
            t=lambda code, **params: word(code, made.lang, **params),
            source=source,
            foreign=lambda words: other(words, made.lang),
        )
    )


def source(drawing: str) -> str:
    """A drawing as an image in the page: its style with it, its size fixed, so that browser and printer agree."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    assert box is not None
    style = f"<style>{selfcontained.file('drawing.css')}{_PLAIN}</style>"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{box[1]}" height="{box[2]}" '
    whole = re.sub(r"<svg ([^>]*)>", lambda found: f"{head}{found[1]}>{style}", drawing, count=1)
    return f"data:image/svg+xml;base64,{base64.b64encode(whole.encode()).decode()}"
