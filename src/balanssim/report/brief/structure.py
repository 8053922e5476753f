"""What WeasyPrint leaves out of the structure of a PDF/UA, added to the file before it is written.

Sources: ISO 14289-1 (PDF/UA-1) 7.1 and 7.5, ISO 32000-1 tables 322 and 323.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def finish(_: Any, file: Any) -> None:
    """Finish the structure of a ``pydyf.PDF``.

    Words in the other language say so, header cells say of what they are the head, their names stand in a tree of
    names, and what is printed in the margin of a page, its number, is an artifact: read aloud it would stand between
    two sentences.
    """
    elements = {one.reference: one for one in file.objects if _type(one) == "/StructElem"}
    root = next(one for one in file.objects if _type(one) == "/StructTreeRoot")
    _tongues(file, elements)
    _heads(file, root, elements)
    _margins(file, root, elements)


def _type(one: Any) -> Any:
    return one.get("Type") if isinstance(one, dict) else None


def _tongues(file: Any, elements: dict[bytes, Any]) -> None:
    """A quote is what pages of a brief hold words of the other language in, and nothing else; here it is a span."""
    own = file.catalog.get("Lang")
    for one in elements.values():
        if one["S"] == "/BlockQuote":
            one["S"], one["Lang"] = "/Span", type(own)("en" if own.string == "nl" else "nl")


def _heads(file: Any, root: Any, elements: dict[bytes, Any]) -> None:
    """Scope of every header cell: of a column in the head of a table, else of a row; and the tree of their names."""
    named = {}
    for one in elements.values():
        if one["S"] == "/TH":
            group = elements[elements[one["P"]]["P"]]
            one["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
            named[one["ID"].data] = one
    if named:
        names = [part for _, one in sorted(named.items()) for part in (one["ID"], one.reference)]
        tree = type(root)({"Names": type(root["K"])(names)})  # the dictionary and array of the library
        file.add_object(tree)
        root["IDTree"] = tree.reference


def _margins(file: Any, root: Any, elements: dict[bytes, Any]) -> None:
    """Content whose element hangs in no tree becomes an artifact, on every page."""
    there = set(_reached(root, elements))
    by_reference = {one.reference: one for one in file.objects}
    pages = [one for one in file.objects if _type(one) == "/Page"]
    held = by_reference[root["ParentTree"]]["Nums"]
    by_page = dict(zip(held[::2], held[1::2], strict=True))
    for page in pages:
        owners, stream = by_page[page["StructParents"]], by_reference[page["Contents"]].stream
        for mark, owner in enumerate(owners):
            if owner not in there:
                at = next(n for n, part in enumerate(stream) if isinstance(part, dict) and part.get("MCID") == mark)
                stream[at - 1 : at + 2] = [b"/Artifact", b"BMC"]
                owners[mark] = "null"


def _reached(node: Any, elements: dict[bytes, Any]) -> Iterator[bytes]:
    """References of the elements below a node."""
    waiting = [node]
    while waiting:
        for kid in waiting.pop()["K"]:
            if isinstance(kid, bytes) and kid in elements:
                yield kid
                waiting.append(elements[kid])
