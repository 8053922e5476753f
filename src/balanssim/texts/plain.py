"""Readable stand-ins for characters that an output cannot show, as a handler for encoding errors.

A stream opened or reconfigured with ``errors=STAND_INS`` never refuses a text: what its encoding lacks comes out as
plain ASCII that still reads.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

#: Name of the error handler, for ``str.encode`` and ``TextIOWrapper.reconfigure``.
STAND_INS: Final = "balanssim.stand-ins"
#: Where the letter without its accent, or the parts of a ligature, would not do.
_TABLE: Final = {
    "≈": "=", "▲": "^", "▼": "v", "≥": ">=", "≤": "<=", "≠": "!=", "±": "+/-", "−": "-", "×": "x", "÷": "/",
    "∑": "sum", "√": "sqrt", "∞": "inf", "\N{FRACTION SLASH}": "/",
    "–": "-", "—": "-", "‑": "-", "•": "*", "·": "|", "→": "->", "←": "<-", "↔": "<->", "↑": "^", "↓": "v",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'",
    "€": "EUR", "£": "GBP", "°": " deg", "§": "par. ", "¶": "par. ", "©": "(c)", "®": "(r)", "✓": "v", "✗": "x",
    "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "µ": "u", "μ": "u",
    "■": "#", "□": "o", "●": "o", "○": "o", "│": "|", "─": "-", "█": "#",
}  # fmt: skip
_STROKED: Final = re.compile(r"LATIN (SMALL|CAPITAL) LETTER (?:DOTLESS )?([A-Z])(?: WITH .*)?\Z")


def stand_in(character: str) -> str:
    """ASCII that can stand for one character; ``?`` only where nothing readable is known (another script)."""
    if character.isascii():
        return character
    if character in _TABLE:
        return _TABLE[character]
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):  # an accent by itself, a mark without width
        return ""
    letter = _STROKED.match(unicodedata.name(character, ""))
    if letter:
        return letter[2].lower() if letter[1] == "SMALL" else letter[2]
    parts = unicodedata.normalize("NFKD", character)
    if parts != character:
        return "".join(stand_in(part) for part in parts)
    return "?"


def plain(text: str, encoding: str | None) -> str:
    """The text as an output of this encoding shows it.

    Parameters
    ----------
    text : any text
    encoding : of the stream; None and an unknown name count as ASCII
    """
    try:
        name = codecs.lookup(encoding or "ascii").name
    except LookupError:
        name = "ascii"
    return text.encode(name, STAND_INS).decode(name)


def _handle(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(stand_in(character) for character in error.object[error.start : error.end]), error.end


codecs.register_error(STAND_INS, _handle)
