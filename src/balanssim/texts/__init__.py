"""Words a user reads, in Dutch and English, keyed by code. A code missing in one language fails a test.

``problems_nl.yaml`` holds the words of problems (``found``, ``expected``, ``mend``), ``messages_nl.yaml`` all others,
with ``messages_page_nl.yaml`` and so on for what has a room of its own. The same for English.
Placeholders are ``{name}``; numbers are formatted by ``number`` so that Dutch output has Dutch separators.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from balanssim.errors import Problem

Lang = Literal["nl", "en"]
LANGUAGES: tuple[Lang, ...] = ("nl", "en")


_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@cache
def _table(kind: str, lang: str) -> Mapping[str, str | Mapping[str, str]]:
    import yaml

    found: dict[str, str | Mapping[str, str]] = {}
    for file in sorted(resources.files("balanssim.texts").iterdir(), key=lambda file: file.name):
        if file.name.startswith(kind) and file.name.endswith(f"_{lang}.yaml"):
            loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
            twice = sorted(found.keys() & loaded.keys())
            if twice:
                raise ValueError(f"{file.name}: words already given elsewhere: {', '.join(twice)}")
            found |= loaded
    return found


def codes(kind: Literal["problems", "messages"], lang: Lang) -> frozenset[str]:
    """All codes that have words in this language."""
    return frozenset(_table(kind, lang))


def message(code: str, lang: Lang, params: Mapping[str, object] | None = None) -> str:
    """The words of a message; raises KeyError for a code without words."""
    words = _table("messages", lang)[code]
    assert isinstance(words, str)
    return words.format(**{name: show(value, lang) for name, value in (params or {}).items()})


def problem(item: Problem, lang: Lang) -> str:
    """Two or three lines: place and key, what was found and expected, the mend.

    ``found_one`` stands in for ``found`` where n is 1, ``far`` for ``mend`` where no name is near.
    """
    words = _table("problems", lang)[item.code]
    assert not isinstance(words, str)
    params = {name: show(value, lang) for name, value in item.params.items()}
    found = words.get("found_one") if item.params.get("n") == 1 else None
    mend = words.get("mend") if item.params.get("near", True) else words.get("far", words.get("mend"))
    place = one_line(item.file) + (f":{item.line}:{item.column}" if item.line else "")
    lines = [f"{place}  {one_line(item.key)}".rstrip()]
    body = (found or words["found"]).format(**params)
    if words.get("expected"):
        body += message("problems.expected", lang) + words["expected"].format(**params)
    lines.append(f"  {body}")
    if mend:
        lines.append(f"  {mend.format(**params)}")
    return "\n".join(lines)


def render(items: Iterable[Problem], lang: Lang, about: str = "scenario check") -> str:
    """All problems and a closing count, with the command whose help tells what is expected."""
    listed = list(items)
    # a problem that stands for n others counts as n
    counts = [item.params.get("n", 1) if ".more" in item.code else 1 for item in listed]
    n = sum(one for one in counts if isinstance(one, int))
    count = message("problems.count_one" if n == 1 else "problems.count", lang, {"n": n, "command": about})
    return "\n".join([*(problem(item, lang) for item in listed), count])


def one_line(text: str) -> str:
    """A text of a file inside a sentence: cut off where long, control characters as codes: none acts on a screen."""
    short = text if len(text) <= 400 else f"{text[:300]}... ({len(text)})"
    return _ACTING.sub(lambda found: f"\\x{ord(found[0]):02x}", short)


def show(value: object, lang: Lang) -> str:
    """A value inside a sentence: numbers with the separators of the language, lists with commas."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        if abs(value) >= 10**15:
            text = str(value)
            return text if len(text) <= 24 else f"{text[:20]}... ({len(text.lstrip('-'))})"
        return str(value) if 1900 <= value <= 2200 else number(value, lang)
    if isinstance(value, float):
        if value and not 1e-6 <= abs(value) < 1e15:
            text = f"{value:.6g}"
            return text.replace(".", ",") if lang == "nl" else text
        return number(value, lang, digits=6 if abs(value) < 1 else 3, strip=True)
    if isinstance(value, (list, tuple)):
        return ", ".join(show(item, lang) for item in value)
    return one_line(str(value))


def number(value: float, lang: Lang, digits: int = 0, strip: bool = False) -> str:
    """12345.6 -> '12.346' (nl) or '12,346' (en)."""
    text = f"{value:,.{digits}f}"
    if strip and "." in text:
        text = text.rstrip("0").rstrip(".")
    if lang == "nl":
        text = text.translate({ord(","): ".", ord("."): ","})
    return text
