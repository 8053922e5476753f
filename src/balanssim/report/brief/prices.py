"""At which price level an amount stands, and whether VAT is in it, as far as its source says so.

The column ``price_level`` of a region is in a few fixed forms, which are told here in both languages; another text is
given as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from balanssim.report.brief.parts import word

if TYPE_CHECKING:
    from balanssim.texts import Lang

#: Form of the column -> code of its words, and whether that form states a price level.
FORMS: Final = (
    (r"(?P<year>\d{4})", "at", True),
    (r"own estimate", "own", False),
    (r"own estimate, about (?P<year>\d{4})", "own_at", True),
    (r"as published (?P<year>\d{4}(?:-\d{4})?)", "published", False),
    (r"(?P<year>\d{4}), .*own estimate", "estimate", False),
)


def price(level: str, lang: Lang) -> str:
    """What an amount stands at: its origin and price level, and VAT; what the source does not state, is said."""
    for form, code, stated in FORMS:
        found = re.fullmatch(form, level)
        if found is None:
            continue
        year = (found.groupdict().get("year") or "").replace("-", "\N{EN DASH}")
        what = word(f"price.{code}", lang, year=year)
        if code in ("own", "own_at"):
            return word("price.known", lang, what=what, vat=word("price.vat_own", lang))
        shown = what if stated else word("price.unstated", lang, what=what)
        return word("price.known", lang, what=shown, vat=word("price.vat", lang))
    if not level:
        return word("price.none", lang)
    return level
