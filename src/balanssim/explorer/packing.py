"""Many texts that are much alike in little room: what all share once, and beside each other what differs."""

from __future__ import annotations

import base64
import itertools
import json
import re
import zlib
from collections.abc import Sequence
from typing import Any, Final

#: Before every tag and every end of a line.
_PIECE: Final = re.compile(r"(?=[<\n])")


def pack(texts: Sequence[str]) -> str:
    """Texts as base64 of zlib, for ``DecompressionStream("deflate")``; equal texts give equal characters.

    What is packed is a JSON list of places, in order: a string that all texts have there; or ``[values]``, one per
    text, null where a text has ended; or ``[values, picks]``, which of the values each text has. Compression looks
    32 kB back, so that a value finds those of other texts, which differ from it in a few digits.
    """
    places: list[Any] = []
    for values in itertools.zip_longest(*(_PIECE.split(text) for text in texts)):
        different = list(dict.fromkeys(values))
        if len(different) > 1:
            few = len(different) < len(values)
            places.append([different, [different.index(one) for one in values]] if few else [different])
        elif places and isinstance(places[-1], str):
            places[-1] += different[0]
        else:
            places.append(different[0])
    packed = json.dumps(places, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(packed.encode(), 9)).decode()
