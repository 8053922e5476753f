"""A page of ours as tagged PDF (PDF/UA-1), by WeasyPrint where it is there. Equal pages give equal bytes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from balanssim.errors import RunError
from balanssim.report.brief import structure
from balanssim.report.brief.parts import word

if TYPE_CHECKING:
    from balanssim.texts import Lang

_VARIANT: Final = "pdf/ua-1"
#: About what a newspaper prints in its tables; to a page its own style goes first, unless this is important.
_SMALLEST: Final = """
body.sheet { font-size: 7.6pt !important; line-height: 1.22 !important; }
body.sheet h1 { font-size: 12pt !important; } body.sheet h2 { margin-top: 1.2mm !important; font-size: 9pt !important; }
body.sheet table { font-size: 6.8pt !important; line-height: 1.15 !important; }
body.sheet th, body.sheet td { padding: .25mm 1.5mm .25mm 0 !important; }
"""
#: A little less, for a page that is nearly right.
_SMALL: Final = """
body.sheet { font-size: 8.3pt !important; line-height: 1.26 !important; }
body.sheet h1 { font-size: 12.5pt !important; }
body.sheet table { font-size: 7.3pt !important; }
"""


@dataclass
class NoPrinter(Exception):
    """No PDF can be made here: ``code`` of the reason, ``what`` is not found."""

    code: str
    what: str = ""

    def why(self, lang: Lang) -> str:
        """What is missing and how to mend it."""
        return word("no_pdf", lang, why=word(self.code, lang, what=self.what))


def pdf(html: str, most: int | None = None) -> bytes:
    """The document as PDF with its structure, language, title and alternative texts; ``most`` pages.

    Raises ``NoPrinter`` where WeasyPrint, or a library that it needs, is not there, and ``RunError`` for a document of
    more pages, also in small print.
    """
    try:
        import weasyprint
    except ModuleNotFoundError as error:
        raise NoPrinter("no_module") from error
    except OSError as error:  # it is there, but not what it draws letters with
        raise NoPrinter("no_library", str(error).splitlines()[0][:120]) from error
    for name in ("weasyprint", "fontTools"):  # what the style says for screens alone is no fault
        logging.getLogger(name).setLevel(logging.ERROR)
    for sheets in ([], *([weasyprint.CSS(string=style)] for style in (_SMALL, _SMALLEST))):
        document = weasyprint.HTML(string=html).render(stylesheets=sheets, pdf_variant=_VARIANT)
        if most is None or len(document.pages) <= most:
            made: bytes = document.write_pdf(finisher=structure.finish, pdf_variant=_VARIANT)
            return made
    raise RunError("brief.too_long", found=len(document.pages), most=most)
